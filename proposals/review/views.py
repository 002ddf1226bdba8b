"""The coordinator's page of a review, and who reviews."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actors_http import actor_of
from partners.roles import Role
from partners.selectors import members_with_role
from proposals import door, selectors
from proposals.case_page import endorsement_lines, partners
from proposals.facts import dossier
from proposals.http import answers_refusals, moved, new_key, reason_of
from proposals.review import assigning, ledger
from proposals.review.forms import AssignForm, TieForm
from proposals.review.models import Recommendation
from proposals.review.passage import REVIEW, conflicts
from proposals.review.seats import seats
from proposals.review.suggesting import candidates
from proposals.selectors import Access
from workflow.refusals import GateClosed
from workflow.states import REVIEW_ACTIVE, ReviewState
from workflow.states import ProposalState as P

SEES = ("coordinate", "decide", "audit")


@require_safe
def overview(request: HttpRequest, pk: str) -> HttpResponse:
    access = selectors.get(actor_of(request), pk, *SEES)
    return _overview(request, access, AssignForm(reviewers=_reviewers(access)))


@require_POST
@answers_refusals
def assign(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate")
    form = AssignForm(request.POST, reviewers=_reviewers(access))
    _seen, key = moved(request)
    if not form.is_valid():
        return _overview(request, access, form, status=422)
    try:
        assigning.assign(actor=actor, proposal=access.proposal, idempotency_key=key, **form.cleaned_data)
    except GateClosed as refused:
        form.add_error("reviewer", list(refused.sentences))
        return _overview(request, access, form, status=422)
    messages.success(request, _("%(name)s is assigned.") % {"name": form.cleaned_data["reviewer"].name})
    return redirect("review:overview", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def recuse(request: HttpRequest, pk: str, review: str) -> HttpResponse:
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate")
    found = access.proposal.reviews.select_related("reviewer").filter(pk=review, state__in=REVIEW_ACTIVE).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        seen, key = moved(request)
        reason = reason_of(request)
        assigning.recuse(found.pk, actor=actor, reason=reason, seen_version=seen, idempotency_key=key)
        messages.success(request, _("%(name)s is taken off.") % {"name": found.reviewer.name})
        return redirect("review:overview", pk=pk)
    row = next(one.row for one in door.answers(REVIEW, found, actor=actor) if one.row.name == "recuse")
    told = door.told(REVIEW, found, row, actor=actor)
    context = {"access": access, "review": found, "told": told, "key": new_key()}
    return render(request, "review/recuse.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def accept(request: HttpRequest, pk: str, review: str) -> HttpResponse:
    """Let a reviewer judge in spite of a tie, with the reason."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate")
    rows = access.proposal.reviews.select_related("reviewer", "proposal__lead", "proposal__framework")
    found = rows.filter(pk=review, state=ReviewState.ASSIGNED).first()
    if found is None:
        raise Http404
    form = TieForm(request.POST or None)
    answer = next(one for one in door.answers(REVIEW, found, actor=actor) if one.row.name == "accept_tie")
    sentences = answer.sentences
    if request.method == "POST":
        seen, key = moved(request)
        if form.is_valid():
            try:
                assigning.accept_tie(found.pk, actor=actor, seen_version=seen, idempotency_key=key, **form.cleaned_data)
            except GateClosed as refused:
                sentences = refused.sentences
            else:
                messages.success(request, _("%(name)s may review it.") % {"name": found.reviewer.name})
                return redirect("review:overview", pk=pk)
    told = door.told(REVIEW, found, answer.row, actor=actor)
    ties = conflicts(found, found.state)
    context = {"access": access, "review": found, "form": form, "told": told, "ties": ties, "sentences": sentences}
    context["key"] = new_key()
    return render(request, "review/accept.html", context, status=422 if form.is_bound else 200)


def _reviewers(access: Access) -> Any:
    """Reviewers of the Province who were not on this case before."""
    return members_with_role(Role.REVIEWER).exclude(reviews__proposal=access.proposal)


def _overview(request: HttpRequest, access: Access, form: AssignForm, status: int = 200) -> HttpResponse:
    case = dossier(access.proposal)
    coordinates = "coordinate" in access.permissions
    in_review = access.state in {P.SUBMITTED, P.UNDER_REVIEW}
    context = {
        "access": access,
        "seats": seats(case),
        "rows": ledger.rows(case),
        "reviews_in": ledger.reviews_in(case),
        "changes": case.changes,
        "conditions": case.conditions,
        "draft": Recommendation.objects.filter(proposal=access.proposal, round=access.proposal.round).first(),
        "form": form,
        "candidates": [(one, new_key()) for one in candidates(access.proposal)] if coordinates and in_review else [],
        "may_assign": coordinates and in_review,
        "may_agree": coordinates and access.state == P.UNDER_REVIEW,
        "may_write": bool(access.permissions & {"coordinate", "decide"})
        and access.state in {P.SUBMITTED, P.UNDER_REVIEW, P.DECISION_PENDING},
        "may_bundle": coordinates and access.state == P.DECISION_PENDING,
        "active": REVIEW_ACTIVE,
        "partners": partners(case),
        "endorsement_lines": endorsement_lines(case),
        "key": new_key(),
    }
    return render(request, "review/overview.html", context, status=status)
