"""The coordinator's pages: reviewers, consensus, recommendation."""

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
from proposals.facts import criteria_in_play, dossier
from proposals.http import answers_refusals, moved, new_key, reason_of
from proposals.review import ledger, services
from proposals.review.forms import AssignForm, ConsensusForm, RecommendationForm
from proposals.review.models import Recommendation
from proposals.review.passage import REVIEW
from proposals.selectors import Access
from workflow.states import REVIEW_ACTIVE
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
    services.assign(actor=actor, proposal=access.proposal, idempotency_key=key, **form.cleaned_data)
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
        services.recuse(found.pk, actor=actor, reason=reason, seen_version=seen, idempotency_key=key)
        messages.success(request, _("%(name)s is taken off.") % {"name": found.reviewer.name})
        return redirect("review:overview", pk=pk)
    row = next(one.row for one in door.answers(REVIEW, found, actor=actor) if one.row.name == "recuse")
    told = door.told(REVIEW, found, row, actor=actor)
    context = {"access": access, "review": found, "told": told, "key": new_key()}
    return render(request, "review/recuse.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def consensus(request: HttpRequest, pk: str) -> HttpResponse:
    """Where reviewers differ, and one agreed verdict for each criterion."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate")
    case = dossier(access.proposal)
    agreed = {row.criterion: row for row in case.consensus}
    initial = {f"{key}-value": row.value for key, row in agreed.items()}
    initial |= {f"{key}-comment": row.comment for key, row in agreed.items()}
    form = ConsensusForm(request.POST or None, criteria=criteria_in_play(case), initial=initial)
    if request.method == "POST" and form.is_valid():
        seen, _key = moved(request)
        services.agree(access.proposal.pk, form.verdicts, actor=actor, seen_version=seen)
        messages.success(request, _("The consensus is on record."))
        return redirect("review:overview", pk=pk)
    rows = ledger.rows(case)
    pairs = [(row, *form.pair(row.criterion.key)) for row in rows]
    context = {"access": access, "form": form, "pairs": pairs, "open": ledger.reviews_in(case), "key": new_key()}
    return render(request, "review/consensus.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def recommendation(request: HttpRequest, pk: str) -> HttpResponse:
    """The recommendation and the letter in the applicant's language, edited until the decision."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate", "decide")
    form = RecommendationForm(request.POST or None, initial=_written(access))
    if request.method == "POST":
        seen, _key = moved(request)
        if form.is_valid():
            services.recommend_draft(access.proposal.pk, actor=actor, seen_version=seen, **form.cleaned_data)
            messages.success(request, _("Recommendation and letter are kept. Read the letter before it goes out."))
            return redirect("review:recommendation", pk=pk)
    context = {"access": access, "form": form, "key": new_key()}
    return render(request, "review/recommendation.html", context, status=422 if form.is_bound else 200)


def _written(access: Access) -> dict[str, Any]:
    draft = Recommendation.objects.filter(proposal=access.proposal, round=access.proposal.round).first()
    if draft is None:
        return {"language": access.proposal.created_by.language}
    return {"outcome": draft.outcome, "reasons": draft.reasons, "language": draft.language, "letter": draft.letter}


def _reviewers(access: Access) -> Any:
    """Reviewers of the Province who were not on this case before."""
    return members_with_role(Role.REVIEWER).exclude(reviews__proposal=access.proposal)


def _overview(request: HttpRequest, access: Access, form: AssignForm, status: int = 200) -> HttpResponse:
    case = dossier(access.proposal)
    coordinates = "coordinate" in access.permissions
    in_review = access.state in {P.SUBMITTED, P.UNDER_REVIEW}
    context = {
        "access": access,
        "reviews": case.reviews,
        "rows": ledger.rows(case),
        "reviews_in": ledger.reviews_in(case),
        "changes": case.changes,
        "conditions": case.conditions,
        "draft": Recommendation.objects.filter(proposal=access.proposal, round=access.proposal.round).first(),
        "form": form,
        "may_assign": coordinates and in_review,
        "may_agree": coordinates and access.state == P.UNDER_REVIEW,
        "may_write": bool(access.permissions & {"coordinate", "decide"})
        and access.state in {P.SUBMITTED, P.UNDER_REVIEW, P.DECISION_PENDING},
        "active": REVIEW_ACTIVE,
        "partners": partners(case),
        "endorsement_lines": endorsement_lines(case),
        "key": new_key(),
    }
    return render(request, "review/overview.html", context, status=status)
