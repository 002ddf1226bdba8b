"""Deliveries are forgotten after some days, with their tries; those that still wait with them."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from notifications.webhooks.models import Delivery, DeliveryState

AT_ONCE = 500


def forget_old() -> int:
    """Returns how many. Stopped at any point, the next run goes on."""
    now = timezone.now()
    under_way = Q(state=DeliveryState.LEASED, lease_until__gt=now)
    old = Delivery.objects.filter(created_at__lt=now - timedelta(days=settings.WEBHOOK_DAYS)).exclude(under_way)
    forgotten = 0
    while keys := list(old.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE]):
        Delivery.objects.filter(pk__in=keys).delete()
        forgotten += len(keys)
    return forgotten
