"""Is the history what was written, and do the subjects agree with it? Every finding is a sentence; none is good.

Everything is read in streams: what it needs in memory does not grow with the number of records, but for one case whose
chain is broken. Imports point one way, so the caller names each machine's model and the tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Model, OuterRef

from workflow import append_only, chain, links, process, sealed
from workflow.models import TransitionRecord
from workflow.sealed import Progress

APPEND_ONLY_TABLES = ("workflow_transitionrecord", "workflow_seal", "workflow_sealedhead", "workflow_sealedrow")
AT_ONCE = 500
NAMED = 50  # faults of one case that are named; where there are more, it is one great damage


def _quiet(where: str, done: int) -> None:
    """Progress that nobody looks at."""


def findings(
    subjects: Mapping[str, type[Model]],
    tables: Sequence[str] = APPEND_ONLY_TABLES,
    models: Mapping[str, type[Model]] | None = None,
    *,
    since: UUID | None = None,
    progress: Progress = _quiet,
) -> Iterator[str]:
    """`subjects`: machine → model with `state` and `version`. `tables`: all that must be append-only; `models`: table →
    model of those that are sealed. `since`: the case to go on with, where an earlier run was stopped in the chains.
    """
    for table in append_only.unguarded(connection, tables):
        yield f"{table}: the database would let rows be changed or deleted"
    yield from chains(since=since, progress=progress)
    yield from sealed.findings(models or {}, progress)
    for machine, model in subjects.items():
        yield from _machine(machine, model, progress)


def chains(*, since: UUID | None = None, progress: Progress = _quiet) -> Iterator[str]:
    """Every record is a sound link, in its place."""
    records = TransitionRecord.objects.order_by("case_id", "link", "id")
    if since is not None:
        records = records.filter(case_id__gte=since)
    done = 0
    for case_id, group in groupby(records.iterator(chunk_size=1000), key=lambda record: record.case_id):
        before: links.Link | None = None
        broken = False
        for record in group:
            here = chain.as_link(record)
            broken = broken or not links.follows(case_id, here, before)
            before = here
            done += 1
        if broken:
            yield from _named(case_id)
        progress(f"case {case_id}", done)


def _named(case_id: UUID) -> Iterator[str]:
    records = TransitionRecord.objects.filter(case_id=case_id).order_by("link", "id")
    found = links.faults(case_id, [chain.as_link(record) for record in records.iterator(chunk_size=1000)])
    for fault in found[:NAMED]:
        yield f"case {case_id}: {fault}"
    if not found:  # cannot be: whatever does not follow is named
        yield f"case {case_id}: altered: its chain does not hold"
    if len(found) > NAMED:
        yield f"case {case_id}: and {len(found) - NAMED} more"


def _machine(machine: str, model: type[Model], progress: Progress) -> Iterator[str]:
    """Each subject's history is one of the table's, and ends where the subject is."""
    records = TransitionRecord.objects.filter(machine=machine).order_by("subject_id", "id")
    done = 0
    ends: dict[UUID, TransitionRecord] = {}
    for subject_id, group in groupby(records.iterator(chunk_size=1000), key=lambda record: record.subject_id):
        before: TransitionRecord | None = None
        for record in group:
            for sentence in _step(record, before):
                yield f"{machine} {subject_id}: {sentence}"
            before = record
            done += 1
        if before is not None:
            ends[subject_id] = before
        if len(ends) == AT_ONCE:
            yield from _agreements(machine, model, ends)
            ends = {}
        progress(f"{machine} {subject_id}", done)
    yield from _agreements(machine, model, ends)
    known = TransitionRecord.objects.filter(machine=machine, subject_id=OuterRef("pk"))
    for pk in model._default_manager.filter(~Exists(known)).values_list("pk", flat=True).iterator():
        yield f"{machine} {pk}: has no transition record"


def _step(record: TransitionRecord, before: TransitionRecord | None) -> Iterator[str]:
    """A move is one of the table's, begins where the last one ended, later and with a higher version."""
    row = process.find(record.machine, record.transition, record.source)
    if row is None or row.target not in {record.target, process.PREVIOUS}:
        yield f"record {record.id}: the table has no {record}"
    if before is None:
        if record.source != process.CREATED:
            yield f"record {record.id}: the history begins with {record.transition}"
        return
    if record.source != before.target:
        yield f"record {record.id}: begins in {record.source}, not in {before.target}"
    if record.subject_version <= before.subject_version:
        yield f"record {record.id}: its version is not above the one before"
    if record.at < before.at:
        yield f"record {record.id}: is earlier than the one before"


def _agreements(machine: str, model: type[Model], ends: Mapping[UUID, TransitionRecord]) -> Iterator[str]:
    present = _present(model, ends)
    for subject_id, last in ends.items():
        if list(_agreement(last, present.get(subject_id))):
            # On a site that runs, it may just have moved on: look once more, at both.
            newest = TransitionRecord.objects.filter(machine=machine, subject_id=subject_id).order_by("-id").first()
            for sentence in _agreement(newest or last, _present(model, [subject_id]).get(subject_id)):
                yield f"{machine} {subject_id}: record {last.id}: {sentence}"


def _present(model: type[Model], keys: Iterable[UUID]) -> dict[UUID, tuple[str, int]]:
    rows = model._default_manager.filter(pk__in=list(keys)).values_list("pk", "state", "version")
    return {pk: (state, version) for pk, state, version in rows}


def _agreement(last: TransitionRecord, present: tuple[str, int] | None) -> Iterator[str]:
    if present is None:
        yield "has records, but is not there"
        return
    state, version = present
    if state != last.target:
        yield f"is in {state}, its last record says {last.target}"
    if version < last.subject_version:
        yield f"has version {version}, its last record says {last.subject_version}"
