"""Conditions of an approval, from both sides of the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.actors_http import actor_of
from proposals import selectors
from proposals.facts import Dossier, dossier
from proposals.http import answers_refusals, moved, new_key
from proposals.models import Proposal
from proposals.review import conditioning, taking_back
from proposals.review.forms import AnswersForm, ConditionForm, LackingForm
from proposals.review.models import Condition
from proposals.review.outcome import READS, reads_others
from proposals.selectors import Access
from workflow.states import ProposalState as P

SETS = frozenset({P.UNDER_REVIEW, P.DECISION_PENDING})


@dataclass(frozen=True)
class Line:
    """A condition, with the institution's field for its evidence or the coordinator's form to ask for more."""

    row: Condition
    evidence: forms.BoundField | None
    lacking: LackingForm | None


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def conditions(request: HttpRequest, pk: str) -> HttpResponse:
    """What an approval depends on: set before the decision, met with evidence after it."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, *READS)
    case = dossier(access.proposal)
    posted = request.POST if request.method == "POST" else None
    form = evidence = None
    if _coordinates(access) and access.state in SETS:
        form = ConditionForm(posted, framework=case.framework, initial=_again(request, access.proposal))
    elif access.of_institution and access.state == P.APPROVED_WITH_CONDITIONS:
        label = _("How condition %(number)d is met, and where that can be seen")
        evidence = AnswersForm(posted, label=label, texts={row.number: row.evidence for row in _rows(access, case)})
    if posted is not None:
        seen, _key = moved(request)
        if form is not None and form.is_valid():
            conditioning.set_condition(access.proposal.pk, actor=actor, seen_version=seen, **form.cleaned_data)
        elif evidence is not None and evidence.is_valid():
            conditioning.evidence_conditions(access.proposal.pk, evidence.texts, actor=actor, seen_version=seen)
        else:
            return _page(request, access, case, form=form, evidence=evidence)
        messages.success(request, _("Saved."))
        return redirect("review:conditions", pk=pk)
    return _page(request, access, case, form=form, evidence=evidence)


@require_POST
@answers_refusals
def lacking(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """The coordinator's answer to evidence that is not enough."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate", "decide")
    form = LackingForm(request.POST, prefix=f"condition-{number}")
    if not form.is_valid():
        return _page(request, access, dossier(access.proposal), lacking={number: form})
    seen, _key = moved(request)
    conditioning.ask_for_more(access.proposal.pk, number, form.cleaned_data["text"], actor=actor, seen_version=seen)
    messages.success(request, _("The institution is told what is missing."))
    return redirect("review:conditions", pk=pk)


def _page(
    request: HttpRequest,
    access: Access,
    case: Dossier,
    *,
    form: ConditionForm | None = None,
    evidence: AnswersForm | None = None,
    lacking: Mapping[int, LackingForm] | None = None,
) -> HttpResponse:
    answered = _coordinates(access) and access.state == P.APPROVED_WITH_CONDITIONS
    lines = [
        Line(
            row,
            evidence.of(row.number) if evidence else None,
            (lacking or {}).get(row.number, LackingForm(prefix=f"condition-{row.number}"))
            if answered and row.met
            else None,
        )
        for row in _rows(access, case)
    ]
    event = conditioning.EVIDENCED if evidence else conditioning.LACKING if answered else ""
    known = {"actor": actor_of(request), "of_province": access.of_province}
    context = {
        "access": access,
        "told": conditioning.would_hear(event, access.proposal, **known) if event else [],
        "lines": lines,
        "form": form,
        "evidence": evidence,
        "refused": next(iter((lacking or {}).values()), None),
        "key": new_key(),
    }
    return render(request, "review/conditions.html", context, status=422 if request.method == "POST" else 200)


def _again(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """The words of a condition that was taken back."""
    row = taking_back.taken_back(Condition, proposal, request.GET.get("again", ""))
    return {"criterion": row.criterion, "text": row.text, "owner": row.owner, "due": row.due} if row else {}


def _rows(access: Access, case: Dossier) -> tuple[Condition, ...]:
    reads = reads_others(access, case) if access.of_province else _decided(access)
    return case.conditions if reads else ()


def _coordinates(access: Access) -> bool:
    return bool(access.permissions & {"coordinate", "decide"})


def _decided(access: Access) -> bool:
    return access.state in {P.APPROVED, P.APPROVED_WITH_CONDITIONS, P.LAPSED}
