"""What a partner does with an invitation: open, draft, sign, re-affirm, decline, withdraw."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from partners.actors import Actor
from proposals import door
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.codesign.statement import AUTHORITY_TEXT, COVERED_SECTIONS
from proposals.facts import framework_of
from proposals.models import Proposal, Revision
from workflow import clocks
from workflow import services as workflow
from workflow.models import TransitionRecord
from workflow.refusals import NotYours, StaleVersion
from workflow.services import Answer
from workflow.states import EndorsementState


def open_invitation(endorsement: Endorsement, *, actor: Actor) -> TransitionRecord:
    return door.act(
        ENDORSEMENT,
        endorsement.pk,
        "open",
        actor=actor,
        seen_version=None,
        idempotency_key=f"open:{endorsement.pk}",
    )


def answers_once_opened(endorsement: Endorsement, *, actor: Actor) -> list[Answer]:
    """What the invited person may do after the first act, which opens the invitation by itself."""
    facts = replace(ENDORSEMENT.gather(endorsement, actor, endorsement.state), state=EndorsementState.OPENED)
    return workflow.answers("endorsement", facts, framework_of(endorsement.proposal))


def save_draft(pk: UUID, answers: Mapping[str, Any], *, actor: Actor, seen_version: int) -> Endorsement:
    """Keep an unsigned statement; the first time it is a move."""
    with transaction.atomic():
        endorsement = _own(pk, actor, seen_version)
        _write_draft(endorsement, answers)
        if endorsement.state == "opened":
            door.act(ENDORSEMENT, pk, "draft", actor=actor, seen_version=endorsement.version)
        else:
            door.touch(endorsement, seen_version=None)
    return Endorsement.objects.get(pk=pk)


def sign(
    pk: UUID,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    seen_version: int,
    seen_revision: int,
    shown_text: str,
    language: str,
    idempotency_key: str | None,
) -> TransitionRecord:
    """Sign, or sign again when stale. Binds the statement to the covered sections of the revision that was shown.

    Raises:
        StaleVersion: the document changed in substance since `seen_revision` was shown.
        GateClosed: something is unanswered, or the authority is not confirmed.
    """
    with transaction.atomic():
        if idempotency_key:
            earlier = TransitionRecord.objects.filter(idempotency_key=idempotency_key, subject_id=pk).first()
            if earlier is not None:
                return earlier
        endorsement = _own(pk, actor, seen_version)
        revision = _shown(endorsement.proposal, seen_revision)
        _write_draft(endorsement, answers)
        name = "reaffirm" if endorsement.state == "stale" else "sign"
        number = endorsement.statements.count() + 1
        details = {"revision": revision.number, "statement": number}
        record = door.act(
            ENDORSEMENT,
            pk,
            name,
            actor=actor,
            seen_version=endorsement.version,
            idempotency_key=idempotency_key,
            details=details,
        )
        _state(endorsement, revision, number, shown_text, language, record)
        return record


def move(
    pk: UUID, name: str, *, actor: Actor, reason: str, seen_version: int, idempotency_key: str | None
) -> TransitionRecord:
    """Decline or withdraw."""
    return door.act(
        ENDORSEMENT,
        pk,
        name,
        actor=actor,
        seen_version=seen_version,
        reason=reason,
        idempotency_key=idempotency_key,
    )


def _own(pk: UUID, actor: Actor, seen_version: int) -> Endorsement:
    """The actor's own endorsement, locked; the first act opens the invitation."""
    endorsement: Endorsement = door.lock(ENDORSEMENT, pk)
    if actor.user is None or endorsement.person_id != actor.user.pk:
        raise NotYours
    if not actor.reaches(endorsement.proposal_id):
        raise NotYours
    if endorsement.version != seen_version:
        raise StaleVersion(seen_version, endorsement.version)
    if endorsement.state == EndorsementState.INVITED:
        door.act(ENDORSEMENT, pk, "open", actor=actor, seen_version=None)
        endorsement = door.lock(ENDORSEMENT, pk)
    return endorsement


def _write_draft(endorsement: Endorsement, answers: Mapping[str, Any]) -> None:
    endorsement.draft = dict(answers)
    endorsement.save(update_fields=["draft"])


def _shown(proposal: Proposal, seen_revision: int) -> Revision:
    latest = Revision.objects.filter(proposal=proposal).first()
    seen = Revision.objects.filter(proposal=proposal, number=seen_revision).first()
    if latest is None or seen is None:
        raise NotYours
    if any(latest.substance.get(key) != seen.substance.get(key) for key in COVERED_SECTIONS):
        raise StaleVersion(seen_revision, latest.number)
    return latest


def _state(
    endorsement: Endorsement,
    revision: Revision,
    number: int,
    shown_text: str,
    language: str,
    record: TransitionRecord,
) -> None:
    months = framework_of(endorsement.proposal).endorsement_validity_months
    Statement.objects.create(
        endorsement=endorsement,
        number=number,
        revision=revision,
        hashes={key: revision.substance[key] for key in COVERED_SECTIONS if key in revision.substance},
        answers=endorsement.draft,
        shown_text=shown_text,
        authority_text=str(AUTHORITY_TEXT),
        language=language,
        signed_by=endorsement.person,
        at=record.at,
    )
    Endorsement.objects.filter(pk=endorsement.pk).update(
        valid_until=clocks.add_calendar_days(record.at, 365 * months // 12)
    )
