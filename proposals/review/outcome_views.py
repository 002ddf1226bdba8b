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
from proposals.http import answers_refusals, moved, new_key
from proposals.review import services
from proposals.review.forms import AnswersForm, ChangeForm, ConditionForm, GapForm
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
    rows = told_changes(access, case)
    form: Any = None
    answers: Any = None
    posted = request.POST if request.method == "POST" and "gap" not in request.POST else None
    if access.permissions & {"coordinate", "decide"} and access.state in IN_PROVINCE:
        form = ChangeForm(posted, framework=case.framework)
    elif access.of_institution and access.state in {P.RETURNED, P.CO_DESIGN}:
        texts = {row.number: row.answer for row in rows}
        answers = AnswersForm(posted, label=_("Your answer to change %(number)d"), texts=texts)
    gap = GapForm(request.POST if "gap" in request.POST else None, initial={"gap": access.proposal.gap_explained})
    if request.method == "POST" and _write_changes(request, access, form, answers, gap):
        return _kept(request, "review:changes", pk)
    explains = answers is not None and "write" in access.permissions
    context = {
        "access": access,
        "rows": [(row, answers.of(row.number) if answers else None) for row in rows],
        "form": form,
        "answers": answers,
        "edits": "write" in access.permissions and access.state in EDITABLE,
        "stale": [row for row in case.endorsements if explains and row.state == EndorsementState.STALE],
        "gap": gap,
        "key": new_key(),
    }
    return render(request, "review/changes.html", context, status=422 if request.method == "POST" else 200)


def _write_changes(request: HttpRequest, access: Access, form: Any, answers: Any, gap: GapForm) -> bool:
    """Keep what was sent: a new demand, the answers, or the explanation of a gap. False where it is not valid."""
    actor, pk = actor_of(request), access.proposal.pk
    seen, _key = moved(request)
    if gap.is_bound and answers is not None:
        if not gap.is_valid():
            return False
        cases.explain_gap(pk, gap.cleaned_data["gap"], actor=actor, seen_version=seen)
    elif form is not None and form.is_valid():
        services.require_change(pk, actor=actor, seen_version=seen, **form.cleaned_data)
    elif answers is not None and answers.is_valid():
        services.answer_changes(pk, answers.texts, actor=actor, seen_version=seen)
    else:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def conditions(request: HttpRequest, pk: str) -> HttpResponse:
    """What an approval depends on: set before the decision, met with evidence after it."""
    access = _with_outcome(request, pk)
    case = dossier(access.proposal)
    rows = case.conditions if access.of_province or _decided(access) else ()
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
            services.set_condition(access.proposal.pk, actor=actor, seen_version=seen, **form.cleaned_data)
            return _kept(request, "review:conditions", pk)
        if evidence is not None and evidence.is_valid():
            services.evidence_conditions(access.proposal.pk, evidence.texts, actor=actor, seen_version=seen)
            return _kept(request, "review:conditions", pk)
    context = {
        "access": access,
        "rows": [(row, evidence.of(row.number) if evidence else None) for row in rows],
        "form": form,
        "evidence": evidence,
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
