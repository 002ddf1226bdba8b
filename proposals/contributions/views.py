"""The ledger of a case, and the partners that an institution asked."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.actors_http import actor_of
from proposals import selectors as cases
from proposals.contributions import partners_asked, selectors
from proposals.contributions.partners_asked import Word
from proposals.http import home_of

PER_PAGE = 50
PARTNERS_PER_PAGE = 20


@require_safe
def ledger(request: HttpRequest, pk: str) -> HttpResponse:
    """For everybody of the case, each in their lanes; the Province also reads whom the public page credits."""
    access = cases.get(actor_of(request), pk)
    found = selectors.ledger(access)
    context = {
        "access": access,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "standing": sum(1 for one in found if one.stands),
        "suggested": sum(1 for one in found if one.suggestion),
        "changed": sum(1 for one in found if one.thread),
        "revision": selectors.compared_with(access),
        "credits": selectors.credits(access.proposal) if access.of_province else [],
        "home": home_of(access),
    }
    return render(request, "contributions/ledger.html", context)


@require_safe
def partners(request: HttpRequest, pk: str) -> HttpResponse:
    """For the people of an institution: whom its cases asked, and who answers."""
    found = partners_asked.institution_of(actor_of(request), pk)
    lines = partners_asked.partners_asked(found)
    shown = _shown(request, lines)
    context = {
        "institution": found,
        "page": Paginator(shown, PARTNERS_PER_PAGE).get_page(request.GET.get("page")),
        "words": [(word, sum(one.word == word for one in lines)) for word in Word],
        "show": request.GET.get("show", ""),
        "number": len(lines),
    }
    return render(request, "contributions/partners.html", context)


@require_safe
def partners_table(request: HttpRequest, pk: str) -> HttpResponse:
    """The list as it is filtered, as CSV."""
    found = partners_asked.institution_of(actor_of(request), pk)
    data = partners_asked.table(_shown(request, partners_asked.partners_asked(found)))
    name = 'attachment; filename="tidemark-partners.csv"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _shown(request: HttpRequest, lines: list[partners_asked.Line]) -> list[partners_asked.Line]:
    """Of the chosen word; an unknown one chooses nothing, and all are shown."""
    word = request.GET.get("show")
    return [one for one in lines if one.word == word] if word in Word.values else lines
