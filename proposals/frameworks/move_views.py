"""A case is moved to another version of the framework: by its coordinator, who sees first what that does."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import selectors
from proposals.frameworks import moving
from proposals.http import answers_refusals, moved, new_key


class MoveForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("This is a record that the public can request."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def framework(request: HttpRequest, pk: str) -> HttpResponse:
    """By which version the case goes; with `?to=` what a move would do; by POST the move."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate", "decide", "audit")
    may = "coordinate" in access.permissions
    if request.method == "POST":
        selectors.get(actor, pk, "coordinate")
    targets = list(moving.targets(access.proposal)) if may else []
    asked = request.POST.get("to", request.GET.get("to", ""))
    target = next((one for one in targets if str(one.pk) == asked), None)
    form = MoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        seen, key = moved(request)
        if target is None:
            target = moving.earlier(asked)
        if form.is_valid() and target is not None:
            reason = form.cleaned_data["reason"]
            moving.move(pk, target, reason, actor=actor, seen_version=seen, idempotency_key=key)
            messages.success(request, _("Moved. It is on record, with what it does."))
            return redirect("frameworks:move", pk=pk)
    context = {
        "access": access,
        "targets": targets,
        "target": target,
        "effect": moving.effect(access.proposal, target) if target and may else None,
        "form": form,
        "moves": moving.moves(access.proposal),
        "key": new_key(),
    }
    return render(request, "frameworks/move.html", context, status=422 if form.is_bound else 200)
