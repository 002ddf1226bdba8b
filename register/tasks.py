"""Scheduled work; thin."""

from celery import shared_task

from register import services


@shared_task(name="register.tasks.publish_due")
def publish_due() -> dict[str, int]:
    return services.publish_due()


@shared_task(name="register.tasks.remind_of_reviews")
def remind_of_reviews() -> int:
    return services.remind_of_reviews()
