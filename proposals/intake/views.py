"""A provincial person's own page: when they are away, and who stands in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.actors_http import actor_of
from proposals.http import answers_refusals, moved, new_key
from proposals.intake import services
from proposals.intake.absences import may_be_away, standing_in, still_said
from proposals.intake.forms import AbsenceForm
from workflow.refusals import GateClosed


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def absences(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.user is None or actor.guest_link is not None or not may_be_away(actor.user):
        raise Http404
    form = AbsenceForm(request.POST or None, person=actor.user)
    if request.method == "POST":
        moved(request)
        if form.is_valid():
            try:
                services.announce_absence(actor=actor, **form.cleaned_data)
            except GateClosed as refused:
                form.add_error("since", list(refused.sentences))
            else:
                messages.success(request, _("Your absence is noted."))
                return redirect("intake:absences")
    context = {"form": form, "said": still_said(actor.user), "standing_in": standing_in(actor.user), "key": new_key()}
    return render(request, "intake/absences.html", context, status=422 if form.is_bound else 200)


@require_POST
@answers_refusals
def end(request: HttpRequest, absence: str) -> HttpResponse:
    services.end_absence(absence, actor=actor_of(request))
    messages.success(request, _("The absence is ended."))
    return redirect("intake:absences")
