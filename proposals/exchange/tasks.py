"""Celery's way in; thin."""

from celery import shared_task

from proposals.exchange import services


@shared_task(name="proposals.exchange.tasks.work", ignore_result=True)
def work(pk: str) -> int:
    return services.work(pk)
