"""Mark as seen: the only way in which a visit is noted."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partners.actors_http import actor_of
from proposals import selectors as cases
from proposals.http import home_of, whole_number
from proposals.writing import services as writing


@require_POST
def seen(request: HttpRequest, pk: str) -> HttpResponse:
    """Up to what the page showed, and not what came since it was drawn."""
    actor = actor_of(request)
    access = cases.get(actor, pk)
    if actor.user is None:
        raise Http404
    newest = cases.readable_revisions(access).first()
    number = min(whole_number(request.POST.get("revision", "")), newest.number if newest else 0)
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is None or until.tzinfo is None:
        raise BadRequest
    writing.note_visit(access.proposal, actor.user, number, until)
    messages.success(request, _("Noted. Next time you see what has changed since."))
    return redirect(home_of(access))
