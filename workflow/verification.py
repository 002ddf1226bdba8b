"""Do the subjects agree with their histories? Every finding is a sentence; an empty list means they do.

Imports point one way, so the caller names each machine's model.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import Model

from workflow import append_only, process
from workflow.models import TransitionRecord

APPEND_ONLY_TABLES = ("workflow_transitionrecord",)


def findings(subjects: Mapping[str, type[Model]], tables: Sequence[str] = APPEND_ONLY_TABLES) -> Iterator[str]:
    """`subjects`: machine → model with `state` and `version`. `tables`: all that must be append-only."""
    for table in append_only.unguarded(connection, tables):
        yield f"{table}: the database would let rows be changed or deleted"
    for machine, model in subjects.items():
        yield from _machine(machine, model)


def _machine(machine: str, model: type[Model]) -> Iterator[str]:
    present: dict[UUID, tuple[str, int]] = {
        pk: (state, version) for pk, state, version in model._default_manager.values_list("pk", "state", "version")
    }
    records = TransitionRecord.objects.filter(machine=machine).order_by("subject_id", "id").iterator()
    seen: set[UUID] = set()
    for subject_id, group in groupby(records, key=lambda record: record.subject_id):
        seen.add(subject_id)
        history = list(group)
        for sentence in _history(history):
            yield f"{machine} {subject_id}: {sentence}"
        for sentence in _agreement(history[-1], present.get(subject_id)):
            yield f"{machine} {subject_id}: {sentence}"
    for subject_id in present.keys() - seen:
        yield f"{machine} {subject_id}: has no transition record"


def _history(history: Sequence[TransitionRecord]) -> Iterator[str]:
    """Each move is one of the table's, begins where the last one ended, later and with a higher version."""
    before: TransitionRecord | None = None
    for record in history:
        row = process.find(record.machine, record.transition, record.source)
        if row is None or row.target not in {record.target, process.PREVIOUS}:
            yield f"record {record.id}: the table has no {record}"
        if before is None:
            if record.source != process.CREATED:
                yield f"record {record.id}: the history begins with {record.transition}"
        else:
            if record.source != before.target:
                yield f"record {record.id}: begins in {record.source}, not in {before.target}"
            if record.subject_version <= before.subject_version:
                yield f"record {record.id}: its version is not above the one before"
            if record.at < before.at:
                yield f"record {record.id}: is earlier than the one before"
        before = record


def _agreement(last: TransitionRecord, present: tuple[str, int] | None) -> Iterator[str]:
    if present is None:
        yield "has records, but is not there"
        return
    state, version = present
    if state != last.target:
        yield f"is in {state}, its last record says {last.target}"
    if version < last.subject_version:
        yield f"has version {version}, its last record says {last.subject_version}"
