"""Competencies and assessments as one table: which assessment proves which competency, and where nothing does."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals.document.items import keys
from proposals.http import answers_refusals, whole_number
from proposals.selectors import Access
from proposals.writing import selectors, services
from proposals.writing.access import editable
from proposals.writing.revising import EditEffect
from proposals.writing.section_page import effect_lines
from proposals.writing.services import Conflicting

ASSESSMENT = "F"


@dataclass(frozen=True)
class Cell:
    """One box: assessment `index` (from 0) and competency `key`."""

    value: str
    ticked: bool
    label: str


@dataclass(frozen=True)
class Row:
    number: int
    statement: str
    cells: list[Cell]
    proven: bool


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def matrix(request: HttpRequest, pk: str) -> HttpResponse:
    """Tick in place; it is saved as section F, with the same questions as there."""
    access = editable(actor_of(request), pk, ASSESSMENT)
    document = selectors.working(access.proposal)
    if request.method != "POST":
        return _page(request, access, document, 200)
    value = _filled(document.get(ASSESSMENT, {}), set(request.POST.getlist("covers")))
    seen = whole_number(request.POST.get("seen_section", ""))
    version = selectors.section_version(access.proposal, ASSESSMENT)
    changed = {**document, ASSESSMENT: value}
    effect = services.effect_of_saving(access.proposal, ASSESSMENT, value)
    if seen != version:
        note = _("Somebody changed the assessments meanwhile. Your ticks are below: look again, and save.")
        return _page(request, access, changed, 409, note=note)
    if effect.endorsements and "understood" not in request.POST:
        return _page(request, access, changed, 200, effect=effect)
    try:
        services.save_section(access.proposal.pk, ASSESSMENT, value, actor=actor_of(request), seen=seen)
    except Conflicting:
        note = _("Somebody changed the assessments meanwhile. Your ticks are below: look again, and save.")
        return _page(request, access, changed, 409, note=note)
    messages.success(request, _("Saved."))
    return redirect("writing:matrix", pk=pk)


def _filled(value: dict[str, Any], ticked: set[str]) -> dict[str, Any]:
    """Section F with `covers` as ticked: "<assessment's index>:<competency's key>"."""
    items = []
    for index, item in enumerate(value.get("assessments") or []):
        covered = sorted(
            (one.partition(":")[2] for one in ticked if one.partition(":")[0] == str(index)), key=lambda k: (len(k), k)
        )
        rest = {name: part for name, part in item.items() if name != "covers"}
        items.append({**rest, "covers": covered} if covered else rest)
    return {**value, "assessments": items} if items else value


def _page(
    request: HttpRequest,
    access: Access,
    document: dict[str, Any],
    status: int,
    *,
    note: str = "",
    effect: EditEffect | None = None,
) -> HttpResponse:
    assessments = document.get(ASSESSMENT, {}).get("assessments") or []
    context = {
        "access": access,
        "columns": assessments,
        "rows": _rows(document.get("E", {}).get("competencies") or [], assessments),
        "seen_section": selectors.section_version(access.proposal, ASSESSMENT),
        "note": note,
        "effect": effect_lines(effect) if effect else [],
    }
    return render(request, "writing/matrix.html", context, status=status)


def _rows(competencies: list[dict[str, Any]], assessments: list[dict[str, Any]]) -> list[Row]:
    rows = []
    for number, (key, competency) in enumerate(zip(keys(competencies), competencies, strict=True), 1):
        statement = str(competency.get("statement") or "")
        cells = []
        proven = False
        for index, assessment in enumerate(assessments):
            ticked = key in (assessment.get("covers") or [])
            proven = proven or (ticked and assessment.get("stage") == "summative")
            title = assessment.get("title") or str(index + 1)
            label = _("%(assessment)s proves competency %(number)d") % {"assessment": title, "number": number}
            cells.append(Cell(f"{index}:{key}", ticked, label))
        rows.append(Row(number, statement, cells, proven))
    return rows
