"""Template context: how many notices wait in the reader's inbox. Asked for only where a page shows it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications import selectors


def unread_count(request: HttpRequest) -> dict[str, object]:
    def count() -> int:
        user = getattr(request, "user", None)
        return selectors.unread_count(user) if user is not None and user.is_authenticated else 0

    return {"unread_count": SimpleLazyObject(count)}
