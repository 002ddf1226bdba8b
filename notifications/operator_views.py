"""The operator's pages: what mail there is, what became of each, and what may be done about it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from notifications import operating, selectors, services
from notifications.forms import LedgerForm
from notifications.models import FAILED, RAW, Channel, Notice, NoticeState
from notifications.rules import HELD_IN_DOUBT
from notifications.webhooks.selectors import troubled
from partners.actors_http import actor_of

PER_PAGE = 20


def _staff_only(request: HttpRequest) -> None:
    if not (request.user.is_authenticated and request.user.is_staff):
        raise Http404


@require_GET
@login_required
def operations(request: HttpRequest) -> HttpResponse:
    _staff_only(request)
    asked = request.GET if "state" in request.GET else {"state": selectors.TROUBLED}
    form = LedgerForm(asked, counts=selectors.mail_by_state())
    found = Paginator(selectors.mail(**form.found()), PER_PAGE)
    alerts, webhooks = selectors.alerts(), troubled()
    return render(
        request,
        "notifications/operations.html",
        {
            "form": form,
            "page": found.get_page(request.GET.get("page")),
            "alerts": alerts[:PER_PAGE],
            "alert_count": alerts.count(),
            "webhooks": webhooks[:PER_PAGE],
            "webhook_count": webhooks.count(),
        },
    )


@require_GET
@login_required
def one_mail(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Never its text: an operator sees that somebody was written to, not what a case says."""
    _staff_only(request)
    notice = get_object_or_404(Notice.objects.select_related("recipient"), pk=notice_id, channel=Channel.MAIL)
    return render(
        request,
        "notifications/one_mail.html",
        {
            "notice": notice,
            "number": notice.context.get("number", ""),
            "why": services.why_sentence(notice.why, notice.via) if notice.why else "",
            "tries": selectors.tries(notice),
            "raw": notice.message == RAW,
            "holds": notice.message in HELD_IN_DOUBT,
            "may_replay": notice.state in FAILED,
            "may_set_aside": notice.state in operating.SET_ASIDE_FROM,
            "may_settle": notice.state == NoticeState.HELD,
        },
    )


ACTS = {"replay": operating.replay, "set_aside": operating.set_aside, "arrived": operating.arrived}
DONE: dict[str, Promise] = {
    "replay": gettext_lazy("The mail is in the queue again."),
    "set_aside": gettext_lazy("The mail is set aside until you send it again."),
    "arrived": gettext_lazy("The mail counts as sent."),
}


@require_POST
@login_required
def act_on_mail(request: HttpRequest, notice_id: UUID, name: str) -> HttpResponse:
    _staff_only(request)
    if name not in ACTS or not Notice.objects.filter(pk=notice_id, channel=Channel.MAIL).exists():
        raise Http404
    if ACTS[name](notice_id, actor=actor_of(request)):
        messages.success(request, str(DONE[name]))
        services.ring()
    else:
        messages.warning(request, _("Nothing was done: the mail has moved on meanwhile."))
    return redirect("notifications:one_mail", notice_id)
