"""Scheduled work; thin."""

from celery import shared_task

from proposals import timed


@shared_task(name="proposals.tasks.run_clocks")
def run_clocks() -> dict[str, int]:
    return timed.run()
