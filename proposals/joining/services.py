"""Asking to join, confirming the address, admitting and declining. A request is answered once, whoever is quicker."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications import services as notifications
from notifications.rules import Audience
from notifications.services import Recipient
from notifications.webhooks.hearing import Ear, Hearing, Matter
from partners.actors import SYSTEM, Actor
from partners.models import Organisation, OrganisationInvitation, User
from partners.roles import OrganisationKind, Role
from partners.selectors import members_with_role
from partners.services import (
    INVITATION_LIFE,
    create_organisation,
    digest,
    grant_role,
    invitation_token,
    person,
)
from proposals import door
from proposals.joining import letters
from proposals.joining.alike import alike
from proposals.joining.models import JoinRequest
from proposals.joining.selectors import coordinates
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, ReasonMissing, WrongState

CONFIRMATION_LIFE = timedelta(days=7)
ADDRESS_AN_HOUR, SOURCE_AN_HOUR, ALL_AN_HOUR = 3, 20, 200
ROLES: dict[str, tuple[Role, ...]] = {
    OrganisationKind.INSTITUTION: (Role.ADMINISTRATOR, Role.AUTHOR),
    OrganisationKind.PARTNER: (Role.ADMINISTRATOR, Role.ENDORSER, Role.CONTRIBUTOR),
}


class TooMany(Exception):
    """From this address, from this place or altogether, within the hour."""


class LinkDead(Exception):
    """`reason`: unknown or expired."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ask(*, key: str, remote: str, language: str, email: str, **told: Any) -> JoinRequest:
    """A request, and a mail to its address with the link that confirms it. The same key again is the same request.

    Raises:
        TooMany: nothing was written or sent.
    """
    now = clocks.now()
    source = salted_hmac("joining.source", remote, algorithm="sha256").hexdigest()[:16]
    made = JoinRequest(key=key, source=source, language=language, email=email.strip().lower(), asked_at=now, **told)
    made.expires_at = now + CONFIRMATION_LIFE
    made.token_hash = digest(token_of(made))
    try:
        with transaction.atomic():
            earlier = JoinRequest.objects.filter(key=key).first()
            if earlier is not None:
                return earlier
            _within_limits(made)
            made.save(force_insert=True)
            with override(language):
                letters.confirm(made, reverse("joining:confirm", args=[token_of(made)])).send()
    except IntegrityError:
        return JoinRequest.objects.get(key=key)  # the same form, sent twice at the same moment
    return made


def _within_limits(made: JoinRequest) -> None:
    recent = JoinRequest.objects.filter(asked_at__gt=made.asked_at - timedelta(hours=1))
    if (
        recent.filter(email=made.email).count() >= ADDRESS_AN_HOUR
        or recent.filter(source=made.source).count() >= SOURCE_AN_HOUR
        or recent.count() >= ALL_AN_HOUR
    ):
        raise TooMany


def token_of(request: JoinRequest) -> str:
    """256 bits; only its digest is stored with the request."""
    return salted_hmac("joining.request", str(request.pk), algorithm="sha256").hexdigest()


def find(token: str) -> JoinRequest:
    """Raises LinkDead with its reason; a link that has done its work still opens."""
    found = JoinRequest.objects.filter(token_hash=digest(token)).first()
    if found is None:
        raise LinkDead("unknown")
    if found.confirmed_at is None and found.expires_at <= clocks.now():
        raise LinkDead("expired")
    return found


def confirm(token: str) -> JoinRequest:
    """The address is the sender's: coordinators are told, once. Raises LinkDead."""
    with transaction.atomic():
        found = find(token)
        now = clocks.now()
        if JoinRequest.objects.filter(pk=found.pk, confirmed_at=None).update(confirmed_at=now):
            _tell_coordinators(found)
    found.refresh_from_db()
    return found


def admit(pk: UUID, *, actor: Actor, is_another: bool) -> Organisation:
    """The organisation, its groups, and the person as its administrator and first endorser or author.

    Raises:
        NotYours: no coordinator. WrongState: answered already. GateClosed: it may be here already; `is_another` says
        that the coordinator has looked.
    """
    with transaction.atomic():
        request = _to_answer(pk, actor)
        if Organisation.objects.filter(name=request.name).exists():
            raise GateClosed(_taken())
        if not is_another and alike(request):
            raise GateClosed(_("This may be an organisation that is here already. Look, then tick the box."))
        told = {"website": request.website, "place": request.place, "naics_sector": request.naics_sector}
        try:
            organisation = create_organisation(kind=request.kind, name=request.name, name_fr=request.name_fr, **told)
        except IntegrityError:
            raise GateClosed(_taken()) from None  # of two requests of the same name, the other was quicker
        user = person(request.email, request.person_name, request.language, title=request.person_title)
        for role in ROLES[request.kind]:
            grant_role(user, organisation, role, actor=SYSTEM)
        _answer(request, actor, organisation=organisation)
        path = _way_in(organisation, user, actor)
        with override(request.language):
            letters.admitted(request, organisation, path, new=user.is_guest).send()
    return organisation


def decline(pk: UUID, *, actor: Actor, reason: str) -> None:
    """Raises NotYours, WrongState (answered already), ReasonMissing."""
    with transaction.atomic():
        request = _to_answer(pk, actor)
        if not reason.strip():
            raise ReasonMissing(_("Say why: the person is told, and it stays on record."))
        _answer(request, actor, reason=reason.strip())
        with override(request.language):
            letters.declined(request, reason.strip()).send()


def _taken() -> str:
    return _("An organisation of this name takes part already. Decline, and say whom to ask.")


def _to_answer(pk: UUID, actor: Actor) -> JoinRequest:
    if not coordinates(actor):
        raise NotYours
    request: JoinRequest = door.lock_row(JoinRequest, pk)
    if request.confirmed_at is None:
        raise NotYours
    if request.answered_at is not None and request.answered_by is not None:
        who = {"name": request.answered_by.name, "organisation": request.name}
        if request.organisation_id:
            raise WrongState(_("%(name)s has admitted %(organisation)s already.") % who)
        raise WrongState(_("%(name)s has declined the request of %(organisation)s already.") % who)
    return request


def _answer(request: JoinRequest, actor: Actor, **fields: Any) -> None:
    rows = JoinRequest.objects.filter(pk=request.pk, answered_at=None)
    if not rows.update(answered_at=clocks.now(), answered_by=actor.user, **fields):
        raise WrongState(_("Somebody has answered this request in the meantime."))


def _way_in(organisation: Organisation, user: User, actor: Actor) -> str:
    """Path of the page where a new person chooses a password; known ones sign in as ever."""
    if not user.is_guest or actor.user is None:
        return reverse("account_login")
    invitation = OrganisationInvitation(
        organisation=organisation,
        email=user.email,
        role=Role.ADMINISTRATOR,
        invited_by=actor.user,
        expires_at=clocks.now() + INVITATION_LIFE,
    )
    token = invitation_token(invitation)
    invitation.token_hash = digest(token)
    invitation.save(force_insert=True)
    return reverse("invitation_accept", args=[token])


def _tell_coordinators(request: JoinRequest) -> None:
    path = reverse("joining:request", args=[request.pk])

    def people(audience: Audience) -> list[Recipient]:
        coordinators = members_with_role(Role.COORDINATOR) if audience == Audience.COORDINATORS else []
        return [Recipient(user=user, path=path) for user in coordinators]

    names = {"en": request.name, "fr": request.name_fr or request.name}
    context = {"number": "", "title": names, "institution": names, "actor_name": request.person_name}
    notifications.announce(
        "join.requested",
        people,
        actor=SYSTEM,
        event_key=f"join.requested:{request.pk}",
        context=context | {"reason": "", "text": request.why},
        matter=Matter((Hearing(Ear.PROVINCE, path),), request.pk),
        case_id=request.pk,
    )
    transaction.on_commit(notifications.ring)
