"""Packages of records: started, stopped, made by a worker, fetched for a day, and deleted again."""

import hashlib
import secrets
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404

from partners.actors import Actor
from proposals.jobs import Bell
from proposals.records import building, selectors
from proposals.records.models import PackageJob, Status
from proposals.records.sources import View
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import NotYours

bell = Bell("proposals.records.tasks.work", timedelta(seconds=120))
KEPT = timedelta(hours=24)
AGAIN = 3  # runs of one job when the case moves meanwhile


def start(pk: UUID | str, *, release: bool, language: str, actor: Actor) -> PackageJob:
    """Have a package made; one that is being made for the same person is that one. Raises Http404."""
    access = selectors.get(actor, pk)
    if actor.user is None:
        raise NotYours
    wanted = {"proposal": access.proposal, "release": release, "made_by": actor.user}
    with transaction.atomic():
        there = PackageJob.objects.filter(status=Status.RUNNING, **wanted).first()
        if there is not None:
            return there
        now = clocks.now()
        job = PackageJob.objects.create(language=language, made_at=now, worked_at=now, total=building.steps(), **wanted)
        transaction.on_commit(lambda: bell.ring(job.pk))
    return job


def stop(job: PackageJob) -> None:
    """After the step in hand; nothing of it is kept."""
    PackageJob.objects.filter(pk=job.pk, status=Status.RUNNING).update(status=Status.STOPPED, done=0)


def again(job: PackageJob) -> None:
    """Run a stopped one once more."""
    stopped = PackageJob.objects.filter(pk=job.pk, status=Status.STOPPED)
    if stopped.update(status=Status.RUNNING, turn=job.turn + 1, done=0, halted="", worked_at=clocks.now()):
        transaction.on_commit(lambda: bell.ring(job.pk))


def work(pk: UUID | str) -> bool:
    """Make the package, from the beginning. False: stopped, halted, or made by another worker meanwhile."""
    job = PackageJob.objects.select_related("proposal", "made_by").filter(pk=pk, status=Status.RUNNING).first()
    if job is None:
        return False
    folder = _folder() / f"{secrets.token_hex(16)}.half"
    try:
        for _attempt in range(AGAIN):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, mode=0o700)
            head = _head(job)
            if not _built(job, folder):
                return False
            if head == _head(job):
                return _kept(job, folder / "package.zip")
        PackageJob.objects.filter(pk=job.pk, turn=job.turn).update(status=Status.STOPPED, done=0)
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tidy() -> int:
    """Delete packages that were kept long enough, and ring again for jobs whose worker is gone."""
    now = clocks.now()
    bell.ring_again(PackageJob.objects.filter(status=Status.RUNNING))
    old = PackageJob.objects.filter(status=Status.DONE, worked_at__lt=now - KEPT)
    count = 0
    for job in list(old):
        path_of(job).unlink(missing_ok=True)
        count += PackageJob.objects.filter(pk=job.pk, status=Status.DONE).update(status=Status.GONE, stored="")
    known = set(PackageJob.objects.exclude(stored="").values_list("stored", flat=True))
    for path in _folder().glob("*"):
        stale = path.stat().st_mtime < now.timestamp() - KEPT.total_seconds()
        if stale and path.stem not in known:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return count


def path_of(job: PackageJob) -> Path:
    return _folder() / f"{job.stored}.zip"


def _folder() -> Path:
    path = Path(settings.PACKAGES_DIR)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _built(job: PackageJob, folder: Path) -> bool:
    """Every step, as the person may see the case at this moment."""
    try:
        access = selectors.get(Actor(job.made_by), job.proposal_id)
    except Http404:
        PackageJob.objects.filter(pk=job.pk).update(status=Status.STOPPED, done=0)
        return False
    view = View(access, job.release)
    steps = building.build(view, folder, made_at=clocks.now(), language=job.language)
    for done, _name in enumerate(steps, 1):
        mine = PackageJob.objects.filter(pk=job.pk, status=Status.RUNNING, turn=job.turn)
        if not mine.update(done=done, worked_at=clocks.now()):
            return False
    return True


def _head(job: PackageJob) -> tuple[str | None, int]:
    last = TransitionRecord.objects.filter(case_id=job.proposal_id).order_by("-link").values_list("sha256", flat=True)
    job.proposal.refresh_from_db(fields=["version"])
    return last.first(), job.proposal.version


def _kept(job: PackageJob, made: Path) -> bool:
    stored = secrets.token_hex(16)
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = made.stat().st_size
    target = _folder() / f"{stored}.zip"
    made.rename(target)
    mine = PackageJob.objects.filter(pk=job.pk, status=Status.RUNNING, turn=job.turn)
    if not mine.update(status=Status.DONE, stored=stored, size=size, sha256=digest, worked_at=clocks.now()):
        target.unlink(missing_ok=True)
        return False
    return True
