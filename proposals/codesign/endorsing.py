"""What a partner does with an invitation: open, draft, sign, sign again, decline, withdraw."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.passage import ENDORSEMENT, gather
from proposals.codesign.statement import AUTHORITY_TEXT, SpeaksFor, covered
from proposals.facts import framework_of
from proposals.models import Proposal, Revision
from workflow import clocks
from workflow import services as workflow
from workflow.gates import case_takes_endorsements
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, StaleVersion, WrongState
from workflow.services import Answer
from workflow.states import ENDORSEMENT_CURRENT, EndorsementState

Covered = tuple[str, ...]
# A draft is kept before the first signature, and while a stale endorsement is answered.
DRAFTING = frozenset({EndorsementState.OPENED, EndorsementState.DRAFTED, EndorsementState.STALE})


def open_invitation(endorsement: Endorsement, *, actor: Actor) -> TransitionRecord:
    """Once for each time that they were invited."""
    return door.act(
        ENDORSEMENT,
        endorsement.pk,
        "open",
        actor=actor,
        seen_version=None,
        idempotency_key=f"open:{endorsement.pk}:{endorsement.invited_at.isoformat()}",
    )


def answers_once_opened(endorsement: Endorsement, *, actor: Actor) -> list[Answer]:
    """What the invited person may do after the first act, which opens the invitation by itself."""
    facts = replace(ENDORSEMENT.gather(endorsement, actor, endorsement.state), state=EndorsementState.OPENED)
    return workflow.answers("endorsement", facts, framework_of(endorsement.proposal))


def on_record(endorsement: Endorsement) -> dict[str, Any]:
    """What we know of the partner: the statement begins with it, and says what the partner makes of it."""
    organisation, person = endorsement.organisation, endorsement.person
    return {
        "legal_name": organisation.name,
        "operating_name": organisation.name_in(person.language),
        "naics": organisation.naics_sector,
        "place": organisation.place,
        "website": organisation.website,
        "speaks_for": SpeaksFor.EMPLOYER.value,
        "person_name": person.name,
        "person_title": person.title,
    }


def covered_by(endorsement: Endorsement, answers: Mapping[str, Any]) -> Covered:
    """The sections that a statement with these answers covers under the case's framework."""
    return covered(answers, framework_of(endorsement.proposal).endorsement.sections)


def save_draft(pk: UUID, answers: Mapping[str, Any], *, actor: Actor, seen_version: int) -> Endorsement:
    """Keep an unsigned statement; the first time it is a move. What was signed before stays as it was signed.

    Raises:
        NotYours, StaleVersion. WrongState: nothing is asked of this partner now. GateClosed: the case takes none.
    """
    with transaction.atomic():
        endorsement = _own(pk, actor, seen_version)
        if endorsement.state not in DRAFTING:
            raise WrongState(_("Your answers cannot be changed here at the moment."))
        facts = gather(endorsement, actor, endorsement.state)
        closed = case_takes_endorsements(facts, framework_of(endorsement.proposal))
        if closed:
            raise GateClosed(closed)
        _write_draft(endorsement, answers)
        if endorsement.state == EndorsementState.OPENED:
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
    """Sign, or sign again. Binds the statement to the covered sections of the revision that was shown.

    Raises:
        StaleVersion: a covered section changed in substance since `seen_revision` was shown.
        GateClosed: something is unanswered, or the authority is not confirmed.
    """
    with transaction.atomic():
        if idempotency_key:
            earlier = TransitionRecord.objects.filter(
                idempotency_key=idempotency_key, subject_id=pk, actor=actor.user
            ).first()
            if earlier is not None:
                return earlier
        endorsement = _own(pk, actor, seen_version)
        covers = covered_by(endorsement, answers)
        revision = _shown(endorsement.proposal, seen_revision, covers)
        again = endorsement.state in ENDORSEMENT_CURRENT | {EndorsementState.STALE}
        _write_draft(endorsement, {**answers, "covers": list(covers)})
        number = endorsement.statements.count() + 1
        record = door.act(
            ENDORSEMENT,
            pk,
            "reaffirm" if again else "sign",
            actor=actor,
            seen_version=endorsement.version,
            idempotency_key=idempotency_key,
            details={"revision": revision.number, "statement": number, "sections": list(covers)},
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


def _shown(proposal: Proposal, seen_revision: int, covers: Covered) -> Revision:
    latest = Revision.objects.filter(proposal=proposal).first()
    seen = Revision.objects.filter(proposal=proposal, number=seen_revision).first()
    if latest is None or seen is None:
        raise NotYours
    if any(latest.substance.get(key) != seen.substance.get(key) for key in covers):
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
    answers = endorsement.draft
    until = _until(answers, record.at, framework_of(endorsement.proposal).endorsement.validity_months)
    person = endorsement.person
    Statement.objects.create(
        endorsement=endorsement,
        number=number,
        revision=revision,
        hashes={key: revision.substance[key] for key in answers["covers"] if key in revision.substance},
        answers={**answers, "valid_until": clocks.local_date(until).isoformat()},
        shown_text=shown_text,
        authority_text=str(AUTHORITY_TEXT),
        language=language,
        signed_by=person,
        signer={
            "name": answers.get("person_name") or person.name,
            "title": answers.get("person_title") or person.title,
            "email": person.email,
            "verified": "link" if record.via_guest else "account",
        },
        at=record.at,
    )
    Endorsement.objects.filter(pk=endorsement.pk).update(valid_until=until)


def _until(answers: Mapping[str, Any], signed: datetime, months: int) -> datetime:
    """The end of the chosen day, or of the framework's time from the signature where none is chosen or it is over."""
    chosen = answers.get("valid_until")
    if not chosen or date.fromisoformat(chosen) <= clocks.local_date(signed):
        return clocks.add_calendar_days(signed, 365 * months // 12)
    return clocks.last_moment(date.fromisoformat(chosen))
