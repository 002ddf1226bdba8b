"""The coordinator's page of the completeness check."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import selectors
from proposals.http import answers_refusals, moved, new_key
from proposals.review import completing
from proposals.review.forms import CompletenessForm
from workflow.states import ProposalState

SEES = ("coordinate", "decide", "audit")


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def completeness(request: HttpRequest, pk: str) -> HttpResponse:
    """What is confirmed is what was shown: each box carries what was found."""
    actor = actor_of(request)
    posted = request.method == "POST"
    access = selectors.get(actor, pk, *(["coordinate"] if posted else SEES))
    found = completing.checks(access.proposal)
    form = CompletenessForm(request.POST if posted else None, checks=found)
    if posted:
        moved(request)
        if form.is_valid():
            done = completing.confirm(access.proposal.pk, form.marks, actor=actor)
            messages.success(request, _("Confirmed: %(count)d.") % {"count": len(done)})
            return redirect("review:completeness", pk=pk)
    context = {
        "access": access,
        "lines": [(one, form.of(one)) for one in found],
        "form": form,
        "may_confirm": "coordinate" in access.permissions and access.state == ProposalState.SUBMITTED,
        "all_confirmed": all(one.confirmation for one in found),
        "key": new_key(),
    }
    return render(request, "review/completeness.html", context, status=422 if posted else 200)
