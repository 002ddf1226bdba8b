"""Before the document opens to a reviewer: are they free to judge it?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import door
from proposals.http import moved, new_key
from proposals.review import assigning
from proposals.review.forms import DeclarationForm
from proposals.review.models import Review
from proposals.review.passage import REVIEW, automatic_conflicts
from workflow.refusals import GateClosed


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, review: Review) -> HttpResponse:
    form = DeclarationForm(request.POST or None)
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        seen, key = moved(request)
        if form.is_valid():
            try:
                assigning.declare(
                    review.pk,
                    actor=actor_of(request),
                    conflict=form.cleaned_data["conflict"] == "conflict",
                    text=form.cleaned_data["text"],
                    seen_version=seen,
                    idempotency_key=key,
                )
            except GateClosed as refused:
                sentences = refused.sentences
            else:
                messages.success(request, _("Your declaration is on record."))
                return redirect("review:mine", pk=review.proposal_id)
    found = () if review.override_reason else automatic_conflicts(review)
    told = door.would_tell(REVIEW, review, "declare_conflict", actor=actor_of(request))
    context = {"review": review, "form": form, "sentences": sentences or found, "told": told, "key": new_key()}
    return render(request, "review/declare.html", context, status=422 if form.is_bound else 200)
