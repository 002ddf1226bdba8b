"""Imports of the institutions that a person writes for."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from partners.actors import Actor
from partners.roles import Role
from partners.selectors import organisations_where
from proposals.exchange.models import ImportJob


def jobs(actor: Actor) -> QuerySet[ImportJob]:
    """Each with `total` rows and `made` of them, the newest first."""
    found = ImportJob.objects.filter(institution__in=organisations_where(actor.user, Role.AUTHOR))
    counted = found.annotate(total=Count("rows"), made=Count("rows", filter=Q(rows__proposal__isnull=False)))
    return counted.select_related("institution", "made_by").defer("faults").order_by("-made_at", "id")


def job(actor: Actor, pk: UUID | str) -> ImportJob:
    """Raises Http404: absent, or another institution's."""
    found = jobs(actor).defer(None).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
