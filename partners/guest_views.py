"""In by a mailed link: the link opens a page, a code sent to the same address lets in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import guests
from partners.actors_http import GUEST_SESSION, actor_of
from partners.forms import CodeForm
from partners.guests import CodeRefused, LinkUnusable
from partners.models import GuestLink, LinkEnd

CHALLENGE_SESSION = "guest_challenge"
NEXT_SESSION = "guest_next"
# What a code leads to where the mail names no page of its own: the partner's page, or naming a colleague.
PLACES = {"": guests.FIRST_PAGE, "hand_on": "codesign:hand_on"}
# Where one may ask the institution for a new link.
ASKABLE = frozenset({LinkEnd.EXPIRED, LinkEnd.REPLACED})
# Where another code helps, because the link itself still opens.
AGAIN = frozenset({"code_used", "code_expired", "code_too_many"})


def masked(email: str) -> str:
    """ "g•••@fundy.example": enough to recognise, too little to learn."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows whom the link is for; POST mails the code and leaves the address with the token behind."""
    try:
        link = guests.find(token)
        if _somebody_else(request, link):
            return _dead(request, "other_person", address=masked(link.user.email))
        onward = guests.onward(link, request.GET.get(guests.ONWARD, ""))
        if request.method == "POST":
            return _send_code(request, link, "hand_on" if "hand_on" in request.POST else onward)
    except LinkUnusable as refused:
        return _dead(request, refused.reason, token=token)
    except CodeRefused as refused:
        return _dead(request, refused.reason)
    context = {
        "address": masked(link.user.email),
        "inside": actor_of(request).user == link.user,
        "onward": onward or reverse(PLACES[""], args=[link.case_id]),
        "has_account": not link.user.is_guest,
    }
    return _private(render(request, "partners/guest_landing.html", context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code, once; or another one to the same address."""
    challenge_id = request.session.get(CHALLENGE_SESSION)
    link = guests.link_of(challenge_id) if challenge_id else None
    if link is None:
        return _dead(request, "no_code")
    again = request.method == "POST" and "again" in request.POST
    form = CodeForm(None if again else request.POST or None)
    try:
        if again:
            return _send_code(request, guests.usable(link), request.session.get(NEXT_SESSION, ""))
        if request.method == "POST" and form.is_valid():
            return _let_in(request, guests.redeem(challenge_id, form.cleaned_data["code"]))
    except LinkUnusable as refused:
        return _dead(request, refused.reason)
    except CodeRefused as refused:
        if again or refused.reason != "wrong":
            return _dead(request, refused.reason if again else f"code_{refused.reason}")
        form.add_error("code", _("This is not the code. Look at the newest mail, and type it again."))
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "partners/guest_code.html", {"form": form}, status=status))


@never_cache
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Where somebody gets to whose link was closed while they had a page of it open."""
    link = GuestLink.objects.select_related("user").filter(pk=request.session.get(GUEST_SESSION)).first()
    try:
        if link is not None:
            guests.usable(link)
    except LinkUnusable as refused:
        return _dead(request, refused.reason)
    return _dead(request, "no_code") if link is None else redirect(guests.FIRST_PAGE, pk=link.case_id)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return redirect("home")


@sensitive_variables("token")
def _dead(request: HttpRequest, reason: str, *, address: str = "", token: str = "") -> HttpResponse:
    """What is the matter, and what to do next. `token`: for asking for a new link, in the body of a POST."""
    context = {
        "reason": reason,
        "address": address,
        "token": token,
        "may_ask": reason in ASKABLE,
        "may_have_code": reason in AGAIN,
    }
    return _private(render(request, "partners/guest_dead.html", context, status=410))


def _somebody_else(request: HttpRequest, link: GuestLink) -> bool:
    """Is another person signed in here, or here by a link of their own?"""
    user = actor_of(request).user
    return user is not None and user != link.user


def _send_code(request: HttpRequest, link: GuestLink, place: str) -> HttpResponse:
    challenge = guests.challenge(link)
    request.session[CHALLENGE_SESSION] = str(challenge.pk)
    request.session[NEXT_SESSION] = place
    return _private(redirect("guest_code"))


def _let_in(request: HttpRequest, link: GuestLink) -> HttpResponse:
    request.session.cycle_key()
    request.session.pop(CHALLENGE_SESSION, None)
    request.session[GUEST_SESSION] = str(link.pk)
    place = guests.onward(link, request.session.get(NEXT_SESSION, ""))
    known = PLACES.get(request.session.pop(NEXT_SESSION, ""), PLACES[""])
    return _private(redirect(place) if place else redirect(known, pk=link.case_id))


def _private(response: HttpResponse) -> HttpResponse:
    """The address holds the token: no other page may learn it. (Without any referrer, a POST has no origin.)"""
    response["Referrer-Policy"] = "strict-origin"
    return response
