"""The gallery of messages: only where the demo runs (config/policy.py), and nothing of it is anybody's."""

import base64
import hashlib
import re
from html import unescape

from csp.constants import NONE, SELF
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from config.demo import gallery
from notifications import samples
from notifications.preferences import LABELS
from notifications.rendering import Letter
from notifications.rules import AUDIENCES, MESSAGES

STYLE = re.compile(r'style="([^"]*)"')


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/messages.html", {"parts": gallery.parts((get_language() or "en")[:2])})


@csp_update({"frame-src": [SELF]})
@require_safe
def message(request: HttpRequest, name: str, form: str, language: str) -> HttpResponse:
    letter = _letter(name, form, language)
    sent = samples.sent_by(name) if name in MESSAGES else []
    context = {
        "letter": letter,
        "name": name,
        "form": form,
        "language": language,
        "other": {"en": "fr", "fr": "en"}[language],
        "other_form": {"full": "least", "least": "full"}.get(form, ""),
        "sent": [(LABELS[one.event], AUDIENCES[one.rule.audience]) for one in sent],
    }
    return render(request, "gallery/message.html", context)


@xframe_options_sameorigin
@require_safe
def message_html(request: HttpRequest, name: str, form: str, language: str) -> HttpResponse:
    """The HTML part as it is sent. Its own styles may apply and nothing else: no script, no picture, no form."""
    made = HttpResponse(_letter(name, form, language).html)
    directives = {"default-src": [NONE], "style-src": _hashes(made.content.decode()), "frame-ancestors": [SELF]}
    made._csp_config = {**directives, "base-uri": [NONE], "form-action": [NONE]}  # type: ignore[attr-defined]
    return made


def _letter(name: str, form: str, language: str) -> Letter:
    letter = gallery.letter(name, form, language)
    if letter is None:
        raise Http404
    return letter


def _hashes(html: str) -> list[str]:
    """Each style by its digest: styles of a mail stand in attributes, because many readers drop every other kind."""
    styles = sorted({unescape(one) for one in STYLE.findall(html)})
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in styles]
    return ["'unsafe-hashes'", *(f"'sha256-{one}'" for one in digests)]
