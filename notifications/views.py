"""Who is told what, and the demo's mailbox."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from notifications import mailbox, table

PER_PAGE = 20


def _page(request: HttpRequest, items: Any) -> Page:
    return Paginator(items, PER_PAGE).get_page(request.GET.get("page"))


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The rules as they are in force, for everybody: who is told what, how, and where nobody is."""
    return render(request, "notifications/help.html", {"parts": table.parts((get_language() or "en")[:2])})


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404


@require_GET
def mailbox_list(request: HttpRequest) -> HttpResponse:
    _demo_only()
    address = request.GET.get("to", "").strip()
    page = _page(request, mailbox.to_address(address) if address else mailbox.newest_first())
    headings = [mailbox.heading(path) for path in page]
    return render(request, "notifications/mailbox.html", {"page": page, "headings": headings, "address": address})


@require_GET
def mailbox_message(request: HttpRequest, name: str) -> HttpResponse:
    _demo_only()
    mail = mailbox.read(name)
    if mail is None:
        raise Http404
    return render(request, "notifications/mailbox_message.html", {"mail": mail, "answer": None})
