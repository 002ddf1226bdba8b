"""Required changes and conditions, from both sides of the table, and the letter."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from proposals import selectors
from proposals import services as cases
from proposals.facts import dossier
from proposals.http import answers_refusals, moved, new_key, whole_number
from proposals.review import services
from proposals.review.forms import AnswerForm, ChangeForm, ConditionForm, EvidenceForm, GapForm
from proposals.review.outcome import told_changes, told_letter
from proposals.selectors import Access
from proposals.standing import INSTITUTION
from workflow.states import EDITABLE, EndorsementState
from workflow.states import ProposalState as P

READS = (*INSTITUTION, "coordinate", "decide", "audit", "review")
IN_PROVINCE = frozenset({P.SUBMITTED, P.UNDER_REVIEW, P.DECISION_PENDING})


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def changes(request: HttpRequest, pk: str) -> HttpResponse:
    """The Province demands, numbered; the institution answers in the same table."""
    access = _with_outcome(request, pk)
    case = dossier(access.proposal)
    demands = bool(access.permissions & {"coordinate", "decide"}) and access.state in IN_PROVINCE
    answers = access.of_institution and access.state in {P.RETURNED, P.CO_DESIGN}
    form: Any = ChangeForm(request.POST or None, framework=case.framework) if demands else None
    answered: Any = None
    if request.method == "POST":
        seen, _key = moved(request)
        if demands and form.is_valid():
            services.require_change(access.proposal.pk, actor=actor_of(request), seen_version=seen, **form.cleaned_data)
            return _kept(request, "review:changes", pk)
        if answers:
            answered = _answer(request, access, seen)
            if answered.is_valid():
                return _kept(request, "review:changes", pk)
    stale = [row for row in case.endorsements if row.state == EndorsementState.STALE]
    context = {
        "access": access,
        "rows": told_changes(access, case),
        "form": form,
        "answers": answers,
        "edits": "write" in access.permissions and access.state in EDITABLE,
        "wrong": answered,
        "stale": stale if answers and "write" in access.permissions else [],
        "gap": GapForm(initial={"gap": access.proposal.gap_explained}),
        "key": new_key(),
    }
    return render(request, "review/changes.html", context, status=422 if request.method == "POST" else 200)


def _answer(request: HttpRequest, access: Access, seen: int) -> Any:
    """Keep one answer, or the explanation of the gap; the form tells whether it was valid."""
    actor, pk = actor_of(request), access.proposal.pk
    if "gap" in request.POST:
        form: Any = GapForm(request.POST)
        if form.is_valid():
            cases.explain_gap(pk, form.cleaned_data["gap"], actor=actor, seen_version=seen)
        return form
    form = AnswerForm(request.POST)
    if form.is_valid():
        number = whole_number(request.POST.get("number", ""))
        services.answer_change(pk, number, form.cleaned_data["text"], actor=actor, seen_version=seen)
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def conditions(request: HttpRequest, pk: str) -> HttpResponse:
    """What an approval depends on: set before the decision, met with evidence after it."""
    access = _with_outcome(request, pk)
    case = dossier(access.proposal)
    sets = bool(access.permissions & {"coordinate", "decide"}) and access.state in {P.UNDER_REVIEW, P.DECISION_PENDING}
    meets = access.of_institution and access.state == P.APPROVED_WITH_CONDITIONS
    form: Any = ConditionForm(request.POST or None, framework=case.framework) if sets else None
    evidence: Any = None
    if request.method == "POST":
        seen, _key = moved(request)
        if sets and form.is_valid():
            services.set_condition(access.proposal.pk, actor=actor_of(request), seen_version=seen, **form.cleaned_data)
            return _kept(request, "review:conditions", pk)
        if meets:
            evidence = EvidenceForm(request.POST)
            if evidence.is_valid():
                number = whole_number(request.POST.get("number", ""))
                text = evidence.cleaned_data["text"]
                services.evidence_condition(
                    access.proposal.pk, number, text, actor=actor_of(request), seen_version=seen
                )
                return _kept(request, "review:conditions", pk)
    context = {
        "access": access,
        "rows": case.conditions if access.of_province or _decided(access) else [],
        "form": form,
        "meets": meets,
        "wrong": evidence,
        "key": new_key(),
    }
    return render(request, "review/conditions.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def letter(request: HttpRequest, pk: str) -> HttpResponse:
    """The decision letter, once it is told."""
    access = _with_outcome(request, pk)
    found = told_letter(access)
    if found is None:
        raise Http404
    return render(request, "review/letter.html", {"access": access, "letter": found})


def _with_outcome(request: HttpRequest, pk: str) -> Access:
    return selectors.get(actor_of(request), pk, *READS)


def _decided(access: Access) -> bool:
    return access.state in {P.APPROVED, P.APPROVED_WITH_CONDITIONS, P.LAPSED}


def _kept(request: HttpRequest, name: str, pk: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(name, pk=pk)
