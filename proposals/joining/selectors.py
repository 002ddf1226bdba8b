"""Requests to join are for coordinators, and for the auditor to read; only those whose address is confirmed."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from partners.actors import Actor
from partners.models import Membership
from partners.roles import OrganisationKind, Role
from proposals.joining.models import JoinRequest

READERS = (Role.COORDINATOR, Role.AUDITOR)


def coordinates(actor: Actor) -> bool:
    return _holds(actor, (Role.COORDINATOR,))


def visible(actor: Actor) -> QuerySet[JoinRequest]:
    """Raises Http404 for everybody else: for them there is no such list."""
    if not _holds(actor, READERS):
        raise Http404
    return JoinRequest.objects.exclude(confirmed_at=None).select_related("answered_by", "organisation")


def waiting(actor: Actor) -> QuerySet[JoinRequest]:
    return visible(actor).filter(answered_at=None).order_by("confirmed_at", "pk")


def answered(actor: Actor) -> QuerySet[JoinRequest]:
    return visible(actor).exclude(answered_at=None).order_by("-answered_at", "pk")


def get(actor: Actor, pk: UUID | str) -> JoinRequest:
    """Raises Http404 alike for absent, unconfirmed and forbidden."""
    found = visible(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _holds(actor: Actor, roles: tuple[Role, ...]) -> bool:
    if actor.user is None or actor.guest_link is not None or not actor.user.is_active:
        return False
    held = Membership.objects.filter(user=actor.user, role__in=roles)
    return held.filter(organisation__kind=OrganisationKind.PROVINCE).exists()
