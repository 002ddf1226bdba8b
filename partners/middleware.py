"""The person's language, where they have not chosen another one in this browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from partners.actors_http import actor_of


class PersonLanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            person = actor_of(request).user
            if person is not None:
                translation.activate(person.language)
                request.LANGUAGE_CODE = person.language  # type: ignore[attr-defined]
        return self.get_response(request)
