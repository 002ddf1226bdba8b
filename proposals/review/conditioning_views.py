"""Conditions of an approval, from both sides of the table."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import selectors
from proposals.facts import Dossier, dossier
from proposals.http import answers_refusals, moved, new_key
from proposals.review import conditioning
from proposals.review.forms import AnswersForm, ConditionForm
from proposals.review.outcome import READS, reads_others
from proposals.selectors import Access
from workflow.states import ProposalState as P


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def conditions(request: HttpRequest, pk: str) -> HttpResponse:
    """What an approval depends on: set before the decision, met with evidence after it."""
    access = selectors.get(actor_of(request), pk, *READS)
    case = dossier(access.proposal)
    rows = case.conditions if _may_read(access, case) else ()
    form: Any = None
    evidence: Any = None
    posted = request.POST if request.method == "POST" else None
    if access.permissions & {"coordinate", "decide"} and access.state in {P.UNDER_REVIEW, P.DECISION_PENDING}:
        form = ConditionForm(posted, framework=case.framework)
    elif access.of_institution and access.state == P.APPROVED_WITH_CONDITIONS:
        label = _("How condition %(number)d is met, and where that can be seen")
        evidence = AnswersForm(posted, label=label, texts={row.number: row.evidence for row in rows})
    if request.method == "POST":
        actor = actor_of(request)
        seen, _key = moved(request)
        if form is not None and form.is_valid():
            conditioning.set_condition(access.proposal.pk, actor=actor, seen_version=seen, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("review:conditions", pk=pk)
        if evidence is not None and evidence.is_valid():
            conditioning.evidence_conditions(access.proposal.pk, evidence.texts, actor=actor, seen_version=seen)
            messages.success(request, _("Saved."))
            return redirect("review:conditions", pk=pk)
    context = {
        "access": access,
        "rows": [(row, evidence.of(row.number) if evidence else None) for row in rows],
        "form": form,
        "evidence": evidence,
        "key": new_key(),
    }
    return render(request, "review/conditions.html", context, status=422 if request.method == "POST" else 200)


def _may_read(access: Access, case: Dossier) -> bool:
    return reads_others(access, case) if access.of_province else _decided(access)


def _decided(access: Access) -> bool:
    return access.state in {P.APPROVED, P.APPROVED_WITH_CONDITIONS, P.LAPSED}
