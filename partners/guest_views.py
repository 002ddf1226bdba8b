"""In by a mailed link: the link opens a page, a code sent to the same address lets in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from partners import guests
from partners.actors_http import GUEST_SESSION
from partners.forms import CodeForm
from partners.guests import CodeRefused, LinkUnusable

CHALLENGE_SESSION = "guest_challenge"


def masked(email: str) -> str:
    """ "g•••@fundy.example": enough to recognise, too little to learn."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows whom the link is for; POST mails the code and leaves the address with the token behind."""
    try:
        link = guests.find(token)
        if request.user.is_authenticated and request.user.pk != link.user_id:
            return _dead(request, "other_person", masked(link.user.email))
        if request.method == "POST":
            challenge = guests.challenge(link)
            request.session[CHALLENGE_SESSION] = str(challenge.pk)
            return _private(redirect("guest_code"))
    except LinkUnusable as refused:
        return _dead(request, refused.reason)
    except CodeRefused as refused:
        return _dead(request, refused.reason)
    return _private(render(request, "partners/guest_landing.html", {"address": masked(link.user.email)}))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    challenge_id = request.session.get(CHALLENGE_SESSION)
    if not challenge_id:
        return _dead(request, "no_code")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                link = guests.redeem(challenge_id, form.cleaned_data["code"])
            except LinkUnusable as refused:
                return _dead(request, refused.reason)
            except CodeRefused as refused:
                if refused.reason != "wrong":
                    return _dead(request, refused.reason)
                form.add_error("code", _("This is not the code. Look at the newest mail, and type it again."))
            else:
                request.session.cycle_key()
                request.session.pop(CHALLENGE_SESSION, None)
                request.session[GUEST_SESSION] = str(link.pk)
                return _private(redirect("codesign:partner", pk=link.case_id))
    return _private(render(request, "partners/guest_code.html", {"form": form}, status=status))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return redirect("home")


def _dead(request: HttpRequest, reason: str, address: str = "") -> HttpResponse:
    context = {"reason": reason, "address": address}
    return _private(render(request, "partners/guest_dead.html", context, status=410))


def _private(response: HttpResponse) -> HttpResponse:
    """The address holds the token: no other page may learn it. (Without any referrer, a POST has no origin.)"""
    response["Referrer-Policy"] = "strict-origin"
    return response
