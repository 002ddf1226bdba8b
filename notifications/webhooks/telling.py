"""From an event to rows for machines, in the event's transaction."""

import json
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications import bell
from notifications.webhooks import hearing
from notifications.webhooks.hearing import Ear, Hearing, Matter
from notifications.webhooks.models import WAITING, Delivery, DeliveryState, Endpoint, EndpointState
from partners.roles import OrganisationKind

DELIVER, SWEEP = "notifications.webhooks.tasks.deliver", "notifications.webhooks.tasks.sweep"


def note(event: str, matter: Matter, *, event_key: str, not_before: datetime | None) -> None:
    """One row for each endpoint that may hear of it and wants to. The same `event_key` again writes nothing new.

    Raises:
        KeyError: the event has no line in `hearing`.
    """
    ears = hearing.HEARD[event] if event not in hearing.UNHEARD else frozenset()
    hearings = [one for one in matter.hearings if one.ear in ears]
    if not hearings:
        return
    now = timezone.now()
    rows = []
    for endpoint in _listening(hearings):
        if endpoint.events and event not in endpoint.events:
            continue
        body = hearing.message(event, matter, at=now, url=settings.SITE_URL + _path(endpoint, hearings))
        rows.append(delivery(endpoint, event, event_key, body, matter.number, not_before=not_before, now=now))
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(partial(bell.ring, SWEEP))


def delivery(
    endpoint: Endpoint,
    event: str,
    event_key: str,
    body: dict[str, Any],
    number: str = "",
    *,
    not_before: datetime | None = None,
    now: datetime,
) -> Delivery:
    return Delivery(
        endpoint=endpoint,
        event=event,
        event_key=event_key,
        number=number,
        body=json.dumps(body, ensure_ascii=False),
        not_before=not_before,
        next_try_at=not_before or now,
        created_at=now,
    )


def cancel_held(event_key_prefix: str) -> bool:
    """Cancel what is still held back, because the event was taken back. False: some machine was told already."""
    held = Delivery.objects.filter(event_key__startswith=event_key_prefix, not_before__isnull=False)
    held.filter(state__in=WAITING, attempts=0).update(state=DeliveryState.CANCELLED)
    return not held.exclude(state=DeliveryState.CANCELLED).exists()


def _listening(hearings: list[Hearing]) -> list[Endpoint]:
    named = [one.organisation for one in hearings if one.organisation]
    wanted = Q(organisation__in=named)
    if any(one.ear == Ear.PROVINCE for one in hearings):
        wanted |= Q(organisation__kind=OrganisationKind.PROVINCE)
    listening = Endpoint.objects.exclude(state=EndpointState.REMOVED).select_related("organisation")
    return list(listening.filter(wanted).order_by("created_at"))


def _path(endpoint: Endpoint, hearings: list[Hearing]) -> str:
    """An organisation that is two things to a case opens the page of the first."""
    everybody = None if endpoint.organisation.kind == OrganisationKind.PROVINCE else endpoint.organisation_id
    return next(one.path for one in hearings if one.organisation in (endpoint.organisation_id, everybody))
