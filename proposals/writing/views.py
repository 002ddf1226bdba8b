"""Editing one section: by a plain form, and by the same form sent quietly while somebody types."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.actors_http import actor_of
from partners.kept import forget, kept
from partners.models import User
from proposals import selectors
from proposals.document.declaration import section as declared
from proposals.document.forms import SectionForm, section_form
from proposals.document.readiness import not_asked
from proposals.facts import framework_of
from proposals.http import answers_refusals, whole_number
from proposals.selectors import Access
from proposals.suggestions import selectors as suggestions
from proposals.talk import selectors as talk
from proposals.writing import selectors as writing
from proposals.writing import services
from proposals.writing.access import EDITED, editable
from proposals.writing.conflicts import conflict_lines
from proposals.writing.section_page import SectionPage, section_page, status_lines
from proposals.writing.services import Conflicting


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def section(request: HttpRequest, pk: str, key: str) -> HttpResponse:
    """Edit one section. Typed text survives every answer: an error, "add another", somebody else's change."""
    access = editable(actor_of(request), pk, key)
    if request.method != "POST":
        return _opened(request, access, key)
    if "discard" in request.POST:
        services.discard(access.proposal.pk, key, actor=actor_of(request))
        messages.success(request, _("Discarded: the section is as it was last saved."))
        return redirect("writing:section", pk=pk, key=key)
    form = _form(access, key, request.POST)
    again = form.changed_items()
    if again is not None:
        return _shown(request, access, again, 200)
    if not form.is_valid():
        return _shown(request, access, form, 422)
    try:
        return _saved(request, access, form)
    except Conflicting as found:
        fresh = selectors.get(actor_of(request), pk, "write")
        return _conflict(request, fresh, form, found)


@require_POST
@answers_refusals
def autosave(request: HttpRequest, pk: str, key: str) -> HttpResponse:
    """What is typed so far, kept without effect on anybody: too many words too. Other faulty fields keep what they had.

    Answers JSON: {version, status, errors, form?}; `form` where somebody else's changes came along; 409 {status}.
    """
    access = editable(actor_of(request), pk, key)
    person = _person(request)
    services.note_presence(access.proposal, key, person)
    form = _form(access, key, request.POST)
    form.is_valid()
    try:
        saved = services.save_section(
            access.proposal.pk,
            key,
            form.to_content(),
            actor=actor_of(request),
            seen=_seen(request),
            confirmed=form.confirmed,
            publish=False,
        )
    except Conflicting:
        return JsonResponse({"status": render_to_string("writing/conflicting.html", request=request)}, status=409)
    fresh = selectors.get(actor_of(request), pk, "write")
    page = section_page(fresh, key, person, form=form)
    answer = {
        "version": saved.version,
        "status": render_to_string("writing/status.html", {"lines": status_lines(page), "page": page}, request=request),
        "errors": form.unkept,
    }
    if saved.merged:
        without = not_asked(framework_of(fresh.proposal).limits, key, saved.content)
        merged = section_form(key, content=saved.content, document=writing.working(fresh.proposal), without=without)
        merged.comments = talk.counts(fresh)
        context = {"form": merged, "access": fresh}
        answer["form"] = render_to_string("document/section_form.html", context, request=request)
    return JsonResponse(answer)


def _form(access: Access, key: str, data: Any = None) -> SectionForm:
    document = writing.working(access.proposal)
    without = not_asked(framework_of(access.proposal).limits, key, document.get(key, {}))
    return section_form(key, data, document.get(key, {}), document, without=without)


def _opened(request: HttpRequest, access: Access, key: str) -> HttpResponse:
    """The section as it stands, or with what was typed when the session had ended."""
    typed = kept(request)
    if typed is None:
        return _shown(request, access, _form(access, key), 200)
    messages.info(request, _("We kept what you typed before you were signed out. It is below, and not saved yet."))
    return _shown(request, access, _form(access, key, typed), 200, seen=typed.get("seen_section", ""))


def _saved(request: HttpRequest, access: Access, form: SectionForm) -> HttpResponse:
    """Save, unless an endorsement would become stale and nobody has said yes to that."""
    key, value, seen = form.declared.key, form.to_content(), _seen(request)
    if "resolve" in request.POST:
        value, seen = _resolved(request, access, key, value, seen)
    effect = services.effect_of_saving(access.proposal, key, value)
    if "preview" in request.POST or (effect.endorsements and "understood" not in request.POST):
        return _shown(request, access, form, 200, asked=True)
    saved = services.save_section(
        access.proposal.pk, key, value, actor=actor_of(request), seen=seen, confirmed=form.confirmed
    )
    forget(request)
    if saved.merged:
        messages.success(request, _("Saved, together with what somebody else changed meanwhile."))
    else:
        messages.success(request, _("Saved."))
    following = EDITED[EDITED.index(key) + 1 :]
    if "next" in request.POST and following:
        return redirect("writing:section", pk=access.proposal.pk, key=following[0])
    return redirect("proposals:page", pk=access.proposal.pk)


def _resolved(
    request: HttpRequest, access: Access, key: str, value: dict[str, Any], seen: int
) -> tuple[dict[str, Any], int]:
    """Mine and theirs put together as the conflict page's choices say; theirs is what that page showed."""
    against = whole_number(request.POST.get("against", ""))
    base = writing.section_at(access.proposal, key, seen) or {}
    theirs = writing.section_at(access.proposal, key, against)
    if theirs is None:
        raise Http404
    choices = {name.removeprefix("choose-"): text for name, text in request.POST.items() if name.startswith("choose-")}
    return services.merge(declared(key), base, theirs, value).settled(choices), against


def _conflict(request: HttpRequest, access: Access, form: SectionForm, found: Conflicting) -> HttpResponse:
    key = form.declared.key
    context = {
        "access": access,
        "section": form.declared,
        "lines": conflict_lines(found.merge.conflicts, access.proposal, key),
        "typed": [(name, text) for name, texts in request.POST.lists() for text in texts if _is_text(name)],
        "seen_section": request.POST.get("seen_section", ""),
        "against": found.version,
        "by": writing.last_save(access.proposal, key),
    }
    return render(request, "writing/conflict.html", context, status=409)


def _is_text(name: str) -> bool:
    """Is this one of the section's own fields?"""
    hidden = {"csrfmiddlewaretoken", "seen_section", "save", "next", "understood", "resolve", "against", "preview"}
    return name not in hidden and not name.startswith("choose-")


def _shown(
    request: HttpRequest,
    access: Access,
    form: SectionForm,
    status: int,
    *,
    seen: str | None = None,
    asked: bool = False,
) -> HttpResponse:
    page: SectionPage = section_page(access, form.declared.key, _person(request), form=form if form.is_bound else None)
    if seen is None:
        seen = request.POST.get("seen_section", "") if request.method == "POST" else str(page.version)
    following = EDITED[EDITED.index(form.declared.key) + 1 :]
    form.comments = talk.counts(access)
    context = {
        "access": access,
        "form": form,
        "section": form.declared,
        "page": page,
        "lines": status_lines(page),
        "seen_section": seen,
        "asked": asked,
        "following": declared(following[0]) if following else None,
        "person": _person(request),
        "comments": form.comments.get(form.declared.key, 0),
        "suggested": suggestions.listed(access, None, show="open", section=form.declared.key).count(),
    }
    return render(request, "writing/section.html", context, status=status)


def _seen(request: HttpRequest) -> int:
    return whole_number(request.POST.get("seen_section", ""))


def _person(request: HttpRequest) -> User:
    person = actor_of(request).user
    if person is None:
        raise Http404
    return person
