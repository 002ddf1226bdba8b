"""Before the document opens to a reviewer: are they free to judge it?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals.http import moved, new_key
from proposals.review import assigning
from proposals.review.forms import DeclarationForm
from proposals.review.models import Declared, Review
from proposals.review.passage import standing_conflicts
from workflow.refusals import GateClosed


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, review: Review) -> HttpResponse:
    """A tie that was explained waits for the coordinator; the reviewer may still step back."""
    form = DeclarationForm(request.POST or None, explained=review.declared == Declared.POSSIBLE)
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        seen, key = moved(request)
        if form.is_valid():
            try:
                _declare(request, review, form, seen, key)
            except GateClosed as refused:
                sentences = refused.sentences
            else:
                messages.success(request, _("Your declaration is on record."))
                return redirect("review:mine", pk=review.proposal_id)
    found = tuple(one.sentence for one in standing_conflicts(review))
    context = {"review": review, "form": form, "sentences": sentences or found, "key": new_key()}
    return render(request, "review/declare.html", context, status=422 if form.is_bound else 200)


def _declare(request: HttpRequest, review: Review, form: DeclarationForm, seen: int, key: str) -> None:
    said, text = form.cleaned_data["conflict"], form.cleaned_data["text"]
    told = {"actor": actor_of(request), "text": text, "seen_version": seen, "idempotency_key": key}
    if said == Declared.POSSIBLE:
        assigning.declare_possible(review.pk, **told)
    else:
        assigning.declare(review.pk, conflict=said == Declared.CONFLICT, **told)
