"""/healthz: the process answers. /readyz: everything it needs answers, each part by name."""

import smtplib
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.tasks import PULSE_LIFE, SCHEDULER
from notifications import pulses
from proposals.replies import polling

SECONDS = 2


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    parts = {name: _ask(probe) for name, probe in PROBES.items()}
    ready = all(answer == "ok" for answer in parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _ask(probe: Callable[[], None]) -> str:
    try:
        probe()
    except Exception as error:  # whatever a part raises, it is what the operator has to read
        return f"{type(error).__name__}: {error}"[:200]
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    pulses.broker().ping()


def _worker() -> None:
    _answers("celery@*")


def _webhook_worker() -> None:
    _answers("webhooks@*")


def _answers(names: str) -> None:
    """Raises TimeoutError: no worker of such a name; the first answer will do."""
    asked = {"reply": True, "timeout": SECONDS, "limit": 1, "pattern": names, "matcher": "glob"}
    if not current_app.control.broadcast("ping", **asked):
        raise TimeoutError("no worker answers")


def _scheduler() -> None:
    if not pulses.beats(SCHEDULER):
        raise TimeoutError(f"no pulse for {PULSE_LIFE} seconds")


def _mail() -> None:
    delivery = settings.DELIVERY_EMAIL
    with smtplib.SMTP(delivery["host"], delivery["port"], timeout=SECONDS) as server:
        server.noop()


def _answers_by_mail() -> None:
    """Asked of its last polls: whoever asks here must not make the site sign in there."""
    if settings.REPLY_MAILBOX and not pulses.beats(polling.MAILBOX):
        raise TimeoutError(f"the mailbox was not reached for {polling.REACHED_FOR} seconds")


PROBES = {
    "database": _database,
    "broker": _broker,
    "worker": _worker,
    "webhook worker": _webhook_worker,
    "scheduler": _scheduler,
    "mail": _mail,
    "answers by mail": _answers_by_mail,
}
