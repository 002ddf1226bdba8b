"""From a guest to an account, on the same person."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from partners import services
from partners.actors_http import GUEST_SESSION, actor_of
from partners.demo import BACKEND
from partners.forms import FromGuestForm


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def from_guest(request: HttpRequest) -> HttpResponse:
    """The code that let the guest in has proved the address, so the account is theirs at once."""
    actor = actor_of(request)
    if actor.user is None or actor.guest_link is None:
        return redirect("account_settings")
    if not actor.user.is_guest:
        return redirect("account_login")
    initial = {"name": actor.user.name, "title": actor.user.title}
    form = FromGuestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        user = services.account_of_guest(actor.user, **form.cleaned_data)
        request.session.pop(GUEST_SESSION, None)
        login(request, user, backend=BACKEND)
        messages.success(request, _("You have an account now. Everything you wrote and signed is yours as before."))
        return redirect("codesign:partner", pk=actor.guest_link.case_id)
    context = {"form": form, "address": actor.user.email, "case": actor.guest_link.case_id}
    return render(request, "partners/from_guest.html", context, status=422 if request.method == "POST" else 200)
