"""Inviting partners, and what partners do: open, draft, sign, re-affirm, decline, withdraw, comment."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from notifications import services as notifications
from notifications.rules import Audience
from partners import guests
from partners.actors import Actor
from partners.models import GuestPurpose, Organisation, User
from proposals import audiences, door
from proposals.codesign.models import Comment, Endorsement, Lane, Part, Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.codesign.statement import AUTHORITY_TEXT, COVERED_SECTIONS
from proposals.facts import framework_of
from proposals.models import Proposal, Revision
from proposals.selectors import get
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import NotYours, StaleVersion

GUEST_LINK_LIFE = timedelta(days=180)


def invite(
    *,
    actor: Actor,
    proposal: Proposal,
    organisation: Organisation,
    person: User,
    part: str = Part.CO_DESIGN,
    message: str = "",
    purpose: str = GuestPurpose.ENDORSE,
    idempotency_key: str | None = None,
) -> Endorsement:
    """Ask a person to speak for a partner. A guest gets a mailed link; a member of the partner signs in.

    Raises:
        NotYours: the actor is no author of the proposal.
    """
    if actor.user is None:
        raise NotYours
    now = clocks.now()
    with transaction.atomic():
        link = None
        if person.is_guest:
            link = guests.make_link(person, purpose, proposal.pk, now + GUEST_LINK_LIFE)
        endorsement = Endorsement(
            proposal=proposal,
            organisation=organisation,
            person=person,
            purpose=purpose,
            part=part,
            message=message,
            invited_by=actor.user,
            invited_at=now,
            due_at=clocks.deadline("invitation", now, framework_of(proposal)),
            guest_link=link,
        )
        door.begin(ENDORSEMENT, endorsement, actor=actor, name="invite", idempotency_key=idempotency_key)
    return endorsement


def open_invitation(endorsement: Endorsement, *, actor: Actor) -> TransitionRecord:
    return door.act(
        ENDORSEMENT,
        endorsement.pk,
        "open",
        actor=actor,
        seen_version=None,
        idempotency_key=f"open:{endorsement.pk}",
    )


def save_draft(pk: UUID, answers: Mapping[str, Any], *, actor: Actor, seen_version: int) -> Endorsement:
    """Keep an unsigned statement; the first time it is a move."""
    with transaction.atomic():
        endorsement = _own(pk, actor, seen_version)
        _write_draft(endorsement, answers)
        if endorsement.state == "opened":
            door.act(ENDORSEMENT, pk, "draft", actor=actor, seen_version=endorsement.version)
        else:
            door.touch(endorsement, seen_version=seen_version)
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
            seen_version=seen_version,
            idempotency_key=idempotency_key,
            details=details,
        )
        _state(endorsement, revision, number, actor, shown_text, language, record)
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


def comment(*, actor: Actor, proposal: Proposal, text: str, lane: str, section: str = "") -> Comment:
    """Write into a lane that the actor belongs to, and tell the others in it.

    Raises:
        Http404: no access. NotYours: not their lane.
    """
    access = get(actor, proposal.pk)
    if actor.user is None or lane not in lanes(access):
        raise NotYours
    with transaction.atomic():
        written = Comment.objects.create(
            proposal=proposal, author=actor.user, section=section, lane=lane, text=text, at=clocks.now()
        )
        hidden = {
            Lane.INSTITUTION: {Audience.AUTHORS, Audience.SIGNATORIES, Audience.APPLICANT},
            Lane.PROVINCE: {Audience.COORDINATORS, Audience.REVIEWERS, Audience.APPROVERS},
        }.get(Lane(lane))
        notifications.announce(
            "comment.added",
            lambda audience: audiences.resolve(audience, proposal) if hidden is None or audience in hidden else [],
            actor=actor,
            event_key=f"comment:{written.pk}",
            context=audiences.context(proposal, actor, "", text=text, section=section),
            case_id=proposal.pk,
        )
        transaction.on_commit(notifications.ring)
    return written


def lanes(access: Any) -> list[str]:
    """The lanes that somebody with this access reads and writes, the narrowest last."""
    if access.of_institution:
        return [Lane.PARTNERS, Lane.INSTITUTION]
    if access.of_province:
        return [Lane.PROVINCE]
    return [Lane.PARTNERS]


def comments(access: Any) -> Any:
    rows = Comment.objects.filter(proposal=access.proposal, lane__in=lanes(access))
    return rows.select_related("author").order_by("at", "id")


def _own(pk: UUID, actor: Actor, seen_version: int) -> Endorsement:
    endorsement: Endorsement = door.lock(ENDORSEMENT, pk)
    if actor.user is None or endorsement.person_id != actor.user.pk:
        raise NotYours
    if not actor.reaches(endorsement.proposal_id):
        raise NotYours
    if endorsement.version != seen_version:
        raise StaleVersion(seen_version, endorsement.version)
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
    actor: Actor,
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
        signed_by=actor.user,
        at=record.at,
    )
    Endorsement.objects.filter(pk=endorsement.pk).update(
        valid_until=clocks.add_calendar_days(record.at, 365 * months // 12)
    )
