"""Inviting partners, and what partners do: open, draft, sign, re-affirm, decline, withdraw, comment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from notifications import services as notifications
from notifications.rules import Audience
from partners import guests
from partners.actors import Actor
from partners.models import GuestPurpose, Organisation, User
from partners.roles import OrganisationKind
from partners.services import create_organisation
from partners.services import person as person_at
from proposals import audiences, door
from proposals.codesign.models import Comment, Endorsement, Lane, Part, Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.codesign.statement import AUTHORITY_TEXT, COVERED_SECTIONS
from proposals.facts import framework_of
from proposals.models import Proposal, Revision
from proposals.passages import PROPOSAL
from proposals.selectors import get
from proposals.standing import PROVINCE, holders
from workflow import clocks
from workflow import services as workflow
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, StaleVersion, WrongState
from workflow.services import Answer
from workflow.states import EndorsementState, ProposalState

INVITING = frozenset({ProposalState.DRAFT, ProposalState.CO_DESIGN})
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
        NotYours: the actor is no author of the proposal. GateClosed: this person was invited before.
        WrongState: partners are invited before sign-off.
    """
    if actor.user is None:
        raise NotYours
    earlier: Endorsement | None = door.already_begun(ENDORSEMENT, idempotency_key, actor=actor)
    if earlier is not None:
        return earlier
    now = clocks.now()
    with transaction.atomic():
        proposal = door.lock(PROPOSAL, proposal.pk)
        if Endorsement.objects.filter(proposal=proposal, organisation=organisation, person=person).exists():
            raise GateClosed(_("This person was invited before for this organisation."))
        if proposal.state not in INVITING:
            raise WrongState(_("Partners are invited in a draft or in co-design."))
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


def invite_by_mail(
    *,
    actor: Actor,
    proposal: Proposal,
    organisation: Organisation | None,
    new_organisation: str,
    name: str,
    email: str,
    language: str,
    part: str,
    message: str,
    idempotency_key: str | None,
) -> Endorsement:
    """Invite by name and address; an organisation that is not known yet is written down first."""
    get(actor, proposal.pk, "write")
    with transaction.atomic():
        return invite(
            actor=actor,
            proposal=proposal,
            organisation=organisation
            or create_organisation(kind=OrganisationKind.PARTNER, name=new_organisation.strip()),
            person=person_at(email, name, language),
            part=part,
            message=message,
            idempotency_key=idempotency_key,
        )


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


def readers(access: Any) -> dict[str, list[str]]:
    """Who can read each lane now, by name: {lane: names}."""
    case = access.proposal
    institution = set(holders(case, "write")) | set(holders(case, "sign"))
    groups = {
        Lane.INSTITUTION: institution,
        Lane.PARTNERS: institution | set(holders(case, "contribute")),
        Lane.PROVINCE: {person for code in PROVINCE for person in holders(case, code)},
    }
    return {lane: sorted(person.name for person in groups[Lane(lane)]) for lane in lanes(access)}


def comments(access: Any) -> Any:
    rows = Comment.objects.filter(proposal=access.proposal, lane__in=lanes(access))
    return rows.select_related("author").order_by("at", "id")


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
