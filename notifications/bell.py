"""Waking a worker. What is due stands in the database, so that a bell nobody hears loses nothing."""

import logging

from celery import current_app

logger = logging.getLogger(__name__)

LIFE = 60  # seconds; by then the sweep has come by


def ring(task: str, *args: str, life: int | None = LIFE) -> None:
    """Call it after commit; without a broker it only logs, and the sweep finds the rows. `life` None: until heard."""
    try:
        current_app.send_task(task, args, retry=False, ignore_result=True, expires=life)
    except Exception as error:  # whatever a broker's library raises, the change is committed
        logger.warning("The broker does not answer; the sweep will see to %s: %s", task, error)
