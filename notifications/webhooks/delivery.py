"""Telling machines: one row after the other for each endpoint, at the pace that it can bear.

Rows are claimed as mail is (`notifications.leases`); the database lets one row of an endpoint be on its way at a time,
so a slow receiver holds nobody up but itself. After a failure the endpoint is left alone for a while, longer each time;
what gets through ends that. A row that may have been sent is sent again under its id: the receiver drops repetitions.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from notifications import leases
from notifications.webhooks import pausing, sending, signing
from notifications.webhooks.models import (
    WAITING,
    Because,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Outcome,
    Try,
)
from notifications.webhooks.sending import Answer

LEASE = timedelta(seconds=40)  # longer than a name's resolution and a request together
# After each try; the tenth is the last. From the specification, 75 hours in all.
PAUSES = (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
LONGEST_QUIET_SECONDS = 300
PAUSED_AFTER = timedelta(days=3)  # without anything getting through

Post = Callable[..., Answer]


def drain(endpoint_id: UUID, *, seconds: float = 25, post: Post = sending.post) -> int:
    """Tell this endpoint what is due, for about so long. Returns how much was accepted. Safe in many workers."""
    sent = 0
    until = monotonic() + seconds
    while monotonic() < until:
        seen = next_due(endpoint_id, timezone.now())
        held = claim(seen) if seen else None
        if held is None:
            break
        sent += _told(held, post)
    return sent


def next_due(endpoint_id: UUID, now: datetime) -> Delivery | None:
    """The oldest row that is due; None too where the endpoint is paused, left alone, or spoken to by another worker."""
    rows = Delivery.objects.filter(_ready(now), endpoint=endpoint_id)
    under_way = rows.filter(state=DeliveryState.LEASED).first()
    if under_way:
        return under_way if under_way.lease_until and under_way.lease_until <= now else None
    return rows.filter(state__in=WAITING, next_try_at__lte=now).order_by("created_at").first()


def endpoints_due(now: datetime) -> list[UUID]:
    due = Q(state__in=WAITING, next_try_at__lte=now) | Q(state=DeliveryState.LEASED, lease_until__lte=now)
    rows = Delivery.objects.filter(due, _ready(now)).order_by()
    return list(rows.values_list("endpoint", flat=True).distinct())


def _ready(now: datetime) -> Q:
    alone = Q(endpoint__quiet_until=None) | Q(endpoint__quiet_until__lte=now)
    return alone & Q(endpoint__state=EndpointState.ON)


def claim(seen: Delivery) -> Delivery | None:
    """The row as it is now, or None where another worker was quicker, with this row or another of the endpoint."""
    try:
        with transaction.atomic():
            if not leases.take(seen, LEASE):
                return None
            if seen.state == DeliveryState.LEASED:
                now = timezone.now()
                Try.objects.create(delivery=seen, number=seen.attempts, at=now, outcome=Outcome.LOST)
    except IntegrityError:
        return None
    return Delivery.objects.select_related("endpoint__organisation").get(pk=seen.pk)


def _told(held: Delivery, post: Post) -> bool:
    answer = post(held.endpoint.url, signing.headers(held, timezone.now()), held.body.encode())
    with transaction.atomic():
        if answer.accepted:
            return _accepted(held, answer)
        return _failed(held, answer)


def _accepted(held: Delivery, answer: Answer) -> bool:
    if not leases.give_back(held, DeliveryState.SENT, sent_at=timezone.now()):
        return False
    _write(held, answer)
    troubled = Endpoint.objects.filter(pk=held.endpoint_id, failures__gt=0)
    troubled.update(failures=0, failing_since=None, quiet_until=None)
    return True


def _failed(held: Delivery, answer: Answer) -> bool:
    """Another try later; or none, where others got through meanwhile; or the endpoint is paused, and the row waits."""
    now, endpoint = timezone.now(), Endpoint.objects.select_for_update(of=("self",)).get(pk=held.endpoint_id)
    since = endpoint.failing_since or now
    lost = answer.gone or now - since >= PAUSED_AFTER
    over = held.attempts > len(PAUSES) and not lost
    wait = timedelta(seconds=PAUSES[min(held.attempts, len(PAUSES)) - 1] * random.uniform(1, 1.1))
    state = DeliveryState.FAILED if over else DeliveryState.RETRYING
    if not leases.give_back(held, state, next_try_at=now + wait):
        return False
    _write(held, answer)
    endpoint.failures, endpoint.failing_since = endpoint.failures + 1, since
    endpoint.quiet_until = now + quiet(endpoint.failures, answer.retry_after)
    endpoint.save(update_fields=["failures", "failing_since", "quiet_until"])
    if lost:
        pausing.pause(endpoint, Because.GONE if answer.gone else Because.FAILING)
    return False


def quiet(failures: int, asked: int) -> timedelta:
    """2 s, 4 s, 8 s … at most 5 minutes, shortened by up to half at random; or what the receiver asks for."""
    longest = min(LONGEST_QUIET_SECONDS, 2 ** min(failures, 10))
    return timedelta(seconds=max(longest * random.uniform(0.5, 1), asked))


def _write(held: Delivery, answer: Answer) -> None:
    Try.objects.create(
        delivery=held,
        number=held.attempts,
        at=timezone.now(),
        outcome=answer.outcome,
        status=answer.status,
        milliseconds=answer.milliseconds,
        answer=answer.said,
    )
