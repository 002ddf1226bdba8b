"""Deliveries are forgotten after some days, with their tries; those that still wait with them."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from notifications.webhooks.models import Delivery, DeliveryState

AT_ONCE = 500


def forget_old() -> int:
    """Returns how many. Stopped at any point, the next run goes on."""
    old = timezone.now() - timedelta(days=settings.WEBHOOK_DAYS)
    forgotten = 0
    rows = Delivery.objects.filter(created_at__lt=old).exclude(state=DeliveryState.LEASED)
    while keys := list(rows.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE]):
        Delivery.objects.filter(pk__in=keys).exclude(state=DeliveryState.LEASED).delete()
        forgotten += len(keys)
    return forgotten
