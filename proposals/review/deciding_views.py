"""The recommendation and its letter: drafted by the coordinator, read by whoever they are for."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from proposals import selectors
from proposals.http import answers_refusals, moved, new_key, whole_number
from proposals.pdf import PdfUnavailable
from proposals.review import deciding, letters
from proposals.review.forms import RecommendationForm
from proposals.review.models import Recommendation
from proposals.review.outcome import READS, earlier_letters, told_letter
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
    written = Recommendation.objects.filter(proposal=access.proposal, round=access.proposal.round).exists()
    context = {"access": access, "form": form, "written": written, "key": new_key()}
    return render(request, "review/recommendation.html", context, status=422 if form.is_bound else 200)


def _written(access: Access) -> dict[str, Any]:
    draft = Recommendation.objects.filter(proposal=access.proposal, round=access.proposal.round).first()
    if draft is None:
        return {"language": access.proposal.created_by.language}
    return {"outcome": draft.outcome, "reasons": draft.reasons, "language": draft.language, "letter": draft.letter}


@require_safe
def letter(request: HttpRequest, pk: str) -> HttpResponse:
    """The decision letter, once it is told; before that its draft, for those who write it and decide on it."""
    access, found, sent = _letter(request, pk)
    context = {
        "access": access,
        "letter": found,
        "sent": sent,
        "others": [row for row in _told(access) if row != found],
    }
    return render(request, "review/letter.html", context)


@require_safe
def letter_pdf(request: HttpRequest, pk: str) -> HttpResponse:
    access, found, sent = _letter(request, pk)
    try:
        data = letters.pdf(found, sent=sent)
    except PdfUnavailable:
        return render(request, "review/no_pdf.html", {"access": access, "letter": found}, status=503)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{access.proposal.number}-{found.round}.pdf"'
    return answer


def _letter(request: HttpRequest, pk: str) -> tuple[Access, Recommendation, bool]:
    """The letter of `?round=`, else the present one, and whether it is told. Raises Http404: none for this reader."""
    access = selectors.get(actor_of(request), pk, *READS)
    wanted = whole_number(request.GET.get("round", "0"))
    told = _told(access)
    found = next((row for row in told if row.round == (wanted or access.proposal.round)), None)
    if found is not None:
        return access, found, True
    if access.permissions & {"coordinate", "decide", "audit"}:
        drafts = Recommendation.objects.filter(proposal=access.proposal, round=wanted or access.proposal.round)
        draft = drafts.select_related("proposal__framework", "proposal__lead").first()
        if draft is not None:
            return access, draft, False
    if not told or wanted:
        raise Http404
    return access, told[0], True


def _told(access: Access) -> list[Recommendation]:
    """Every letter that this reader knows, the newest first."""
    present = told_letter(access)
    return [row for row in (present, *earlier_letters(access)) if row is not None]
