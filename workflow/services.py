"""Given facts, may this move happen, and if not, why not? And the one writer of transition records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from partners.actors import Actor
from workflow import chain, process
from workflow.facts import Facts
from workflow.framework import Framework
from workflow.gates import GATES
from workflow.models import FrameworkVersion, TransitionRecord
from workflow.process import WHO_LABELS, Row, Who
from workflow.refusals import GateClosed, NotYours, ReasonMissing, WrongState


@dataclass(frozen=True)
class Answer:
    """One row of the table as an actor meets it: `permitted` by standing; `sentences` say what does not hold."""

    row: Row
    permitted: bool
    sentences: tuple[str, ...]

    @property
    def open(self) -> bool:
        return self.permitted and not self.sentences


def closed_gates(row: Row, facts: Facts, framework: Framework) -> tuple[str, ...]:
    verdicts = (GATES[gate](facts, framework) for gate in row.gates)
    return tuple(sentence for sentence in verdicts if sentence is not None)


def permitted(machine: str, name: str, facts: Facts, *, reason: str) -> Row:
    """The row of this move, as far as standing and state decide; `must_hold` asks its gates.

    Raises:
        NotYours: no such move, or none of the actor's standing.
        WrongState: not from this state.
        ReasonMissing.
    """
    rows = [row for row in process.rows_of(machine) if row.name == name]
    if not any(row.who & facts.standing for row in rows):
        raise NotYours
    row = process.find(machine, name, facts.state)
    if row is None:
        raise WrongState(_("This is not possible any more: somebody has moved it on."))
    if not row.who & facts.standing:
        raise NotYours
    if row.needs_reason and not reason.strip():
        raise ReasonMissing(_("Give a reason."))
    return row


def must_hold(row: Row, facts: Facts, framework: Framework) -> None:
    """Raises GateClosed, with the sentences to show."""
    sentences = closed_gates(row, facts, framework)
    if sentences:
        raise GateClosed(*sentences)


def answers(machine: str, facts: Facts, framework: Framework) -> list[Answer]:
    """Every row that leads on from this state, the actor's own first; the system's rows are left out."""
    found = []
    for row in process.rows_of(machine):
        if facts.state not in row.sources or row.who == {Who.SYSTEM}:
            continue
        if row.who & facts.standing:
            found.append(Answer(row, True, closed_gates(row, facts, framework)))
        else:
            found.append(Answer(row, False, (only_for(row),)))
    return sorted(found, key=lambda answer: not answer.permitted)


def only_for(row: Row) -> str:
    names = " / ".join(sorted(str(WHO_LABELS[who]) for who in row.who))
    return _("Only for: %(who)s.") % {"who": names}


def record(
    row: Row,
    *,
    actor: Actor,
    subject_id: UUID,
    case_id: UUID,
    source: str,
    target: str,
    subject_version: int,
    reason: str,
    details: Mapping[str, Any],
    framework: FrameworkVersion | None,
    idempotency_key: str | None,
) -> TransitionRecord:
    """Write one line of the audit, in the caller's transaction, which holds the lock of the case."""
    written = TransitionRecord(
        machine=row.machine,
        subject_id=subject_id,
        case_id=case_id,
        transition=row.name,
        source=source,
        target=target,
        actor=actor.user,
        via_guest=actor.guest_link is not None,
        reason=reason.strip(),
        details=dict(details),
        subject_version=subject_version,
        framework=framework,
        idempotency_key=idempotency_key,
    )
    chain.append(written, chain.last_of(case_id)).save(force_insert=True)
    return written
