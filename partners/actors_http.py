"""Who is behind a request: a signed-in person, a guest who came in by a link, or nobody."""

from typing import Any

from django.http import HttpRequest

from partners.actors import NOBODY, Actor
from partners.guests import LinkUnusable, usable
from partners.models import GuestLink

GUEST_SESSION = "guest_link"


def actor_of(request: HttpRequest) -> Actor:
    """A guest's link is looked up anew with every request, so that revoking it closes open sessions."""
    cached: Actor | None = getattr(request, "_actor", None)
    if cached is None:
        cached = _find(request)
        request._actor = cached  # type: ignore[attr-defined]
    return cached


def _find(request: HttpRequest) -> Actor:
    user = request.user
    if user.is_authenticated:
        return Actor(user)
    link_id = request.session.get(GUEST_SESSION)
    if link_id:
        link = GuestLink.objects.select_related("user").filter(pk=link_id).first()
        try:
            return Actor(usable(link).user, guest_link=link) if link else NOBODY
        except LinkUnusable:
            return NOBODY
    return NOBODY


def actor_context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `actor`, for the header."""
    return {"actor": actor_of(request)} if hasattr(request, "session") else {}
