"""Required changes from both sides of the table: the Province demands, the institution answers."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import selectors
from proposals import services as cases
from proposals.document.comparing import FieldChange, compared
from proposals.facts import Dossier, dossier
from proposals.http import answers_refusals, language, moved, new_key
from proposals.review import ledger, returning, taking_back
from proposals.review.forms import AnswersForm, ChangeForm, GapForm
from proposals.review.models import RequiredChange
from proposals.review.outcome import READS, earlier_changes, told_changes
from proposals.selectors import Access
from workflow.states import EDITABLE, EndorsementState
from workflow.states import ProposalState as P

IN_PROVINCE = frozenset({P.SUBMITTED, P.UNDER_REVIEW, P.DECISION_PENDING})


@dataclass(frozen=True)
class Line:
    """A required change with the form field of its answer, and what has changed in its section since it was asked."""

    change: RequiredChange
    answer: forms.BoundField | None
    fields: list[FieldChange]


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def changes(request: HttpRequest, pk: str) -> HttpResponse:
    """The Province demands, numbered; the institution answers in the same table until it resubmits."""
    access = selectors.get(actor_of(request), pk, *READS)
    case = dossier(access.proposal)
    rows = told_changes(access, case)
    form: Any = None
    answers: Any = None
    posted = request.POST if request.method == "POST" and "gap" not in request.POST else None
    if access.permissions & {"coordinate", "decide"} and access.state in IN_PROVINCE:
        form = ChangeForm(
            posted, framework=case.framework, content=selectors.content(access), initial=_asked(request, access)
        )
    elif access.of_institution and access.state in {P.RETURNED, P.CO_DESIGN}:
        texts = {row.number: row.answer for row in rows}
        answers = AnswersForm(posted, label=_("Your answer to change %(number)d"), texts=texts)
    gap = GapForm(request.POST if "gap" in request.POST else None, initial={"gap": access.proposal.gap_explained})
    if request.method == "POST" and _write_changes(request, access, form, answers, gap):
        messages.success(request, _("Saved."))
        return redirect("review:changes", pk=pk)
    explains = answers is not None and "write" in access.permissions
    context = {
        "access": access,
        "lines": _lines(access, rows, answers),
        "frozen": access.proposal.frozen_revision,
        "earlier": earlier_changes(access),
        "unmet": _unmet(case) if form else [],
        "form": form,
        "answers": answers,
        "edits": "write" in access.permissions and access.state in EDITABLE,
        "stale": [row for row in case.endorsements if explains and row.state == EndorsementState.STALE],
        "gap": gap,
        "key": new_key(),
    }
    return render(request, "review/changes.html", context, status=422 if request.method == "POST" else 200)


def _lines(access: Access, rows: tuple[RequiredChange, ...], answers: AnswersForm | None) -> list[Line]:
    before = selectors.frozen_revision(access.proposal) if access.of_institution else None
    sections = {row.section for row in rows}
    fields = compared(before.content, selectors.content(access), language(), sections) if before and rows else []
    return [
        Line(
            row,
            answers.of(row.number) if answers else None,
            [one for one in fields if one.section == row.section],
        )
        for row in rows
    ]


def _unmet(case: Dossier) -> list[ledger.Row]:
    """Criteria that somebody found wanting and that no change is asked for yet."""
    covered = {change.criterion for change in case.changes}
    return [row for row in ledger.rows(case) if row.wanting and row.criterion.key not in covered]


def _asked(request: HttpRequest, access: Access) -> dict[str, str]:
    """What a link to the form has filled in already: a criterion, or the words of a change that was taken back."""
    row = taking_back.taken_back(RequiredChange, access.proposal, request.GET.get("again", ""))
    if row is not None:
        return {"criterion": row.criterion, "place": row.place or row.section, "text": row.text}
    return {"criterion": request.GET.get("criterion", "")}


def _write_changes(request: HttpRequest, access: Access, form: Any, answers: Any, gap: GapForm) -> bool:
    """Keep what was sent: a new demand, the answers, or the explanation of a gap. False where it is not valid."""
    actor, pk = actor_of(request), access.proposal.pk
    seen, _key = moved(request)
    if gap.is_bound and answers is not None:
        if not gap.is_valid():
            return False
        cases.explain_gap(pk, gap.cleaned_data["gap"], actor=actor, seen_version=seen)
    elif form is not None and form.is_valid():
        returning.require_change(pk, actor=actor, seen_version=seen, **form.cleaned_data)
    elif answers is not None and answers.is_valid():
        returning.answer_changes(pk, answers.texts, actor=actor, seen_version=seen)
    else:
        return False
    return True
