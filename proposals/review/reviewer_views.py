"""The reviewer's own pages: declare first, then one criterion after the other, then submit."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.actors_http import actor_of
from proposals import selectors
from proposals.case_page import endorsement_lines, partners
from proposals.document.comparing import FieldChange, compared
from proposals.document.declaration import section
from proposals.document.display import display
from proposals.facts import criteria_in_play, dossier
from proposals.http import answers_refusals, language, moved, new_key
from proposals.models import Revision
from proposals.review import judging
from proposals.review.declaring_views import declare
from proposals.review.forms import VerdictForm
from proposals.review.models import RequiredChange, Review, Verdict
from workflow.refusals import GateClosed
from workflow.states import REVIEW_CLEAN, ReviewState
from workflow.states import ProposalState as P

JUDGING = frozenset({ReviewState.DECLARED, ReviewState.IN_PROGRESS})


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def mine(request: HttpRequest, pk: str) -> HttpResponse:
    """Before the declaration this page shows title and institution, and nothing of the document."""
    actor = actor_of(request)
    review = selectors.get_review(actor, pk)
    if review.state == ReviewState.RECUSED:
        return render(request, "review/stepped_back.html", {"review": review})
    if review.state == ReviewState.ASSIGNED:
        return declare(request, review)
    access = selectors.get(actor, pk, "review")
    done = {row.criterion: row for row in review.verdicts.filter(round=review.proposal.round)}
    case = dossier(review.proposal)
    rows = [(one, done.get(one.key)) for one in criteria_in_play(case)]
    context = {
        "access": access,
        "review": review,
        "rows": rows,
        "left": sum(verdict is None for _one, verdict in rows),
        "partners": partners(case),
        "endorsement_lines": endorsement_lines(case),
        "judging": review.state in JUDGING and review.proposal.state == P.UNDER_REVIEW,
        "key": new_key(),
    }
    return render(request, "review/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def criterion(request: HttpRequest, pk: str, key: str) -> HttpResponse:
    """The sections that a criterion judges beside the verdict; after a return, what changed and the answers."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "review")
    review = selectors.get_review(actor, pk)
    case = dossier(access.proposal)
    judged = next((one for one in criteria_in_play(case) if one.key == key), None)
    if judged is None or review.state not in REVIEW_CLEAN:
        raise Http404
    verdict = review.verdicts.filter(round=access.proposal.round, criterion=key).first()
    initial = {"value": verdict.value, "comment": verdict.comment} if verdict else None
    form = VerdictForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            judging.save_verdict(review.pk, key, actor=actor, **form.cleaned_data)
        except GateClosed as refused:
            form.add_error("comment", refused.sentences[0])
        else:
            return redirect("review:mine", pk=pk)
    revision = selectors.readable_revision(access)
    content = revision.content if revision else {}
    context = {
        "access": access,
        "criterion": judged,
        "form": form,
        "verdict": verdict,
        "judging": review.state in JUDGING and access.proposal.state == P.UNDER_REVIEW,
        "sections": [view for view in display(content, language()) if view.key in judged.sections],
        "changes": _since_last_round(review, revision, judged.sections),
        "answered": RequiredChange.objects.filter(
            proposal=access.proposal, round=access.proposal.round - 1, criterion=key
        ),
        "titles": [section(one).title for one in judged.sections],
        "key": new_key(),
    }
    return render(request, "review/criterion.html", context, status=422 if form.is_bound else 200)


def _since_last_round(review: Review, revision: Revision | None, sections: tuple[str, ...]) -> list[FieldChange]:
    """What changed in these sections since this reviewer judged them before."""
    before = (
        Verdict.objects.filter(review=review, round__lt=review.proposal.round)
        .select_related("revision")
        .order_by("-round")
        .first()
    )
    if before is None or revision is None:
        return []
    return compared(before.revision.content, revision.content, language(), sections)


@require_POST
@answers_refusals
def submit(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    review = selectors.get_review(actor, pk)
    seen, key = moved(request)
    judging.submit_review(review.pk, actor=actor, seen_version=seen, idempotency_key=key)
    messages.success(request, _("Your review is in. The coordinator is told."))
    return redirect("review:mine", pk=pk)
