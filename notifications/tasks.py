"""Celery's way in. Thin: what is due stands in the database, so a lost task loses nothing."""

from celery import shared_task

from notifications import delivery, digests


@shared_task(name="notifications.tasks.deliver", ignore_result=True)
def deliver() -> int:
    """Rung after a commit."""
    return delivery.drain()


@shared_task(name="notifications.tasks.sweep", ignore_result=True)
def sweep() -> int:
    """On the schedule: what is to be bundled now, was not rung for, is due again, or was left by a worker that died."""
    digests.gather()
    return delivery.drain()
