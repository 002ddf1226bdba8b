"""Waking a worker for a job whose row is committed. A job that nobody works on is rung for again."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import current_app
from django.db.models import QuerySet

from workflow import clocks

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bell:
    """`task` is Celery's name of what takes a job's key. After `patience` without progress (a job's `worked_at`) its
    worker is taken for dead."""

    task: str
    patience: timedelta

    def ring(self, pk: UUID) -> None:
        """After commit. Without a broker it only logs, and `ring_again` finds the job."""
        try:
            current_app.send_task(self.task, args=[str(pk)], retry=False, ignore_result=True)
        except Exception as error:  # whatever a broker's library raises, the job is committed
            logger.warning("The broker does not answer; %s begins when it does: %s", self.task, error)

    def ring_again(self, running: QuerySet[Any]) -> int:
        """For each of these jobs whose worker is gone. Returns how many."""
        left = list(running.filter(worked_at__lt=clocks.now() - self.patience).values_list("pk", flat=True))
        for pk in left:
            self.ring(pk)
        return len(left)
