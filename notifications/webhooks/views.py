"""An organisation's webhooks: which there are, what was sent to each, and what its administrators may do about it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.webhooks import selectors, services, signing
from notifications.webhooks.addresses import Unfit
from notifications.webhooks.forms import DeliveriesForm, EndpointForm, ReplayForm, SecretForm, label
from notifications.webhooks.models import DONE, EndpointState
from notifications.webhooks.page import EXAMPLE, parts
from notifications.webhooks.services import Moved
from partners.actors_http import actor_of

PER_PAGE = 25
MOVED = gettext_lazy("Nothing was done: somebody changed the webhook meanwhile. This is how it is now.")


@require_safe
def overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = selectors.organisation(actor_of(request), pk)
    endpoints = selectors.endpoints(found)
    context = {"organisation": found, "endpoints": endpoints, "full": len(endpoints) >= services.MOST}
    return render(request, "webhooks/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.organisation(actor, pk)
    form = EndpointForm(request.POST or None, organisation=found)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint = services.add(found.pk, actor=actor, **form.said())
        except Unfit as refused:
            form.add_error("url", str(refused))
        else:
            messages.success(request, _("The webhook is there. Give its secret to the receiver, then send a test."))
            return redirect("webhooks:secret", endpoint.pk)
    context = {"organisation": found, "form": form}
    return render(request, "webhooks/edit.html", context, status=422 if form.is_bound else 200)


@require_safe
def one(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    found = selectors.get_endpoint(actor_of(request), endpoint)
    form = DeliveriesForm(request.GET, kind=found.organisation.kind)
    rows = Paginator(selectors.deliveries(found, **form.found()), PER_PAGE)
    page = rows.get_page(request.GET.get("page"))
    for row in page:
        row.label = label(row.event)
    context = {
        "endpoint": found,
        "on": found.state == EndpointState.ON,
        "events": [label(event) for event in found.events],
        "counts": selectors.counts(found),
        "changes": selectors.changes(found),
        "form": form,
        "page": page,
    }
    return render(request, "webhooks/endpoint.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_endpoint(actor, endpoint)
    form = EndpointForm(request.POST or None, organisation=found.organisation, endpoint=found)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change(found.pk, actor=actor, seen=_seen(request), **form.said())
        except Unfit as refused:
            form.add_error("url", str(refused))
        except Moved:
            form.add_error(None, _("Somebody changed this webhook meanwhile. Look at it, then save again."))
            found, status = selectors.get_endpoint(actor, endpoint), 409
        else:
            messages.success(request, _("Saved."))
            return redirect("webhooks:endpoint", found.pk)
    context = {"organisation": found.organisation, "endpoint": found, "form": form}
    return render(request, "webhooks/edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_endpoint(actor, endpoint)
    if request.method == "POST":
        form = SecretForm(request.POST)
        at_once = form.is_valid() and form.cleaned_data["at_once"]
        try:
            services.renew_secret(found.pk, actor=actor, seen=_seen(request), at_once=at_once)
        except Moved:
            messages.warning(request, str(MOVED))
        else:
            messages.success(request, _("There is a new secret. Give it to the receiver."))
        return redirect("webhooks:secret", found.pk)
    context = {"endpoint": found, "secret": signing.secret(found), "form": SecretForm()}
    return render(request, "webhooks/secret.html", context)


ACTS: dict[str, Callable[..., Any]] = {
    "pause": services.pause,
    "resume": services.resume,
    "skip": services.skip_waiting,
    "remove": services.remove,
}
ACTED: dict[str, Promise] = {
    "pause": gettext_lazy("The webhook is paused. What happens from now on waits."),
    "resume": gettext_lazy("The webhook is on again. What waited is on its way."),
    "skip": gettext_lazy("What waited will not be sent."),
    "remove": gettext_lazy("The webhook is removed."),
}


@require_POST
def act(request: HttpRequest, endpoint: UUID, name: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_endpoint(actor, endpoint)
    if name not in ACTS:
        raise Http404
    try:
        ACTS[name](found.pk, actor=actor, seen=_seen(request))
    except Moved:
        messages.warning(request, str(MOVED))
        return redirect("webhooks:endpoint", found.pk)
    messages.success(request, str(ACTED[name]))
    if name == "remove":
        return redirect("webhooks:list", found.organisation_id)
    return redirect("webhooks:endpoint", found.pk)


@require_POST
def test(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    try:
        row = services.send_test(endpoint, actor=actor_of(request))
    except Moved:
        messages.warning(request, _("A paused webhook sends nothing. Resume it first."))
        return redirect("webhooks:endpoint", endpoint)
    messages.success(request, _("The test is on its way. Load this page again in a few seconds to see the answer."))
    return redirect("webhooks:delivery", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def replay(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_endpoint(actor, endpoint)
    form = ReplayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = services.replay(found.pk, actor=actor, **form.span())
        words = ngettext("%(sent)s event is sent again.", "%(sent)s events are sent again.", sent)
        messages.success(request, words % {"sent": sent})
        return redirect("webhooks:endpoint", found.pk)
    context = {"endpoint": found, "form": form}
    return render(request, "webhooks/replay.html", context, status=422 if form.is_bound else 200)


@require_safe
def delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    found = selectors.get_delivery(actor_of(request), delivery)
    context = {
        "delivery": found,
        "endpoint": found.endpoint,
        "label": label(found.event),
        "body": json.dumps(json.loads(found.body), indent=2, ensure_ascii=False),
        "tries": selectors.tries(found),
        "done": found.state in DONE,
    }
    return render(request, "webhooks/delivery.html", context)


@require_POST
def again(request: HttpRequest, delivery: UUID) -> HttpResponse:
    if services.send_again(delivery, actor=actor_of(request)):
        messages.success(request, _("It is on its way again, under the same id."))
    else:
        messages.warning(request, _("Nothing was done: it is on its way already."))
    return redirect("webhooks:delivery", delivery)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """For whoever writes the receiver: what comes, and how to verify it."""
    return render(request, "webhooks/help.html", {"parts": parts(), "example": json.dumps(EXAMPLE, indent=2)})


def _seen(request: HttpRequest) -> int:
    """The version that the page showed; one that never was where it is not a number."""
    text = request.POST.get("seen_version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0
