"""The ledger of a case."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.actors_http import actor_of
from proposals import selectors as cases
from proposals.contributions import selectors
from proposals.http import home_of

PER_PAGE = 50


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
