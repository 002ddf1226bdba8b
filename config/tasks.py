"""The pulse: proves that scheduler, broker and worker are alive, for /readyz."""

from celery import shared_task
from django.conf import settings
from redis import Redis

PULSE = "tidemark:pulse"
PULSE_LIFE = 30  # seconds


def broker() -> Redis:
    """A client of the broker; `redis+socket://` is Celery's word for what redis calls `unix://`."""
    return Redis.from_url(settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://"), socket_timeout=2)


@shared_task(name="config.tasks.pulse")
def pulse() -> None:
    """Sent by the scheduler, run by a worker."""
    broker().set(PULSE, "1", ex=PULSE_LIFE)
