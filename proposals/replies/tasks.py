"""Celery's way in; thin."""

from celery import shared_task

from proposals.replies import polling


@shared_task(name="proposals.replies.tasks.poll", ignore_result=True)
def poll() -> int:
    """On the schedule, where there is a mailbox."""
    return polling.poll().taken_in
