"""Waking a worker for a job whose row is committed. A job that nobody works on is rung for again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from notifications import bell
from workflow import clocks


@dataclass(frozen=True)
class Bell:
    """`task` is Celery's name of what takes a job's key. After `patience` without progress (a job's `worked_at`) its
    worker is taken for dead."""

    task: str
    patience: timedelta

    def ring(self, pk: UUID) -> None:
        """After commit. Without a broker it only logs, and `ring_again` finds the job."""
        bell.ring(self.task, str(pk), life=None)

    def ring_again(self, running: QuerySet[Any]) -> int:
        """For each of these jobs whose worker is gone. Returns how many."""
        left = list(running.filter(worked_at__lt=clocks.now() - self.patience).values_list("pk", flat=True))
        for pk in left:
            self.ring(pk)
        return len(left)
