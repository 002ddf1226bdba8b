"""Celery's way in, on a queue of its own: nobody's mail waits for somebody's slow machine."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from notifications import bell
from notifications.webhooks import delivery, forgetting
from notifications.webhooks.telling import DELIVER, SWEEP


@shared_task(name=DELIVER, ignore_result=True)
def deliver(endpoint_id: str) -> int:
    """Of one endpoint."""
    sent = delivery.drain(UUID(endpoint_id))
    if delivery.next_due(UUID(endpoint_id), timezone.now()):
        bell.ring(DELIVER, endpoint_id)
    return sent


@shared_task(name=SWEEP, ignore_result=True)
def sweep() -> None:
    """Rung after a commit; and on the schedule for what is due again, or was left by a worker that died."""
    for endpoint_id in delivery.endpoints_due(timezone.now()):
        bell.ring(DELIVER, str(endpoint_id))


@shared_task(name="notifications.webhooks.tasks.forget", ignore_result=True)
def forget() -> int:
    return forgetting.forget_old()
