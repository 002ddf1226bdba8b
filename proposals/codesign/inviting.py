"""Inviting partners."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from partners import guests
from partners.actors import Actor
from partners.models import GuestPurpose, Organisation, User
from partners.roles import OrganisationKind
from partners.services import create_organisation
from partners.services import person as person_at
from proposals import door
from proposals.codesign.models import Endorsement, Part
from proposals.codesign.passage import ENDORSEMENT
from proposals.facts import framework_of
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.selectors import get
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, WrongState
from workflow.states import ProposalState

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
