"""The pulse: proves that scheduler, broker and worker are alive, for /readyz. And the seal on the history."""

from celery import shared_task

from config.management.commands.verify import sealed_models
from notifications import pulses
from workflow import seals

SCHEDULER = "scheduler"
PULSE_LIFE = 30  # seconds


@shared_task(name="config.tasks.pulse")
def pulse() -> None:
    """Sent by the scheduler, run by a worker."""
    pulses.beat(SCHEDULER, life=PULSE_LIFE)


@shared_task(name="config.tasks.seal")
def seal() -> None:
    """Bind what is new in the history; a second one at the same moment does nothing."""
    seals.seal(sealed_models().values())
