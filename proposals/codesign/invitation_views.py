"""What the institution does with the people it wants at the table."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import selectors
from proposals.codesign import inviting
from proposals.codesign.invitation_forms import InviteForm
from proposals.http import answers_refusals, moved, new_key


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def invite(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    access = selectors.get(actor, pk, "write")
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        _seen, key = moved(request)
        if form.is_valid():
            inviting.invite_by_mail(actor=actor, proposal=access.proposal, idempotency_key=key, **form.cleaned_data)
            messages.success(request, _("%(name)s is invited.") % {"name": form.cleaned_data["name"]})
            return redirect("proposals:page", pk=pk)
    context = {"access": access, "form": form, "key": new_key()}
    return render(request, "codesign/invite.html", context, status=422 if form.is_bound else 200)
