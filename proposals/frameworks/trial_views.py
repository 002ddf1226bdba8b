"""Trying a version out: begin, watch, stop, read what came of it, take it away as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.actors_http import actor_of
from proposals.exchange.spreadsheet import to_csv, to_xlsx
from proposals.exchange.views import TYPES
from proposals.frameworks import rereviewing, selectors, trying
from proposals.frameworks.asking import newly, reasons
from proposals.frameworks.checking import lacks
from proposals.frameworks.models import Status, Trial, TrialLine
from proposals.frameworks.words import STAGES, reason
from proposals.http import answers_refusals
from workflow.states import ProposalState

PER_PAGE = 20
WIDEST = 100  # of a chart's bar, in the units of its picture
BARS = 15


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: `width` of WIDEST; `second` is the part of it that is decided."""

    label: str
    value: int
    width: float
    part: int
    part_width: float
    y: int


@dataclass(frozen=True)
class Row:
    line: TrialLine
    state: str
    reasons: list[str]


@require_safe
def trials(request: HttpRequest, pk: str) -> HttpResponse:
    """The trials of one version."""
    actor = actor_of(request)
    version = selectors.get(actor, pk)
    if not selectors.reads_drafts(actor):
        raise Http404
    page = Paginator(selectors.trials(actor, version), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "version": version,
        "page": page,
        "manages": selectors.manages(actor),
        "lacks": lacks(selectors.written(version)),
    }
    return render(request, "frameworks/trials.html", context)


@require_POST
@answers_refusals
def begin(request: HttpRequest, pk: str) -> HttpResponse:
    return redirect("frameworks:trial", pk=trying.begin(pk, actor=actor_of(request)).pk)


@require_safe
def trial(request: HttpRequest, pk: str) -> HttpResponse:
    """How far it is; when it is done, what it found. `?all=1` shows those that are not blocked as well."""
    actor = actor_of(request)
    found = selectors.trial(actor, pk)
    everything = request.GET.get("all") == "1"
    lines = selectors.lines(found, blocked_only=not everything)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trial": found,
        "manages": selectors.manages(actor),
        "outdated": selectors.seen(found.framework) != found.seen and found.framework.state == "draft",
        "page": page,
        "rows": [_row(line) for line in page],
        "everything": everything,
        "groups": _groups(found) if selectors.manages(actor) and rereviewing.may_make(found) else [],
        **(_summary(found.summary) if found.status == Status.DONE else {}),
    }
    return render(request, "frameworks/trial.html", context)


@require_POST
@answers_refusals
def go_on(request: HttpRequest, pk: str) -> HttpResponse:
    trying.go_on(pk, actor=actor_of(request))
    return redirect("frameworks:trial", pk=pk)


@require_POST
@answers_refusals
def stop(request: HttpRequest, pk: str) -> HttpResponse:
    trying.stop(pk, actor=actor_of(request))
    messages.success(request, _("Stopped. What was tried stays; you can go on later."))
    return redirect("frameworks:trial", pk=pk)


@require_safe
def table(request: HttpRequest, pk: str, table: str) -> HttpResponse:
    """Every proposal that was submitted, with what would block it; no cell is a formula."""
    found = selectors.trial(actor_of(request), pk)
    rows = [[_("Number"), _("Institution"), _("State"), _("Goes by"), _("Would be blocked by")]]
    rows[0] += [_("Due"), _("Due if tried"), _("Fits the fast track"), _("Fits it if tried")]
    for line in selectors.lines(found, blocked_only=False).iterator(chunk_size=500):
        row, proposal = _row(line), line.proposal
        fast = [_("yes") if side["fast"] else _("no") for side in (line.own, line.tried)]
        due = [(side["due"] or "")[:10] for side in (line.own, line.tried)]
        own = proposal.framework.name if proposal.framework else ""
        rows.append([proposal.number, proposal.lead.name, row.state, own, "; ".join(row.reasons), *due, *fast])
    data = to_csv(rows) if table == "csv" else to_xlsx([(_("Proposals"), rows)])
    headers = {"Content-Disposition": f'attachment; filename="trial.{table}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=TYPES[table], headers=headers)


def _groups(trial: Trial) -> list[tuple[rereviewing.Group, str]]:
    return [(group, reason(group.gate, group.named)) for group in rereviewing.groups(trial)]


def _row(line: TrialLine) -> Row:
    fresh = reasons(newly(line.own["closed"], line.tried["closed"]))
    return Row(line, str(ProposalState(line.case_state).label), [reason(gate, named) for gate, named in fresh])


def _summary(summary: dict[str, Any]) -> dict[str, Any]:
    counted = [(reason(one["gate"], one["named"]), one["count"], one["decided"]) for one in summary["reasons"]]
    return {
        "summary": summary,
        "bars": bars(counted[:BARS]),
        "height": len(counted[:BARS]) * 14 + 2,
        "counted": counted,
        "stages": [one | {"label": STAGES[one["stage"]]} for one in summary["stages"]],
    }


def bars(counted: Iterable[tuple[str, int, int]]) -> list[Bar]:
    rows = list(counted)
    most = max((value for _label, value, _part in rows), default=0) or 1
    return [
        Bar(label, value, round(WIDEST * value / most, 1), part, round(WIDEST * part / most, 1), 14 * number + 2)
        for number, (label, value, part) in enumerate(rows)
    ]
