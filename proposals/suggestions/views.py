"""Suggested wording: the list, suggesting, and one suggestion with what can be answered to it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors import Actor
from partners.actors_http import actor_of
from proposals import selectors as cases
from proposals.document.comparing import Run, marked_lines
from proposals.document.declaration import SECTIONS
from proposals.http import answers_refusals, home_of, new_key, reason_of
from proposals.selectors import Access
from proposals.suggestions import cells, selectors, services
from proposals.suggestions.forms import AnswerForm, FilterForm, PlaceForm, SuggestForm
from proposals.suggestions.models import Suggestion
from proposals.suggestions.services import Overtaken
from proposals.talk import selectors as talk
from proposals.talk.models import Lane
from proposals.writing.section_page import effect_lines
from workflow.refusals import GateClosed, ReasonMissing, WrongState
from workflow.states import EDITABLE

PER_PAGE = 20


@require_safe
def suggestions(request: HttpRequest, pk: str) -> HttpResponse:
    """`?show=open|mine|taken|all`, `&section=E`."""
    actor = actor_of(request)
    access = _access(actor, pk)
    asked = FilterForm(request.GET)
    show = (asked.cleaned_data.get("show") if asked.is_valid() else "") or "open"
    section = request.GET.get("section", "")
    found = selectors.listed(access, actor.user, show=show, section=section if section in _keys() else "")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "access": access,
        "page": page,
        "lines": selectors.lines(page, cases.content(access)),
        "asked": asked,
        "home": home_of(access),
        "may_suggest": access.state in selectors.TAKEN,
    }
    return render(request, "suggestions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def new(request: HttpRequest, pk: str) -> HttpResponse:
    """Choose a text (`?section=E` for those of one section), then `?place=` write other words for it."""
    actor = actor_of(request)
    access = _access(actor, pk)
    content = cases.content(access)
    if access.state not in selectors.TAKEN:
        raise WrongState(_("The document cannot be edited at this stage, so no wording can be suggested."))
    place = request.GET.get("place", "")
    cell = cells.find(place) if place else None
    now = cells.text_at(content, cell) if cell else None
    if cell is None or now is None:
        section = request.GET.get("section", "")
        form = PlaceForm(request.GET if place else None, content=content, section=section if section in _keys() else "")
        context = {"access": access, "form": form}
        return render(request, "suggestions/choose.html", context, status=422 if place else 200)
    readers = {lane: rows for lane, rows in talk.readers(access).items() if lane != Lane.PROVINCE}
    words = SuggestForm(request.POST or None, cell=cell, now=now, readers=readers)
    if request.method == "POST" and words.is_valid():
        key = request.POST.get("idempotency_key", "")[:80]
        made = services.suggest(actor=actor, proposal=access.proposal, place=place, key=key, **words.cleaned_data)
        messages.success(request, _("Your suggestion is there. We write to you when it is answered."))
        return redirect("suggestions:page", pk=pk, suggestion=made.pk)
    context = {"access": access, "form": words, "now": now, "label": cells.label(cell, content), "key": new_key()}
    unmade = Suggestion(proposal=access.proposal, lane=next(iter(readers)))  # authors read each lane of theirs
    context["told"] = services.would_hear("suggestion.made", unmade, access, actor=actor)
    return render(request, "suggestions/new.html", context, status=422 if words.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def page(request: HttpRequest, pk: str, suggestion: str) -> HttpResponse:
    """One suggestion; POST `accept`, `decline` or `withdraw`. Words are applied to exactly the text that was shown."""
    actor = actor_of(request)
    access, found = selectors.get_suggestion(actor, suggestion)
    cell = cells.find(found.place)
    if str(access.proposal.pk) != str(pk) or cell is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, access, found, AnswerForm(initial={"words": found.words}, cell=cell), 200)
    if "withdraw" in request.POST:
        services.withdraw(found.pk, actor=actor)
        messages.success(request, _("Withdrawn."))
        return redirect("suggestions:page", pk=pk, suggestion=found.pk)
    if "write" not in access.permissions:
        raise Http404
    if "decline" in request.POST:
        return _declined(request, access, found, cell)
    return _accepted(request, access, found, AnswerForm(request.POST, cell=cell))


def _declined(request: HttpRequest, access: Access, found: Suggestion, cell: cells.Cell) -> HttpResponse:
    try:
        services.decline(found.pk, actor=actor_of(request), reason=reason_of(request))
    except ReasonMissing as refused:
        form = AnswerForm(initial={"words": found.words}, cell=cell)
        return _shown(request, access, found, form, 422, sentences=refused.sentences)
    messages.success(request, _("Declined. Whoever suggested it is told why."))
    return redirect("suggestions:page", pk=access.proposal.pk, suggestion=found.pk)


def _accepted(request: HttpRequest, access: Access, found: Suggestion, form: AnswerForm) -> HttpResponse:
    """Accept, unless an endorsement would become stale of which the page did not say so."""
    if not form.is_valid():
        return _shown(request, access, found, form, 422)
    words = form.cleaned_data["words"]
    effect = services.effect_of(access, found, words)
    stale = {str(row.pk) for row in effect.endorsements} if effect else set()
    if not found.answer and not stale <= set(request.POST.getlist("told")):
        return _shown(request, access, found, form, 200, asked=True)
    try:
        services.accept(found.pk, actor=actor_of(request), words=words, seen=request.POST.get("seen", ""))
    except Overtaken as refused:
        return _shown(request, access, found, form, 409, sentences=refused.sentences)
    except GateClosed as refused:
        return _shown(request, access, found, form, 422, sentences=refused.sentences)
    messages.success(request, _("Accepted and written into the document. Whoever suggested it is told."))
    return redirect("suggestions:page", pk=access.proposal.pk, suggestion=found.pk)


def _shown(
    request: HttpRequest,
    access: Access,
    found: Suggestion,
    form: AnswerForm,
    status: int,
    *,
    sentences: tuple[str, ...] = (),
    asked: bool = False,
) -> HttpResponse:
    line = selectors.line(found, cases.content(access))
    actor = actor_of(request)
    answers = not found.answer and "write" in access.permissions
    editable = answers and access.state in EDITABLE and not line.gone
    words = form.cleaned_data["words"] if form.is_bound and form.is_valid() else found.words
    effect = services.effect_of(access, found, words) if editable else None
    context: dict[str, Any] = {
        "access": access,
        "suggestion": found,
        "line": line,
        "proposed": _marked(found.base, found.words),
        "since": _marked(found.base, line.now) if line.moved else [],
        "adoption": selectors.adoptions(access).filter(suggestion=found).first(),
        "form": form,
        "seen": cells.digest(line.now),
        "effect": effect_lines(effect) if effect else [],
        "stale": [row.pk for row in effect.endorsements] if effect else [],
        "told": services.would_hear("suggestion.declined", found, access, actor=actor) if answers else [],
        "editable": editable,
        "may_answer": answers,
        "may_withdraw": not found.answer and actor.user is not None and found.author_id == actor.user.pk,
        "reason": reason_of(request),
        "sentences": sentences,
        "asked": asked,
    }
    return render(request, "suggestions/page.html", context, status=status)


def _marked(before: str, after: str) -> list[list[Run]]:
    return list(marked_lines(before.splitlines(), after.splitlines()))


def _access(actor: Actor, pk: str) -> Access:
    """Raises Http404: nobody who suggests here."""
    access = cases.get(actor, pk)
    if not selectors.lanes(access):
        raise Http404
    return access


def _keys() -> set[str]:
    return {one.key for one in SECTIONS}
