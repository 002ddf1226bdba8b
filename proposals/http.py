"""How the door's answers become pages: what a POST must carry, and a page for each refusal."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from partners.actors_http import actor_of
from proposals import selectors
from workflow.refusals import GateClosed, NotYours, ReasonMissing, Refusal, StaleVersion, WrongState

REASON_LENGTH = 4000
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "seen_version", "seen_revision", "seen_package", "idempotency_key"})

View = Callable[..., HttpResponse]


def new_key() -> str:
    """An idempotency key for one form: sent twice, it is one act."""
    return str(uuid4())


def moved(request: HttpRequest) -> tuple[int, str]:
    """The version that the sender saw, and the form's idempotency key.

    Raises:
        BadRequest: the hidden fields are missing or were tampered with.
    """
    seen, key = request.POST.get("seen_version", ""), request.POST.get("idempotency_key", "")
    try:
        UUID(key)
    except ValueError:
        raise BadRequest from None
    return whole_number(seen), key


def whole_number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise BadRequest
    return int(text)


def reason_of(request: HttpRequest) -> str:
    """The reason that was typed beside a move; PostgreSQL keeps no NUL."""
    return request.POST.get("reason", "").replace("\x00", "")[:REASON_LENGTH]


def language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def answers_refusals(view: View) -> View:
    """Decorator for views of a case (`pk` is the proposal's): each refusal has its page, and nothing is lost."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = kwargs.get("pk")
        try:
            return view(request, *args, **kwargs)
        except NotYours:
            raise Http404 from None
        except StaleVersion as refused:
            return stale(request, pk, refused)
        except WrongState as refused:
            return _refused(request, pk, "errors/conflict.html", refused, 409)
        except (GateClosed, ReasonMissing) as refused:
            return _refused(request, pk, "errors/not_possible.html", refused, 422)

    return answered


def _refused(request: HttpRequest, pk: UUID | str | None, template: str, refused: Refusal, status: int) -> HttpResponse:
    back = home_of(selectors.find(actor_of(request), pk) if pk else None)
    context = {"sentences": refused.sentences, "typed": typed(request), "back_url": back}
    return render(request, template, context, status=status)


def home_of(access: selectors.Access | None) -> str:
    """The page of a case that its reader works from."""
    if access is None:
        return reverse("proposals:queue")
    name = "codesign:partner" if access.of_partner and not access.of_province else "proposals:page"
    return reverse(name, args=[access.proposal.pk])


def stale(request: HttpRequest, pk: UUID | str | None, refused: StaleVersion) -> HttpResponse:
    """Somebody was quicker: what has changed since, and what was typed, so that nothing is lost."""
    access = selectors.find(actor_of(request), pk) if pk else None
    changes = selectors.changes_since(access, refused.seen, language()) if access else None
    context = {"changes": changes, "typed": typed(request), "back_url": home_of(access)}
    return render(request, "errors/stale.html", context, status=409)


def typed(request: HttpRequest) -> list[str]:
    """Every text that the sender wrote, to be copied from the page."""
    return [
        value
        for name, values in request.POST.lists()
        if name not in NOT_TYPED and not name.endswith("-count")
        for value in values
        if len(value.strip()) > 3
    ]
