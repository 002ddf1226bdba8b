"""The board of stated needs: what is missing, who has it too, who answers it."""

from typing import Any

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
from proposals.needs import exporting, selectors, services
from proposals.needs.forms import BoardForm, NeedForm
from proposals.needs.passage import NEED
from proposals.queue import lines
from proposals.selectors import visible
from workflow.models import TransitionRecord
from workflow.refusals import ReasonMissing

PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = BoardForm(request.GET)
    page = Paginator(selectors.board(actor, form.asked), PER_PAGE).get_page(request.GET.get("page"))
    own = own_organisations(actor.user).exists()
    context = {"page": page, "form": form, "filtered": any(form.asked.values()), "may_state": own}
    return render(request, "needs/list.html", context)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The board as it is filtered, as CSV."""
    found = selectors.board(actor_of(request), BoardForm(request.GET).asked)[: exporting.MOST_NEEDS]
    headers = {"Content-Disposition": 'attachment; filename="tidemark-needs.csv"', "Cache-Control": "private, no-store"}
    return HttpResponse(exporting.table(found, language()), content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    organisations = own_organisations(actor.user)
    if not organisations:
        raise Http404
    form = NeedForm(request.POST or None, organisations=organisations)
    status = 200
    if request.method == "POST":
        _seen, key = moved(request)
        if "find" in request.POST:
            form.only_looking()
        elif form.is_valid():
            need = services.state_need(actor=actor, language=language(), idempotency_key=key, **form.cleaned_data)
            messages.success(request, _("Your need is on the board. We tell you when an institution takes it up."))
            return redirect("needs:page", need=need.pk)
        else:
            status = 422
    return render(request, "needs/new.html", {"form": form, "key": new_key()}, status=status)


@require_safe
def page(request: HttpRequest, need: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get(actor, need)
    own = set(own_organisations(actor.user).values_list("pk", flat=True))
    supports = Paginator(selectors.supports(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "need": found,
        "occupations": [(code, codes.title("noc", code, language())) for code in found.noc],
        "sectors": [(code, codes.title("naics", code, language())) for code in found.naics],
        "supports": supports,
        "ours": selectors.supports(found).filter(organisation__in=own),
        "may_support": selectors.may_support(actor, found).exists(),
        "may_close": _may_close(request, found),
        "may_take_up": has_role(actor.user, Role.AUTHOR) and found.state in selectors.SUPPORTABLE,
        **_answers(request, found),
    }
    return render(request, "needs/page.html", context)


def _answers(request: HttpRequest, need: selectors.Need) -> dict[str, Any]:
    """The proposals that answer it, as far as the reader may see them; how it ended."""
    actor = actor_of(request)
    answered = visible(actor).filter(answers__need=need)[:PER_PAGE]
    closed = need.state == "closed" and TransitionRecord.objects.filter(subject_id=need.pk, transition="close").last()
    return {
        "lines": lines(actor, answered),
        "listings": selectors.met_by(need) if need.state == "met" else [],
        "closed": closed,
    }


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
    context = {
        "need": found,
        "sentences": sentences,
        "told": door.would_tell(NEED, found, "close", actor=actor),
        "key": new_key(),
        "reason": reason_of(request),
    }
    return render(request, "needs/close.html", context, status=422 if sentences else 200)


def _may_close(request: HttpRequest, need: selectors.Need) -> bool:
    answers = door.answers(NEED, need, actor=actor_of(request))
    return any(one.row.name == "close" and one.open for one in answers)
