"""Proof that something works: a mark in the broker that fades unless it is made again. /readyz asks for it."""

import logging

from django.conf import settings
from redis import Redis, RedisError

logger = logging.getLogger(__name__)


def broker() -> Redis:
    """A client of the broker; `redis+socket://` is Celery's word for what redis calls `unix://`."""
    return Redis.from_url(settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://"), socket_timeout=2)


def beat(name: str, *, life: int) -> None:
    """It works now, and counts as working for `life` seconds. Without a broker it only logs."""
    try:
        broker().set(_key(name), "1", ex=life)
    except RedisError as error:
        logger.warning("The broker does not answer; nobody will know that %s works: %s", name, error)


def beats(name: str) -> bool:
    """Raises RedisError: the broker does not answer."""
    return bool(broker().exists(_key(name)))


def _key(name: str) -> str:
    return f"tidemark:pulse:{name}"
