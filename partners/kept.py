"""What somebody typed after their session had ended, kept until they are signed in again.

It lies in the (anonymous) session of that browser; signing in carries it over, showing the page again brings it back.
"""

from django.http import HttpRequest, QueryDict

KEY = "kept"
LIMIT = 200_000  # characters; the largest section is below 100,000


def keep(request: HttpRequest) -> None:
    """Remember the text of a POST that nobody was signed in for; one page at a time, passwords never."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    if len(text) <= LIMIT and not any("password" in name for name in data):
        request.session[KEY] = {"path": request.path, "text": text}


def kept(request: HttpRequest) -> QueryDict | None:
    """What was kept for this page."""
    found = request.session.get(KEY)
    return QueryDict(found["text"]) if found and found["path"] == request.path else None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
