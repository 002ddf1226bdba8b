"""Needs are visible to people who are signed in as members of an organisation; guests see none."""

from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from partners.actors import Actor
from partners.models import Membership
from proposals.needs.models import Need


def visible(actor: Actor) -> QuerySet[Need]:
    if actor.user is None or actor.guest_link is not None:
        return Need.objects.none()
    if not Membership.objects.filter(user=actor.user).exists():
        return Need.objects.none()
    needs = Need.objects.select_related("organisation", "stated_by").annotate(answer_count=Count("answers"))
    return needs.order_by("-stated_at", "pk")


def get(actor: Actor, pk: UUID | str) -> Need:
    """Raises Http404 alike for absent and forbidden."""
    need = visible(actor).filter(pk=pk).first()
    if need is None:
        raise Http404
    return need
