"""Inviting partners, several at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.models import Channel
from notifications.rules import Audience
from notifications.services import Told
from partners.actors import Actor
from partners.models import GuestPurpose, Organisation, User
from partners.roles import OrganisationKind
from partners.services import create_organisation
from partners.services import person as person_at
from proposals import door
from proposals.codesign.models import Endorsement, Part
from proposals.codesign.passage import ENDORSEMENT, new_link
from proposals.facts import framework_of
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.selectors import get
from proposals.standing import INSTITUTION, permissions
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, WrongState
from workflow.states import ProposalState

INVITING = frozenset({ProposalState.DRAFT, ProposalState.CO_DESIGN})


@dataclass(frozen=True)
class Invitee:
    """One line of the page. `organisation` is None where `new_organisation` names one that is not known yet."""

    organisation: Organisation | None
    new_organisation: str
    name: str
    email: str
    language: str
    part: str


def invite(
    *,
    actor: Actor,
    proposal: Proposal,
    organisation: Organisation,
    person: User,
    part: str = Part.CO_DESIGN,
    message: str = "",
    purpose: str = GuestPurpose.ENDORSE,
    due: date | None = None,
    idempotency_key: str | None = None,
) -> Endorsement:
    """Ask a person to speak for a partner. A guest gets a mailed link; a member of the partner signs in.

    Raises:
        NotYours: the actor is no author of the proposal. WrongState: partners are invited before sign-off.
        GateClosed: this person was invited before, or writes the proposal, or the day is out of bounds.
    """
    if actor.user is None:
        raise NotYours
    earlier: Endorsement | None = door.already_begun(ENDORSEMENT, idempotency_key, actor=actor)
    if earlier is not None:
        return earlier
    now = clocks.now()
    with transaction.atomic():
        proposal = door.lock(PROPOSAL, proposal.pk)
        if "write" not in permissions(actor, proposal):
            raise NotYours
        must_be_free(proposal, organisation, person)
        if proposal.state not in INVITING:
            raise WrongState(_("Partners are invited in a draft or in co-design."))
        endorsement = Endorsement(
            proposal=proposal,
            organisation=organisation,
            person=person,
            purpose=purpose,
            part=part,
            message=message,
            invited_by=actor.user,
            invited_at=now,
            due_at=due_moment(proposal, due),
        )
        endorsement.guest_link = new_link(endorsement)
        door.begin(ENDORSEMENT, endorsement, actor=actor, name="invite", idempotency_key=idempotency_key)
    return endorsement


def would_tell(names: Sequence[str]) -> list[Told]:
    """Whoever is typed so far: their address is known when they are invited."""
    return [Told(name, Audience.INVITEE, "", "invited", (Channel.MAIL,)) for name in names]


def invite_all(
    *,
    actor: Actor,
    proposal: Proposal,
    invitees: Sequence[Invitee],
    message: str,
    due: date | None,
    idempotency_key: str,
) -> list[Endorsement]:
    """Invite by names and addresses, all of them or none; an organisation not known yet is written down first.

    Raises:
        As `invite`; GateClosed too where somebody wrote down the same organisation at the same moment.
    """
    get(actor, proposal.pk, "write")
    try:
        with transaction.atomic():
            return [
                invite(
                    actor=actor,
                    proposal=proposal,
                    organisation=one.organisation or _organisation(one.new_organisation),
                    person=person_at(one.email, one.name, one.language),
                    part=one.part,
                    message=message,
                    due=due,
                    idempotency_key=_key(idempotency_key, number),
                )
                for number, one in enumerate(invitees)
            ]
    except IntegrityError:
        raise GateClosed(_("Somebody was quicker with the same organisation. Choose it in the list.")) from None


def done(idempotency_key: str, *, actor: Actor) -> bool:
    """Did this form invite its people already?"""
    return door.already_begun(ENDORSEMENT, _key(idempotency_key, 0), actor=actor) is not None


def _key(idempotency_key: str, number: int) -> str:
    return str(uuid5(NAMESPACE_URL, f"{idempotency_key}:{number}"))


def _organisation(name: str) -> Organisation:
    """Two lines, or the same form sent twice, may name the same new organisation."""
    found = Organisation.objects.filter(kind=OrganisationKind.PARTNER, name=name.strip()).first()
    return found or create_organisation(kind=OrganisationKind.PARTNER, name=name.strip())


def must_be_free(proposal: Proposal, organisation: Organisation, person: User) -> None:
    """Raises GateClosed where this person cannot be asked (any more)."""
    if Endorsement.objects.filter(proposal=proposal, organisation=organisation, person=person).exists():
        raise GateClosed(_("This person was invited before for this organisation."))
    if permissions(Actor(person), proposal) & INSTITUTION:
        raise GateClosed(_("This person writes or signs the proposal. Invite somebody who does not."))


def between(first: date, last: date) -> str:
    days = {"first": date_format(first), "last": date_format(last)}
    return _("Choose a day from %(first)s to %(last)s.") % days


def due_moment(proposal: Proposal, day: date | None) -> datetime:
    """The end of the day to answer by; the framework's own where none is chosen.

    Raises:
        GateClosed: the framework does not allow this day.
    """
    now, framework = clocks.now(), framework_of(proposal)
    if day is None:
        return clocks.deadline("invitation", now, framework)
    first, last = clocks.invitation_bounds(now, framework)
    if not first <= day <= last:
        raise GateClosed(between(first, last))
    return clocks.last_moment(day)
