"""Reading framework versions: the list, one of them, two side by side, who changed what."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.actors_http import actor_of
from proposals.frameworks import selectors
from proposals.frameworks.changes import Line, line
from proposals.frameworks.display import blocks, compared
from proposals.http import language
from workflow.models import FrameworkState, FrameworkVersion

PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(selectors.versions(actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "manages": selectors.manages(actor), "current": selectors.in_force()}
    return render(request, "frameworks/list.html", context)


@require_safe
def in_force(request: HttpRequest) -> HttpResponse:
    """For everybody, without an account."""
    return _read(request, selectors.in_force(), public=True)


@require_safe
def page(request: HttpRequest, pk: str) -> HttpResponse:
    return _read(request, selectors.get(actor_of(request), pk))


@require_safe
def compare(request: HttpRequest, pk: str) -> HttpResponse:
    """`?with=` another version, by default the one in force: what that one said, and what this one says."""
    actor = actor_of(request)
    version = selectors.get(actor, pk)
    others = selectors.versions(actor).exclude(pk=pk)
    chosen = request.GET.get("with", "")
    other = next((one for one in others if str(one.pk) == chosen), None) or _other(version, list(others))
    differences = compared(selectors.written(other), selectors.written(version)) if other else []
    context = {"version": version, "other": other, "others": others, "differences": differences}
    return render(request, "frameworks/compare.html", context)


@require_safe
def history(request: HttpRequest, pk: str) -> HttpResponse:
    version = selectors.get(actor_of(request), pk)
    page = Paginator(selectors.history(version), PER_PAGE).get_page(request.GET.get("page"))
    lines: list[Line] = [line(entry, selectors.written(version)) for entry in page]
    return render(request, "frameworks/history.html", {"version": version, "page": page, "lines": lines})


def _read(request: HttpRequest, version: FrameworkVersion, *, public: bool = False) -> HttpResponse:
    actor = actor_of(request)
    manages = selectors.manages(actor)
    context: dict[str, Any] = {
        "version": version,
        "blocks": [one for one in blocks(selectors.written(version), language()) if one.key != "general"],
        "public": public and not request.user.is_authenticated,
        "manages": manages,
        "tries": selectors.reads_drafts(actor),
        "editable": manages and version.state == FrameworkState.DRAFT,
    }
    return render(request, "frameworks/page.html", context)


def _other(version: FrameworkVersion, others: list[FrameworkVersion]) -> FrameworkVersion | None:
    """What to compare with where nobody says it: the one in force, or the one before."""
    current = selectors.in_force()
    if current.pk != version.pk:
        return current
    return next((one for one in others if one.state != FrameworkState.DRAFT), None)
