"""A private calendar: the page that gives or takes its address, and the calendar itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notifications.models import MESSAGE_ID_DOMAIN
from partners import typed
from partners.actors import Actor
from proposals.due import ics, selectors, services


@never_cache
@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    feed = selectors.feed_of(request.user)
    address = f"{settings.SITE_URL}{services.path_of(feed)}" if feed else ""
    context = {"address": address, "due": selectors.due_for(Actor(request.user))}
    return render(request, "due/page.html", context)


@require_POST
@login_required
def change(request: HttpRequest) -> HttpResponse:
    """`close` takes the address away; anything else makes a new one."""
    if request.POST.get("close"):
        services.close(request.user)
        messages.success(request, _("The address is closed. Calendars that read it find nothing any more."))
    else:
        services.renew(request.user)
        messages.success(request, _("Your address is ready. Whoever has it can read what is due for you."))
    return redirect("due:page")


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """No sign-in: the address is the key. In the person's language."""
    user = selectors.reader_of(token)
    if user is None:
        raise Http404
    with translation.override(user.language):
        events = [
            ics.Event(
                uid=f"{one.key}@{MESSAGE_ID_DOMAIN}",
                day=one.day,
                summary=typed.plain_line(one.summary),
                text=f"{typed.plain(one.text)}\n{settings.SITE_URL}{one.path}",
                url=f"{settings.SITE_URL}{one.path}",
                stamp=one.since,
            )
            for one in selectors.due_for(Actor(user))
        ]
        content = ics.calendar(_("Due in Tidemark"), events, user.language)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="tidemark.ics"'
    return answer
