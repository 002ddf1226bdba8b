"""The coordinator's side: who asks, is it here already, admit or decline."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.actors_http import actor_of
from proposals.document import codes
from proposals.http import answers_refusals, language, reason_of, typed
from proposals.joining import selectors, services
from proposals.joining.alike import alike
from proposals.joining.models import JoinRequest
from workflow.refusals import GateClosed, ReasonMissing, WrongState

PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    done = bool(request.GET.get("answered"))
    found = selectors.answered(actor) if done else selectors.waiting(actor)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "joining/list.html", {"page": page, "done": done})


@require_safe
def request_page(request: HttpRequest, pk: str) -> HttpResponse:
    return _page(request, selectors.get(actor_of(request), pk))


@require_POST
@answers_refusals
def admit(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get(actor, pk)
    try:
        organisation = services.admit(found.pk, actor=actor, is_another=bool(request.POST.get("is_another")))
    except WrongState as refused:
        return _answered(request, found, refused)
    except GateClosed as refused:
        return _page(request, found, refused.sentences)
    messages.success(
        request, _("%(organisation)s is admitted, and the person is told.") % {"organisation": organisation}
    )
    return redirect("joining:list")


@require_POST
@answers_refusals
def decline(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get(actor, pk)
    try:
        services.decline(found.pk, actor=actor, reason=reason_of(request))
    except WrongState as refused:
        return _answered(request, found, refused)
    except ReasonMissing as refused:
        return _page(request, found, refused.sentences)
    messages.success(request, _("The request is declined, and the person is told why."))
    return redirect("joining:list")


def _answered(request: HttpRequest, found: JoinRequest, refused: WrongState) -> HttpResponse:
    """Somebody was quicker: who, and where to see it."""
    back = reverse("joining:request", args=[found.pk])
    context = {"sentences": refused.sentences, "typed": typed(request), "back_url": back}
    return render(request, "errors/conflict.html", context, status=409)


def _page(request: HttpRequest, found: JoinRequest, sentences: tuple[str, ...] = ()) -> HttpResponse:
    waits = found.answered_at is None
    context = {
        "join": found,
        "sector": codes.title("naics", found.naics_sector, language()) if found.naics_sector else "",
        "alike": alike(found) if waits else [],
        "may_answer": waits and selectors.coordinates(actor_of(request)),
        "sentences": sentences,
        "reason": reason_of(request),
    }
    return render(request, "joining/request.html", context, status=422 if sentences else 200)
