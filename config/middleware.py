"""Refuses what is too large, and enforces the policy table, before any view runs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.policy import POLICY, Access
from partners.actors_http import GUEST_SESSION, actor_of
from partners.kept import keep


class SizeMiddleware:
    """Before anything reads the body; a body of unknown length is read as empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.MAX_BODY:
            return render(request, "errors/too_large.html", status=413)
        return self.get_response(request)


class PolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the view run. Raises Http404 where the route has no row, or is the demo's and there is none."""
        match = request.resolver_match
        access = POLICY.get(match.view_name) if match else None
        if access is None or (access is Access.DEMO and not settings.DEMO):
            raise Http404
        if access in (Access.PUBLIC, Access.DEMO) or request.user.is_authenticated:
            return None
        if access is Access.GUEST and actor_of(request).user is not None:
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return HttpResponse(status=401)
        if request.method == "POST":
            keep(request)
        if access is Access.GUEST and GUEST_SESSION in request.session:
            return redirect("guest_ended")
        return redirect_to_login(request.get_full_path())
