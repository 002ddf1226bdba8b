"""Revisions: which there are, what differs between two, by whom, and bringing a section back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actors_http import actor_of
from partners.models import User
from proposals import selectors
from proposals.document.canonical import diff
from proposals.document.comparing import FieldChange, compared
from proposals.document.declaration import SECTIONS
from proposals.document.declaration import section as declared
from proposals.http import answers_refusals, home_of, language, whole_number
from proposals.models import Revision
from proposals.selectors import Access
from proposals.suggestions import selectors as suggestions
from proposals.suggestions.selectors import Origin
from proposals.writing import selectors as writing
from proposals.writing import services
from proposals.writing.access import editable
from proposals.writing.section_page import effect_lines
from proposals.writing.services import Conflicting

PER_PAGE = 20
NOW = "now"


@dataclass(frozen=True)
class Line:
    """A revision with the titles of the sections that it changed, the number of the one before it, and what it took
    from suggestions."""

    revision: Revision
    sections: list[str]
    before: int | None
    origins: list[Origin]


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a revision, or what stands now."""

    name: str
    content: dict[str, Any]
    revision: Revision | None


@require_safe
def revisions(request: HttpRequest, pk: str) -> HttpResponse:
    access = selectors.get(actor_of(request), pk)
    page = Paginator(selectors.readable_revisions(access), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "access": access,
        "page": page,
        "lines": _lines(access, list(page)),
        "waiting": writing.pending(access.proposal) if access.of_institution else [],
        "choices": list(selectors.readable_revisions(access).values_list("number", flat=True)[:200]),
        "home": home_of(access),
    }
    return render(request, "writing/revisions.html", context)


@require_safe
def compare(request: HttpRequest, pk: str) -> HttpResponse:
    """`?from=3&to=7` (or `now`), `?since=looked`, `&by=<person>`."""
    actor = actor_of(request)
    access = selectors.get(actor, pk)
    since_looked = request.GET.get("since") == "looked"
    number = writing.last_look(access.proposal.pk, actor.user) if since_looked and actor.user else 0
    before = _side(access, str(number) if since_looked else request.GET.get("from", ""), first=True)
    after = _side(access, request.GET.get("to", NOW), first=False)
    changes = compared(before.content, after.content, language())
    authors = _authors(access, before, after)
    chosen = request.GET.get("by", "")
    people = User.objects.filter(pk__in={key for key in authors.values() if key}).order_by("name")
    context = {
        "access": access,
        "before": before,
        "after": after,
        "changes": [one for one in changes if not chosen or authors.get(one.place) == chosen],
        "people": people,
        "chosen": chosen,
        "since_looked": since_looked,
        "restorable": _restorable(access, before, changes),
        "home": home_of(access),
    }
    return render(request, "writing/compare.html", context)


@require_POST
@answers_refusals
def looked(request: HttpRequest, pk: str) -> HttpResponse:
    """ "I have read these changes": the next comparison begins here."""
    actor = actor_of(request)
    access = selectors.get(actor, pk)
    revision = selectors.readable_revisions(access).first()
    if revision is None or actor.user is None:
        raise Http404
    number = min(whole_number(request.POST.get("revision", "")), revision.number)
    services.note_look(access.proposal, actor.user, number)
    messages.success(request, _("Noted. Next time you see what has changed since."))
    return redirect("writing:revisions", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def restore(request: HttpRequest, pk: str, number: int, key: str) -> HttpResponse:
    """Bring one section back as it was. It is an edit like any other, with its effects shown first."""
    access = editable(actor_of(request), pk, key)
    revision = selectors.readable_revisions(access).filter(number=number).first()
    if revision is None:
        raise Http404
    value = revision.content.get(key, {})
    seen = writing.section_version(access.proposal, key)
    if request.method == "POST":
        seen = whole_number(request.POST.get("seen_section", ""))
        if seen == writing.section_version(access.proposal, key):
            try:
                services.save_section(
                    access.proposal.pk, key, value, actor=actor_of(request), seen=seen, restoring=True
                )
            except Conflicting:
                pass  # somebody saved at this very moment: the page below shows what it is now
            else:
                messages.success(
                    request, _("Section %(key)s is as in revision %(number)d.") % {"key": key, "number": number}
                )
                return redirect("writing:section", pk=pk, key=key)
    now = writing.working(access.proposal)
    context = {
        "access": access,
        "section": declared(key),
        "revision": revision,
        "changes": compared(now, {**now, key: value}, language(), {key}),
        "effect": effect_lines(services.effect_of_saving(access.proposal, key, value)),
        "seen_section": writing.section_version(access.proposal, key),
        "overtaken": request.method == "POST",
    }
    return render(request, "writing/restore.html", context, status=409 if request.method == "POST" else 200)


def _side(access: Access, name: str, *, first: bool) -> Side:
    """Raises Http404: no such revision, or not for this person."""
    readable = selectors.readable_revisions(access)
    if name in {"", "0"} and first:
        return Side("0", {}, None)
    if name == NOW:
        return Side(NOW, selectors.content(access), readable.first())
    if not name.isdecimal() or len(name) > 9:
        raise Http404
    revision = readable.filter(number=int(name)).first()
    if revision is None and first and readable.exists():
        return Side("0", {}, None)
    if revision is None:
        raise Http404
    return Side(name, revision.content, revision)


def _authors(access: Access, before: Side, after: Side) -> dict[str, str]:
    """{place: key of whoever changed it last} between the two sides."""
    low = before.revision.number if before.revision else 0
    high = after.revision.number if after.revision else 0
    found: dict[str, str] = {}
    rows = Revision.objects.filter(proposal=access.proposal, number__gt=low, number__lte=high).order_by("number")
    for written_by, author in rows.values_list("written_by", "author"):
        found |= written_by or {}
        found.setdefault("", str(author))
    if after.name == NOW and access.of_institution:
        found |= services.written_by(writing.pending(access.proposal))
    found.pop("", None)
    return found


def _restorable(access: Access, before: Side, changes: list[FieldChange]) -> list[Any]:
    """Sections that differ and may be brought back from the older side."""
    if "write" not in access.permissions or before.revision is None or access.state not in services.EDITABLE:
        return []
    keys = {one.section for one in changes} - {"K"}
    return [one for one in SECTIONS if one.key in keys]


def _lines(access: Access, rows: list[Revision]) -> list[Line]:
    if not rows:
        return []
    numbers = selectors.readable_revisions(access)
    older = numbers.filter(number__lt=rows[-1].number).first()
    pairs = zip(rows, [*rows[1:], older], strict=True)
    origins = suggestions.origins(access, rows)
    return [_revision_line(row, before, origins.get(row.pk, [])) for row, before in pairs]


def _revision_line(row: Revision, before: Revision | None, origins: list[Origin]) -> Line:
    changed = {one.section for one in diff(before.content if before else {}, row.content)}
    titles = [f"{one.key}. {one.title}" for one in SECTIONS if one.key in changed]
    return Line(row, titles, before.number if before else None, origins)
