"""Endpoints and deliveries are fetched here and nowhere else: an organisation's administrators see its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from notifications.webhooks.models import DONE, WAITING, Change, Delivery, DeliveryState, Endpoint, EndpointState, Try
from partners.actors import Actor
from partners.models import Organisation
from partners.selectors import administers, get_organisation

TROUBLED = "troubled"
NEWEST = 20  # acts and tries that a page shows


def organisation(actor: Actor, pk: UUID | str) -> Organisation:
    """Raises Http404: absent, or not theirs to administer."""
    found = get_organisation(actor, pk)
    if not administers(actor, found):
        raise Http404
    return found


def get_endpoint(actor: Actor, pk: UUID | str) -> Endpoint:
    """Raises Http404: absent, removed, or of an organisation that the actor does not administer."""
    found = Endpoint.objects.select_related("organisation").filter(pk=pk).exclude(state=EndpointState.REMOVED).first()
    if found is None:
        raise Http404
    organisation(actor, found.organisation_id)
    return found


def get_delivery(actor: Actor, pk: UUID | str) -> Delivery:
    """Raises Http404 like `get_endpoint`, and where it is still held back: a held decision shows nowhere."""
    found = Delivery.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.endpoint = get_endpoint(actor, found.endpoint_id)
    if not shown(found.endpoint).filter(pk=found.pk).exists():
        raise Http404
    return found


def endpoints(of: Organisation) -> QuerySet[Endpoint]:
    """With how many deliveries wait, and how many were given up."""
    mine = Endpoint.objects.filter(organisation=of).exclude(state=EndpointState.REMOVED)
    told = Q(deliveries__not_before=None) | Q(deliveries__not_before__lte=timezone.now())
    return mine.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state__in=WAITING) & told),
        failed=Count("deliveries", filter=Q(deliveries__state=DeliveryState.FAILED)),
    ).order_by("created_at", "id")


def troubled() -> QuerySet[Endpoint]:
    """For operators: those of any organisation that are paused, or that nothing gets through to. The longest first."""
    ill = Q(state=EndpointState.PAUSED) | Q(state=EndpointState.ON, failing_since__isnull=False)
    waiting = Count("deliveries", filter=Q(deliveries__state__in=WAITING))
    return Endpoint.objects.filter(ill).select_related("organisation").annotate(waiting=waiting).order_by("state_since")


def shown(endpoint: Endpoint, now: datetime | None = None) -> QuerySet[Delivery]:
    """What its administrators may see. What is held is not there yet; what was taken back never was."""
    open_now = Q(not_before=None) | Q(not_before__lte=now or timezone.now())
    taken_back = Q(not_before__isnull=False, attempts=0, state=DeliveryState.CANCELLED)
    return Delivery.objects.filter(open_now, endpoint=endpoint).exclude(taken_back)


def deliveries(endpoint: Endpoint, *, state: str = "", event: str = "", words: str = "") -> QuerySet[Delivery]:
    """Newest first. `state` is a `DeliveryState`, `TROUBLED` (given up, or tried without success) or "" for all."""
    found = shown(endpoint).order_by("-created_at", "id")
    if state == TROUBLED:
        found = found.filter(Q(state=DeliveryState.FAILED) | Q(state__in=WAITING, attempts__gt=0))
    elif state:
        found = found.filter(state=state)
    if event:
        found = found.filter(event=event)
    if words:
        found = found.filter(number__icontains=words)
    return found


def span(endpoint: Endpoint, since: datetime, until: datetime, *, failed_only: bool) -> QuerySet[Delivery]:
    """What is done and may be sent again."""
    states: Iterable[str] = (DeliveryState.FAILED,) if failed_only else DONE
    return shown(endpoint).filter(state__in=states, created_at__gte=since, created_at__lt=until)


@dataclass(frozen=True)
class Counts:
    waiting: int
    failed: int
    sent: int


def counts(endpoint: Endpoint) -> Counts:
    rows = dict(shown(endpoint).order_by().values_list("state").annotate(Count("pk")))
    waiting = sum(rows.get(state, 0) for state in (*WAITING, DeliveryState.LEASED))
    return Counts(waiting, rows.get(DeliveryState.FAILED, 0), rows.get(DeliveryState.SENT, 0))


def tries(delivery: Delivery) -> QuerySet[Try]:
    return delivery.tries.select_related("by").order_by("id")


def changes(endpoint: Endpoint) -> QuerySet[Change]:
    return endpoint.changes.select_related("by").order_by("-id")[:NEWEST]
