"""The recommendation and its letter: drafted by the coordinator, read by whoever they are for."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from proposals import selectors
from proposals.http import answers_refusals, moved, new_key
from proposals.review import deciding
from proposals.review.forms import RecommendationForm
from proposals.review.models import Recommendation
from proposals.review.outcome import READS, told_letter
from proposals.selectors import Access


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
            deciding.recommend_draft(access.proposal.pk, actor=actor, seen_version=seen, **form.cleaned_data)
            messages.success(request, _("Recommendation and letter are kept. Read the letter before it goes out."))
            return redirect("review:recommendation", pk=pk)
    context = {"access": access, "form": form, "key": new_key()}
    return render(request, "review/recommendation.html", context, status=422 if form.is_bound else 200)


def _written(access: Access) -> dict[str, Any]:
    draft = Recommendation.objects.filter(proposal=access.proposal, round=access.proposal.round).first()
    if draft is None:
        return {"language": access.proposal.created_by.language}
    return {"outcome": draft.outcome, "reasons": draft.reasons, "language": draft.language, "letter": draft.letter}


@require_safe
def letter(request: HttpRequest, pk: str) -> HttpResponse:
    """The decision letter, once it is told."""
    access = selectors.get(actor_of(request), pk, *READS)
    found = told_letter(access)
    if found is None:
        raise Http404
    return render(request, "review/letter.html", {"access": access, "letter": found})
