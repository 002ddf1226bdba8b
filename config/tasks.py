"""The pulse: proves that scheduler, broker and worker are alive, for /readyz. And the seal on the history."""

from celery import shared_task
from django.conf import settings
from redis import Redis

from config.management.commands.verify import sealed_models
from workflow import seals

PULSE = "tidemark:pulse"
PULSE_LIFE = 30  # seconds


def broker() -> Redis:
    """A client of the broker; `redis+socket://` is Celery's word for what redis calls `unix://`."""
    return Redis.from_url(settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://"), socket_timeout=2)


@shared_task(name="config.tasks.pulse")
def pulse() -> None:
    """Sent by the scheduler, run by a worker."""
    broker().set(PULSE, "1", ex=PULSE_LIFE)


@shared_task(name="config.tasks.seal")
def seal() -> None:
    """Bind what is new in the history; a second one at the same moment does nothing."""
    seals.seal(sealed_models().values())
