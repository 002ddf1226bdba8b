"""The board of stated needs: what is missing, who answers it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from partners.roles import Role
from partners.selectors import has_role, own_organisations
from proposals import door
from proposals.document import codes
from proposals.http import answers_refusals, language, moved, new_key, reason_of
from proposals.needs import selectors, services
from proposals.needs.forms import NeedForm
from proposals.needs.passage import NEED
from proposals.queue import lines
from proposals.selectors import visible
from workflow.refusals import ReasonMissing

PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(selectors.visible(actor), PER_PAGE).get_page(request.GET.get("page"))
    may_state = own_organisations(actor.user).exists()
    return render(request, "needs/list.html", {"page": page, "may_state": may_state})


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    organisations = own_organisations(actor.user)
    if not organisations:
        raise Http404
    form = NeedForm(request.POST or None, organisations=organisations)
    if request.method == "POST":
        _seen, key = moved(request)
        if form.is_valid():
            need = services.state_need(actor=actor, language=language(), idempotency_key=key, **form.cleaned_data)
            messages.success(request, _("Your need is on the board. We tell you when an institution takes it up."))
            return redirect("needs:page", need=need.pk)
    context = {"form": form, "key": new_key()}
    return render(request, "needs/new.html", context, status=422 if form.is_bound else 200)


@require_safe
def page(request: HttpRequest, need: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get(actor, need)
    answered = visible(actor).filter(answers__need=found)[:PER_PAGE]
    context = {
        "need": found,
        "occupations": [codes.title("noc", code, language()) for code in found.noc],
        "sectors": [codes.title("naics", code, language()) for code in found.naics],
        "lines": lines(actor, answered),
        "may_close": _may_close(request, found),
        "may_take_up": has_role(actor.user, Role.AUTHOR) and found.state in {"open", "taken_up"},
    }
    return render(request, "needs/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def close(request: HttpRequest, need: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get(actor, need)
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        seen, key = moved(request)
        try:
            services.close_need(
                found.pk, actor=actor, reason=reason_of(request), seen_version=seen, idempotency_key=key
            )
        except ReasonMissing as refused:
            sentences = refused.sentences
        else:
            messages.success(request, _("The need is closed."))
            return redirect("needs:page", need=found.pk)
    elif not _may_close(request, found):
        raise Http404
    context = {"need": found, "sentences": sentences, "key": new_key(), "reason": reason_of(request)}
    return render(request, "needs/close.html", context, status=422 if sentences else 200)


def _may_close(request: HttpRequest, need: selectors.Need) -> bool:
    answers = door.answers(NEED, need, actor=actor_of(request))
    return any(one.row.name == "close" and one.open for one in answers)
