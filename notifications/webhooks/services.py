"""What an organisation's administrators do with its endpoints. Each act is written down with who did it."""

import uuid
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications import bell
from notifications.webhooks import addresses, hearing, selectors, telling
from notifications.webhooks.addresses import Unfit
from notifications.webhooks.models import (
    DONE,
    TEST,
    WAITING,
    Act,
    Because,
    Change,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Outcome,
    Try,
)
from partners.actors import Actor
from partners.models import User

MOST = 10  # endpoints of an organisation
OVERLAP = timedelta(hours=24)  # during which both secrets sign
AT_ONCE = 500


class Moved(Exception):
    """Somebody else changed the endpoint since the page was shown, or it is not in the state for this."""


def add(
    organisation_id: UUID, *, actor: Actor, url: str, description: str = "", events: list[str] | None = None
) -> Endpoint:
    """`events` empty or None: every event, also those that come to be.

    Raises:
        Unfit: the address can't be sent to, is there already, or there are enough.
        Http404: not theirs to administer.
    """
    organisation, user = selectors.organisation(actor, organisation_id), _person(actor)
    addresses.read(url, own=settings.WEBHOOK_NETWORKS)
    if selectors.endpoints(organisation).count() >= MOST:
        raise Unfit(_("An organisation has at most 10 webhooks. Remove one first."))
    now = timezone.now()
    endpoint = Endpoint(
        organisation=organisation,
        url=url,
        description=description,
        events=_known(events, organisation.kind),
        state_since=now,
        created_at=now,
        created_by=user,
    )
    with transaction.atomic():
        _saved(endpoint)
        _write(endpoint, Act.ADDED, actor, url)
    return endpoint


def change(endpoint_id: UUID, *, actor: Actor, seen: int, url: str, description: str, events: list[str]) -> Endpoint:
    """Raises Unfit and Http404 like `add`; Moved."""
    with transaction.atomic():
        endpoint = _held(endpoint_id, actor, seen)
        addresses.read(url, own=settings.WEBHOOK_NETWORKS)
        endpoint.url, endpoint.description = url, description
        endpoint.events = _known(events, endpoint.organisation.kind)
        endpoint.quiet_until = None
        _saved(endpoint)
        _write(endpoint, Act.CHANGED, actor, url)
    return endpoint


def renew_secret(endpoint_id: UUID, *, actor: Actor, seen: int, at_once: bool) -> Endpoint:
    """Another secret; the old one signs too for a day, unless it must end `at_once`. Raises Moved, Http404."""
    with transaction.atomic():
        endpoint = _held(endpoint_id, actor, seen)
        endpoint.secret_number += 1
        endpoint.old_secret_until = None if at_once else timezone.now() + OVERLAP
        endpoint.save()
        _write(endpoint, Act.RENEWED, actor)
    return endpoint


def pause(endpoint_id: UUID, *, actor: Actor, seen: int) -> None:
    """Deliveries wait from now on. Raises Moved, Http404."""
    with transaction.atomic():
        endpoint = _held(endpoint_id, actor, seen, EndpointState.ON)
        _put(endpoint, EndpointState.PAUSED, Because.BY_HAND)
        _write(endpoint, Act.PAUSED, actor, Because.BY_HAND)


def resume(endpoint_id: UUID, *, actor: Actor, seen: int) -> None:
    """What waited is sent in the order in which it happened, each with all its tries anew. Raises Moved, Http404."""
    with transaction.atomic():
        endpoint = _held(endpoint_id, actor, seen, EndpointState.PAUSED)
        endpoint.failures, endpoint.failing_since, endpoint.quiet_until = 0, None, None
        _put(endpoint, EndpointState.ON, "")
        tried = endpoint.deliveries.filter(state__in=WAITING, attempts__gt=0)
        tried.update(next_try_at=timezone.now(), attempts=0)
        _write(endpoint, Act.RESUMED, actor)
        _ring_after_commit(endpoint)


def skip_waiting(endpoint_id: UUID, *, actor: Actor, seen: int) -> int:
    """What waits is not sent; what is held back still will be. Returns how many. Raises Moved, Http404."""
    with transaction.atomic():
        endpoint = _held(endpoint_id, actor, seen)
        waiting = selectors.shown(endpoint).filter(state__in=WAITING)
        skipped = _told_of_each(waiting, actor, Outcome.SKIPPED, state=DeliveryState.CANCELLED)
        _write(endpoint, Act.SKIPPED, actor, str(skipped))
    return skipped


def send_test(endpoint_id: UUID, *, actor: Actor) -> Delivery:
    """An event that means nothing, the same way as all others. Raises Moved: paused. Http404."""
    endpoint = selectors.get_endpoint(actor, endpoint_id)
    if endpoint.state != EndpointState.ON:
        raise Moved
    now = timezone.now()
    with transaction.atomic():
        body = hearing.trial(TEST, at=now, url=settings.SITE_URL + reverse("webhooks:endpoint", args=[endpoint.pk]))
        row = telling.delivery(endpoint, TEST, f"{TEST}:{uuid.uuid4()}", body, now=now)
        row.save(force_insert=True)
        Endpoint.objects.filter(pk=endpoint.pk).update(quiet_until=None)
        _ring_after_commit(endpoint)
    return row


def remove(endpoint_id: UUID, *, actor: Actor, seen: int) -> None:
    """Nothing is sent any more; what was sent can't be looked at any more. Raises Moved, Http404."""
    with transaction.atomic():
        endpoint = _held(endpoint_id, actor, seen)
        endpoint.deliveries.filter(state__in=WAITING).update(state=DeliveryState.CANCELLED)
        _put(endpoint, EndpointState.REMOVED, "")
        _write(endpoint, Act.REMOVED, actor)


def send_again(delivery_id: UUID, *, actor: Actor) -> bool:
    """Under the same id. False where it is on its way already. Raises Http404."""
    row = selectors.get_delivery(actor, delivery_id)
    with transaction.atomic():
        done = Delivery.objects.filter(pk=row.pk, state__in=DONE)
        return bool(_again(row.endpoint, done, actor))


def replay(endpoint_id: UUID, *, actor: Actor, since: datetime, until: datetime, failed_only: bool) -> int:
    """Send what happened in this span again, in order, each under its id. Returns how many. Raises Http404."""
    endpoint = selectors.get_endpoint(actor, endpoint_id)
    with transaction.atomic():
        found = selectors.span(endpoint, since, until, failed_only=failed_only)
        sent = _again(endpoint, found, actor)
        if sent:
            _write(endpoint, Act.REPLAYED, actor, str(sent))
    return sent


def _again(endpoint: Endpoint, rows: QuerySet[Delivery], actor: Actor) -> int:
    now = timezone.now()
    sent = _told_of_each(rows, actor, Outcome.AGAIN, state=DeliveryState.PENDING, attempts=0, next_try_at=now)
    _ring_after_commit(endpoint)
    return sent


def _told_of_each(rows: QuerySet[Delivery], actor: Actor, outcome: Outcome, **fields: object) -> int:
    """Move the rows, and write beside each who did it."""
    now, moved = timezone.now(), 0
    keys = list(rows.order_by("created_at").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        part = Delivery.objects.filter(pk__in=keys[start : start + AT_ONCE]).exclude(state=DeliveryState.LEASED)
        found = list(part.values_list("pk", flat=True))
        moved += part.update(**fields)
        Try.objects.bulk_create(Try(delivery_id=key, number=0, at=now, outcome=outcome, by=actor.user) for key in found)
    return moved


def _held(endpoint_id: UUID, actor: Actor, seen: int, *states: EndpointState) -> Endpoint:
    """Locked, one version on. Raises Moved: not as it was seen. Http404."""
    endpoint = selectors.get_endpoint(actor, endpoint_id)
    same = Endpoint.objects.filter(pk=endpoint.pk, version=seen, state__in=states or EndpointState.values)
    if not same.update(version=seen + 1):
        raise Moved
    return selectors.get_endpoint(actor, endpoint_id)


def _put(endpoint: Endpoint, state: EndpointState, because: str) -> None:
    endpoint.state, endpoint.because, endpoint.state_since = state, because, timezone.now()
    endpoint.save()


def _saved(endpoint: Endpoint) -> None:
    try:
        with transaction.atomic():
            endpoint.save()
    except IntegrityError:
        raise Unfit(_("There is a webhook with this address already.")) from None


def _known(events: list[str] | None, kind: str) -> list[str]:
    """Raises Unfit: none of those asked for; empty would mean every one."""
    known = [event for event in hearing.offered(kind) if event in (events or ())]
    if events and not known:
        raise Unfit(_("Choose at least one event."))
    return known


def _person(actor: Actor) -> User:
    if actor.user is None:
        raise Http404
    return actor.user


def _write(endpoint: Endpoint, act: Act, actor: Actor, said: str = "") -> None:
    Change.objects.create(endpoint=endpoint, at=timezone.now(), act=act, by=actor.user, said=said)


def _ring_after_commit(endpoint: Endpoint) -> None:
    transaction.on_commit(partial(bell.ring, telling.DELIVER, str(endpoint.pk)))
