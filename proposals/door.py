"""The one door: every change of state of every machine goes through `act` or `begin` (docs/architecture.md)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from notifications import services as notifications
from notifications.rules import Audience
from notifications.services import Recipient
from notifications.webhooks.hearing import Matter
from partners.actors import Actor
from workflow import framework as frameworks
from workflow import services as workflow
from workflow.facts import Facts
from workflow.models import FrameworkVersion, TransitionRecord
from workflow.process import CREATED, Row, Who, find
from workflow.refusals import NotYours, Refusal, StaleVersion, WrongState
from workflow.services import Answer

PROVINCE = frozenset({Who.COORDINATOR, Who.APPROVER, Who.ASSIGNEE, Who.DECIDER})  # only its people make such a move

Resolver = Callable[[Audience], Iterable[Recipient]]


@dataclass(frozen=True)
class Move:
    """What has just happened, as effects and notices see it; `subject` is saved in its new state."""

    subject: Any
    row: Row
    record: TransitionRecord
    actor: Actor
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Passage:
    """What the door must know of one machine. `case_field` names the foreign key to the case ("" where it is its own).

    `stand(subject, actor, state)` says what the actor is and which state they know; `gather` of the same makes all
    facts, which cost more and are asked only where a gate needs them. `state` is "" for a subject that is not created
    yet. `matter(subject)` is what machines may be told of it. `prepare(subject, name)` runs between the first two;
    `details(subject, name)` is what the record says of the move beside the caller's own, `behalf` for whom the actor
    stands in. Moves that `weigh` change the case too: whoever acts on the case must have seen them.
    """

    machine: str
    model: type[models.Model]
    case_field: str
    stand: Callable[[Any, Actor, str], Facts]
    gather: Callable[[Any, Actor, str], Facts]
    resolve: Callable[[Any], Resolver]
    context: Callable[[Any, Actor, str], dict[str, Any]]
    matter: Callable[[Any], Matter]
    pinned: Callable[[Any], FrameworkVersion | None]
    effects: Mapping[str, Callable[[Move], None]] = field(default_factory=dict)
    not_before: Callable[[Move], datetime | None] = lambda move: None
    methods: Mapping[str, str] = field(default_factory=dict)
    silent: Callable[[Any, str], bool] = lambda subject, name: False
    prepare: Callable[[Any, str], None] = lambda subject, name: None
    details: Callable[[Any, str], Mapping[str, Any]] = lambda subject, name: {}
    behalf: Callable[[Any, Row, Actor], Mapping[str, Any]] = lambda subject, row, actor: {}
    weigh: frozenset[str] = frozenset()


def act(
    passage: Passage,
    pk: UUID,
    name: str,
    *,
    actor: Actor,
    seen_version: int | None,
    idempotency_key: str | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> TransitionRecord:
    """Move one subject. `seen_version` None is for the system and for effects of another move.

    Raises:
        workflow.refusals.Refusal: nothing was written.
    """
    with transaction.atomic():
        subject = lock(passage, pk)
        earlier = _earlier(idempotency_key, subject.pk, name, actor)
        if earlier is not None:
            return earlier
        row = _permitted(passage, subject, name, actor, seen_version, reason)
        source = subject.state
        said = {**passage.details(subject, name), **passage.behalf(subject, row, actor), **(details or {})}
        getattr(subject, passage.methods.get(name, name))()
        _save(subject)
        said |= _weighed(passage, subject, name)
        return _follow(passage, subject, row, source, actor, reason, said, idempotency_key)


def begin(
    passage: Passage,
    subject: Any,
    *,
    actor: Actor,
    name: str,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> TransitionRecord:
    """Save a new subject with the machine's first row; ask `already_begun` first.

    Raises:
        workflow.refusals.Refusal: nothing was written.
    """
    try:
        with transaction.atomic():
            if passage.case_field:
                lock_case(passage, getattr(subject, f"{passage.case_field}_id"))
            facts = passage.stand(subject, actor, CREATED)
            row = workflow.permitted(passage.machine, name, facts, reason=reason)
            _must_hold(passage, subject, row, actor, CREATED)
            subject.save(force_insert=True)
            said = {**passage.behalf(subject, row, actor), **(details or {})}
            return _follow(passage, subject, row, CREATED, actor, reason, said, idempotency_key)
    except IntegrityError:
        if already_begun(passage, idempotency_key, actor=actor) is None:
            raise
        raise WrongState(_("This was done already.")) from None  # the same form, sent twice at the same moment


def already_begun(passage: Passage, idempotency_key: str | None, *, actor: Actor) -> Any | None:
    """The subject that the same form began before, so that a form sent twice is one act.

    Raises:
        NotYours: the key is another person's, or of another act.
    """
    record = TransitionRecord.objects.filter(idempotency_key=idempotency_key).first() if idempotency_key else None
    if record is None:
        return None
    if record.actor != actor.user or record.machine != passage.machine or record.source != CREATED:
        raise NotYours
    return passage.model._default_manager.get(pk=record.subject_id)


def answers(passage: Passage, subject: Any, *, actor: Actor) -> list[Answer]:
    """Every row that leads on from here, with the sentence why not where it is closed to the actor."""
    version = passage.pinned(subject) or frameworks.current()
    facts = passage.gather(subject, actor, subject.state)
    return workflow.answers(passage.machine, facts, frameworks.load(version))


def told(passage: Passage, subject: Any, row: Row, *, actor: Actor) -> list[Any]:
    """Who will be told, from the same resolver that writes the outbox; by name as far as the actor may know them."""
    if passage.silent(subject, row.name):
        return []
    resolve = passage.resolve(subject)
    return list(notifications.preview(row.event, resolve, actor=actor, of_province=row.who <= PROVINCE))


def would_tell(passage: Passage, subject: Any, name: str, *, actor: Actor) -> list[Any]:
    """The same by the transition's name; empty where it does not lead on from here."""
    row = find(passage.machine, name, subject.state)
    return told(passage, subject, row, actor=actor) if row else []


def lock(passage: Passage, pk: UUID) -> Any:
    """The subject, fresh, with its case's row locked first (on SQLite the transaction itself is the lock).

    Raises:
        NotYours: no such subject.
    """
    manager = passage.model._default_manager
    if passage.case_field:
        lock_case(passage, manager.filter(pk=pk).values_list(passage.case_field, flat=True).first())
    return lock_row(passage.model, pk)


def lock_case(passage: Passage, case_id: UUID | None) -> None:
    """Whoever holds it writes the next link of the case's chain."""
    case_model: Any = passage.model._meta.get_field(passage.case_field).related_model
    case_model._default_manager.select_for_update(of=("self",)).filter(pk=case_id).first()


def lock_row(model: type[models.Model], pk: UUID) -> Any:
    """Raises NotYours: no such row."""
    found = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotYours
    return found


def touch(proposal: Any, *, seen_version: int | None) -> None:
    """Count a change that is not a move: a new revision, a consensus, a letter.

    Raises:
        StaleVersion: somebody else changed the case since `seen_version`.
    """
    if seen_version is not None and seen_version != proposal.version:
        raise StaleVersion(seen_version, proposal.version)
    _bump(proposal, {})


def _weighed(passage: Passage, subject: Any, name: str) -> dict[str, int]:
    """Count a move of a part as a change of its case, where it weighs; {"case_version": the case's new version}."""
    if name not in passage.weigh:
        return {}
    case: Any = getattr(subject, passage.case_field)
    case.refresh_from_db(fields=["version"])
    _bump(case, {})
    return {"case_version": case.version}


def _permitted(passage: Passage, subject: Any, name: str, actor: Actor, seen_version: int | None, reason: str) -> Row:
    stale = seen_version is not None and seen_version != subject.version
    try:
        facts = passage.stand(subject, actor, subject.state)
        row = workflow.permitted(passage.machine, name, facts, reason=reason)
        passage.prepare(subject, name)
        _must_hold(passage, subject, row, actor, subject.state)
    except NotYours:
        raise
    except Refusal:
        if stale:
            raise StaleVersion(seen_version or 0, subject.version) from None
        raise
    if stale:
        raise StaleVersion(seen_version or 0, subject.version)
    return row


def _must_hold(passage: Passage, subject: Any, row: Row, actor: Actor, state: str) -> None:
    """Facts are gathered only where a gate needs them. Raises GateClosed."""
    if row.gates:
        version = passage.pinned(subject) or frameworks.current()
        workflow.must_hold(row, passage.gather(subject, actor, state), frameworks.load(version))


def _earlier(key: str | None, subject_id: UUID, name: str, actor: Actor) -> TransitionRecord | None:
    """Raises NotYours: the key is another person's, or of another act."""
    if not key:
        return None
    record = TransitionRecord.objects.filter(idempotency_key=key).select_related("actor").first()
    if record is not None and (record.subject_id, record.transition, record.actor) != (subject_id, name, actor.user):
        raise NotYours
    return record


def _save(subject: Any) -> None:
    _bump(subject, {"state": subject.state})


def _bump(subject: Any, fields: dict[str, Any]) -> None:
    rows = type(subject)._default_manager.filter(pk=subject.pk, version=subject.version)
    if not rows.update(version=subject.version + 1, **fields):
        raise StaleVersion(subject.version, subject.version + 1)
    subject.version += 1


def _follow(
    passage: Passage,
    subject: Any,
    row: Row,
    source: str,
    actor: Actor,
    reason: str,
    details: Mapping[str, Any],
    idempotency_key: str | None,
) -> TransitionRecord:
    case_id = getattr(subject, f"{passage.case_field}_id") if passage.case_field else subject.pk
    record = workflow.record(
        row,
        actor=actor,
        subject_id=subject.pk,
        case_id=case_id,
        source=source,
        target=subject.state,
        subject_version=subject.version,
        reason=reason,
        details=details,
        framework=passage.pinned(subject),
        idempotency_key=idempotency_key or None,
    )
    move = Move(subject, row, record, actor, details)
    if row.name in passage.effects:
        passage.effects[row.name](move)
    if not passage.silent(subject, row.name):
        notifications.announce(
            row.event,
            passage.resolve(subject),
            actor=actor,
            event_key=str(record.uuid),
            context=passage.context(subject, actor, reason),
            matter=passage.matter(subject),
            not_before=passage.not_before(move),
            case_id=case_id,
        )
    transaction.on_commit(notifications.ring)
    return record
