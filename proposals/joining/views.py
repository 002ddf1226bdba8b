"""Anybody asks; the mailed link confirms by POST, so that a mail scanner that follows it confirms nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from proposals.http import language, moved, new_key
from proposals.joining import services
from proposals.joining.alike import BY_DOMAIN, alike
from proposals.joining.forms import AskForm


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST or None)
    status, too_many = 200, False
    if request.method == "POST":
        _seen, key = moved(request)
        status = 422
        if form.is_valid():
            remote = request.META.get("REMOTE_ADDR", "")
            try:
                services.ask(key=key, remote=remote, language=language(), **form.cleaned_data)
            except services.TooMany:
                status, too_many = 429, True
            else:
                return redirect("joining:sent")
    context = {"form": form, "key": new_key(), "too_many": too_many}
    return render(request, "joining/ask.html", context, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "joining/sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = services.confirm(token) if request.method == "POST" else services.find(token)
    except services.LinkDead as dead:
        response = render(request, "joining/dead.html", {"reason": dead.reason}, status=410)
    else:
        context = {"join": found, "members": _members(found) if found.confirmed_at else []}
        response = render(request, "joining/confirm.html", context)
    response["Referrer-Policy"] = "strict-origin"  # the address holds the token
    return response


def _members(found: services.JoinRequest) -> list[str]:
    """Organisations with members at the sender's own, confirmed mail domain: who is there may know it."""
    return [one.name for one in alike(found) if one.reason == BY_DOMAIN and one.organisation]
