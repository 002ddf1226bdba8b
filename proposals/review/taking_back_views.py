"""Taking back a required change or a condition; its words then stand in the form, to be written better."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partners.actors_http import actor_of
from proposals import selectors
from proposals.http import answers_refusals, moved
from proposals.review import taking_back
from proposals.review.models import Condition, RequiredChange

FORMS = {RequiredChange: ("review:changes", "require"), Condition: ("review:conditions", "set")}


@require_POST
@answers_refusals
def take_back(
    request: HttpRequest, pk: str, number: int, model: type[RequiredChange] | type[Condition]
) -> HttpResponse:
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate", "decide")
    seen, _key = moved(request)
    taking_back.take_back(model, access.proposal.pk, number, actor=actor, seen_version=seen)
    messages.success(request, _("Taken back. Its words are in the form below: change them, or leave it."))
    page, anchor = FORMS[model]
    return redirect(f"{reverse(page, args=[pk])}?again={number}#{anchor}")
