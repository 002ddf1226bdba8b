"""Mail services that hand mail over by a signed request, read by django-anymail. `TIDEMARK_REPLY_SERVICE` names one.

Mailgun signs time and a token, not the mail. So a signature counts for a while and for one mail.
"""

import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.mailgun import MailgunInboundWebhookView
from django.conf import settings
from django.http import HttpRequest

STILL_TRIED = 9 * 3600  # seconds; Mailgun repeats a request for eight hours
FOLD = re.compile(r"[\r\n]+[ \t]*")  # RFC 5322, section 2.2.3
AHEAD = 300  # seconds that its clock may be before ours


class NotSigned(Exception):
    """By nobody whom we know, or too long ago."""


class Unreadable(Exception):
    """Signed, and in a form that the library does not know: a setting of the service is wrong."""


@dataclass(frozen=True)
class HandedOver:
    raw: bytes
    to: tuple[str, ...]
    receipt: str


def handed_over(request: HttpRequest) -> Iterator[HandedOver]:
    """The mails of a request.

    Raises:
        NotSigned, Unreadable
    """
    view = MailgunInboundWebhookView(webhook_signing_key=signing_key())
    try:
        view.run_validators(request)
    except (AnymailWebhookValidationFailure, TypeError, UnicodeEncodeError) as error:
        raise NotSigned from error
    _fresh(request.POST.get("timestamp", ""))
    receipt = hashlib.sha256(request.POST["token"].encode()).hexdigest()
    try:
        _unfold(request)
        for event in view.parse_events(request):
            to = event.message.envelope_recipient
            yield HandedOver(event.message.as_bytes(), (to,) if to else (), receipt)
    except Exception as error:  # whatever the library raises about what it cannot read
        raise Unreadable(repr(error)) from error


def _unfold(request: HttpRequest) -> None:
    """Headers of a mail that was taken apart may hold their folds still, which the library refuses."""
    if "message-headers" in request.POST:
        headers = json.loads(request.POST["message-headers"])
        fields = request.POST.copy()
        fields["message-headers"] = json.dumps([[name, FOLD.sub(" ", value)] for name, value in headers])
        request.POST = cast(Any, fields)  # Django's own type for it is one that nobody can make


def signing_key() -> str:
    """Raises NotSigned: no service is set, so nobody could have signed."""
    found = urlsplit(settings.REPLY_SERVICE)
    if found.scheme != "mailgun" or not found.netloc:
        raise NotSigned
    return unquote(found.netloc)


def _fresh(timestamp: str) -> None:
    """Raises NotSigned."""
    if not timestamp.isdecimal() or not -AHEAD < time.time() - int(timestamp) < STILL_TRIED:
        raise NotSigned
