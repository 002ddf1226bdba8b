"""The person's inbox: one group for each case, one line for what belongs together, and from there to the act."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from notifications import selectors, services
from notifications.grouping import alike, grouped
from notifications.models import Notice

CASES = 10


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """With `case`, everything about that one."""
    only = _uuid(request.GET.get("case", ""))
    cases = selectors.cases_in_inbox(request.user, only)
    page = Paginator(cases, CASES).get_page(request.GET.get("page"))
    totals = {row["case_id"]: row["notices"] for row in page}
    rows = selectors.newest_of_cases(request.user, list(totals), selectors.ALL if only else selectors.SHOWN)
    groups = grouped(rows, (get_language() or "en")[:2])
    older = {group.case_id: totals[group.case_id] - group.size for group in groups}
    lines = [(group, older[group.case_id]) for group in groups]
    return render(request, "notifications/inbox.html", {"page": page, "groups": lines, "only": only})


@require_POST
@login_required
def read(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark one line as read. Somebody else's is not found, like one that does not exist."""
    services.mark_read(request.user, _line(_own(request, notice_id)))
    return redirect("notifications:inbox")


@require_POST
@login_required
def go(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """To the page where the reader acts; the line is read then."""
    notice = _own(request, notice_id)
    services.mark_read(request.user, _line(notice))
    return redirect(notice.path or "notifications:inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything, or with `case` everything about that one."""
    mine = selectors.inbox_of(request.user)
    only = _uuid(request.POST.get("case", ""))
    services.mark_read(request.user, mine.filter(case_id=only) if only else mine)
    return redirect("notifications:inbox")


def _line(notice: Notice) -> QuerySet[Notice]:
    return selectors.in_line(notice, alike(notice))


def _own(request: HttpRequest, notice_id: UUID) -> Notice:
    """Raises Http404."""
    notice = selectors.inbox_of(request.user).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    return notice


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
