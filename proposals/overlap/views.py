"""What is near a proposal, with the reasons: for its institution and for the Province."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.actors_http import actor_of
from proposals import selectors
from proposals.document import codes
from proposals.http import home_of, language
from proposals.overlap import selectors as overlap
from workflow.states import EDITABLE

PER_PAGE = 10


@require_safe
def near(request: HttpRequest, pk: str) -> HttpResponse:
    """Partners do not see it: it would tell them what the institution has not opened to them."""
    actor = actor_of(request)
    access = selectors.get(actor, pk)
    province = not access.of_institution
    if province and not access.of_province:
        raise Http404
    found = overlap.near(access.proposal, selectors.content(access), province=province)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    keys = [match.proposal.pk for match in page]
    readable = set(selectors.visible(actor).filter(pk__in=keys).values_list("pk", flat=True))
    context = {
        "access": access,
        "page": page,
        "matches": [_shown(match, readable) for match in page],
        "province": province,
        "editable": "write" in access.permissions and access.state in EDITABLE,
        "home": home_of(access),
    }
    return render(request, "overlap/near.html", context)


def _shown(match: overlap.Match, readable: set[UUID]) -> dict[str, Any]:
    """A match in the reader's words; `readable` are the proposals that the reader may open."""
    return {
        "proposal": match.proposal,
        "title": match.title_in(language()),
        "open": match.proposal.pk in readable,
        "likeness": match.likeness,
        "occupations": [codes.title("noc", code, language()) for code in match.likeness.noc],
    }
