"""Bringing many proposals in: check, start, stop. A row and its draft are one transaction, so a killed worker leaves
nothing half and a second one makes nothing twice."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import Organisation
from partners.roles import Role
from partners.selectors import organisations_where
from proposals.document.canonical import meaning
from proposals.exchange import selectors as exchange
from proposals.exchange.models import ImportJob, ImportRow, Status
from proposals.exchange.reading import RowFault, read
from proposals.jobs import Bell
from proposals.models import Kind, Proposal
from proposals.services import create_proposal
from workflow import clocks
from workflow.refusals import NotYours
from workflow.states import OPEN

SHOWN_FAULTS = 500
bell = Bell("proposals.exchange.tasks.work", timedelta(seconds=60))


def check(data: bytes, name: str, extension: str, *, institution: Organisation, actor: Actor) -> ImportJob:
    """The dry run: read and check the whole file; nothing becomes a proposal. The same file again is the same job.

    `extension` is "csv", "xlsx" or "json". Raises NotYours: the actor is no author at `institution`.
    """
    if actor.user is None or not organisations_where(actor.user, Role.AUTHOR).filter(pk=institution.pk).exists():
        raise NotYours
    digest = hashlib.sha256(data).hexdigest()
    waiting = ImportJob.objects.filter(institution=institution, sha256=digest, status=Status.CHECKED)
    there = waiting.filter(made_by=actor.user).first()
    if there is not None:
        return there
    found = read(data, extension)
    faults = sorted(found.faults + _taken(found.rows, institution), key=lambda fault: fault.row)
    with transaction.atomic():
        job = ImportJob.objects.create(
            institution=institution,
            name=name[:120],
            sha256=digest,
            status=Status.REFUSED if faults else Status.CHECKED,
            faults=[fault.as_dict() for fault in faults[:SHOWN_FAULTS]],
            fault_count=len(faults),
            made_by=actor.user,
            made_at=clocks.now(),
        )
        if not faults:
            ImportRow.objects.bulk_create(
                ImportRow(job=job, row=row, title=_title(content), content=content) for row, content in found.rows
            )
    return job


def start(pk: UUID | str, *, actor: Actor) -> ImportJob:
    """Make the drafts, or go on where it stopped. Raises Http404. Started twice, it runs once."""
    job = exchange.job(actor, pk)
    ready = Q(status__in=[Status.CHECKED, Status.STOPPED])
    if ImportJob.objects.filter(ready, pk=job.pk).update(status=Status.RUNNING, halted="", worked_at=clocks.now()):
        transaction.on_commit(lambda: bell.ring(job.pk))
    return exchange.job(actor, pk)


def stop(pk: UUID | str, *, actor: Actor) -> ImportJob:
    """After the row in hand; what is made stays. Raises Http404."""
    job = exchange.job(actor, pk)
    ImportJob.objects.filter(pk=job.pk, status=Status.RUNNING).update(status=Status.STOPPED)
    return exchange.job(actor, pk)


def work(pk: UUID | str) -> int:
    """Make rows into drafts until none is left or somebody stops it. Returns how many this call made."""
    made = 0
    while _one(pk):
        made += 1
    return made


def resume() -> int:
    """Running jobs whose worker is gone are rung for again. Returns how many."""
    return bell.ring_again(ImportJob.objects.filter(status=Status.RUNNING))


def _one(pk: UUID | str) -> bool:
    """Make one row under the lock of its job. False: nothing left to do, or not running."""
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().get(pk=pk)
        if job.status != Status.RUNNING:
            return False
        row = ImportRow.objects.filter(job=job, proposal=None).first()
        if row is None:
            job.status = Status.DONE
        else:
            _make(job, row)
        job.worked_at = clocks.now()
        job.save(update_fields=["status", "halted", "worked_at"])
        return job.status == Status.RUNNING


def _make(job: ImportJob, row: ImportRow) -> None:
    """The draft of one row; where the person is no author any more, the job halts."""
    source_id = f"{job.pk}:{row.row}"
    try:
        with transaction.atomic():
            row.proposal = create_proposal(
                actor=Actor(job.made_by),
                institution=job.institution,
                content=row.content,
                kind=row.content.get("A", {}).get("kind") or Kind.NEW,
                source_id=source_id,
                details={"imported_from": job.name, "row": row.row},
            )
    except NotYours:
        job.status = Status.STOPPED
        job.halted = _("%(name)s is no author at the institution any more.") % {"name": job.made_by.name}
        return
    row.save(update_fields=["proposal"])


def _taken(rows: list[tuple[int, dict[str, Any]]], institution: Organisation) -> list[RowFault]:
    """Titles that an open proposal of the institution has already."""
    live = Proposal.objects.filter(lead=institution, state__in=OPEN)
    numbers = {_folded(title): number for title, number in live.values_list("title", "number")}
    sentence = _("Your institution’s proposal %(number)s has this title already.")
    return [
        RowFault(row, "", "A.title", sentence % {"number": numbers[name]})
        for row, content in rows
        if (name := _folded(_title(content))) in numbers
    ]


def _title(content: Mapping[str, Any]) -> str:
    title = content["A"]["title"]
    return str(title.get("en") or title.get("fr"))


def _folded(title: str) -> str:
    return str(meaning(title)).casefold()
