"""The person's inbox, who is told what, and the demo's mailbox."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST, require_safe

from notifications import mailbox, rendering, selectors, services, table
from notifications.models import Notice

PER_PAGE = 20


@dataclass(frozen=True)
class InboxLine:
    notice: Notice
    subject: str


def _page(request: HttpRequest, items: Any) -> Page:
    return Paginator(items, PER_PAGE).get_page(request.GET.get("page"))


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    page = _page(request, selectors.inbox_of(request.user))
    language = get_language() or "en"
    lines = [InboxLine(notice, rendering.subject_of(notice, language[:2])) for notice in page]
    return render(request, "notifications/inbox.html", {"page": page, "lines": lines})


@require_POST
@login_required
def read(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark one notice as read. Somebody else's is not found, like one that does not exist."""
    if not selectors.inbox_of(request.user).filter(pk=notice_id).exists():
        raise Http404
    services.mark_read(request.user, notice_id)
    return redirect("notifications:inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(request.user)
    return redirect("notifications:inbox")


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
    return render(request, "notifications/mailbox_message.html", {"mail": mail})
