"""Celery's way in; thin."""

from celery import shared_task

from proposals.records import services


@shared_task(name="proposals.records.tasks.work", ignore_result=True)
def work(pk: str) -> bool:
    return services.work(pk)


@shared_task(name="proposals.records.tasks.tidy", ignore_result=True)
def tidy() -> int:
    return services.tidy()
