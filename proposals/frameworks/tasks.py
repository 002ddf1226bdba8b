"""Celery's way in; thin."""

from celery import shared_task

from proposals.frameworks import trying


@shared_task(name="proposals.frameworks.tasks.work", ignore_result=True)
def work(pk: str) -> int:
    return trying.work(pk)
