"""How and when a person hears of things: their settings, the signed pages that mails lead to, and one-click stops."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from notifications import preferences, stopping
from notifications.models import Channel, How
from notifications.preferences import LABELS, offered
from notifications.setting_forms import ChoiceForm, HoursForm, in_words
from notifications.table import HEADINGS
from partners.models import User

EVERYTHING, OTHER = "all", "other"


@dataclass(frozen=True)
class Row:
    event: str
    label: str
    mail: str
    inbox: str


@dataclass(frozen=True)
class Part:
    name: str
    title: str
    rows: tuple[Row, ...]


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    context = {"parts": list(_parts(request.user)), "hours": preferences.hours_of(request.user)}
    return render(request, "notifications/settings.html", context)


def _parts(user: User) -> Iterator[Part]:
    chosen = preferences.chosen(user)
    concerning = preferences.concerning(user)
    for name, title in HEADINGS.items():
        rows = tuple(
            Row(event, str(LABELS[event]), _now(chosen, event, Channel.MAIL), _now(chosen, event, Channel.INBOX))
            for event in concerning
            if preferences.part_of(event) == name
        )
        if rows:
            yield Part(name or OTHER, str(title), rows)


def _now(chosen: dict[tuple[str, str], How], event: str, channel: Channel) -> str:
    return in_words(chosen.get((event, channel), How.AT_ONCE), channel)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def setting(request: HttpRequest, name: str) -> HttpResponse:
    """One event, one part of the overview, or everything."""
    events = _events(request.user, name)
    one = name if name in LABELS else ""
    chosen = preferences.chosen(request.user)
    initial = {channel.value: chosen.get((one, channel), How.AT_ONCE) for channel in Channel} if one else {}
    form = ChoiceForm(request.POST or None, event=one, initial=initial)
    if request.method == "POST" and form.is_valid():
        _save(request, events, form)
        return redirect("notifications:settings")
    title = LABELS[one] if one else HEADINGS.get(_key(name), _("Everything"))
    acts = preferences.asks_to_act(one) if one else True
    context = {"form": form, "title": title, "acts": acts, "one": one}
    return render(request, "notifications/setting.html", context, status=422 if form.is_bound else 200)


def _events(user: User, name: str) -> list[str]:
    """Raises Http404."""
    if name in LABELS:
        found = [name] if any(offered(name, channel) for channel in Channel) else []
    else:
        of_part = preferences.concerning(user)
        found = [event for event in of_part if name == EVERYTHING or _key(name) == preferences.part_of(event)]
    if not found:
        raise Http404
    return found


def _key(name: str) -> str:
    """A part's key in `HEADINGS`."""
    return "" if name == OTHER else name


def _save(request: HttpRequest, events: list[str], form: ChoiceForm) -> None:
    kept = [
        preferences.choose(request.user, event, channel, how)
        for channel, how in form.chosen().items()
        for event in events
        if offered(event, channel)
    ]
    if all(kept):
        messages.success(request, _("Saved."))
    else:
        messages.success(request, _("Saved. What always needs you stays as it was."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hours(request: HttpRequest) -> HttpResponse:
    form = HoursForm(request.POST or None, instance=preferences.hours_of(request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("notifications:settings")
    return render(request, "notifications/hours.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """The setting of a guest, who has no sign-in, by a signed address."""
    person, event = _of_address(token)
    now = preferences.chosen(person).get((event, Channel.MAIL), How.AT_ONCE)
    with _in_language(request, person):
        form = ChoiceForm(request.POST or None, event=event, channels=(Channel.MAIL,), initial={"mail": now})
        saved = request.method == "POST" and form.is_valid()
        if saved:
            preferences.choose(person, event, Channel.MAIL, form.chosen()[Channel.MAIL])
        context = {"form": form, "title": LABELS[event], "acts": preferences.asks_to_act(event), "saved": saved}
        context["token"] = token
        return render(request, "notifications/choose.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_hours(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's hours, by the address of any setting of theirs."""
    person, _event = _of_address(token)
    with _in_language(request, person):
        form = HoursForm(request.POST or None, instance=preferences.hours_of(person))
        saved = request.method == "POST" and form.is_valid()
        if saved:
            form.save()
        context = {"form": form, "token": token, "saved": saved}
        return render(request, "notifications/hours.html", context, status=422 if form.errors else 200)


def _of_address(token: str) -> tuple[User, str]:
    """The person and the event of a signed address. Raises Http404."""
    known = stopping.chooser(token)
    person = User.objects.filter(pk=known[0], is_active=True).first() if known else None
    if known is None or person is None or not offered(known[1], Channel.MAIL):
        raise Http404
    return person, known[1]


@csrf_exempt  # a mail service posts without a session, and the signed address is the whole permission (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows and never writes. A POST stops, or takes the stopping back; nothing else can be done here."""
    notice = stopping.noticed(token)
    if notice is None or notice.recipient is None:
        raise Http404
    events = stopping.for_information(stopping.rows_of(notice))
    done = _act(request.POST, notice.recipient, events) if request.method == "POST" else ""
    with _in_language(request, notice.recipient):
        context: dict[str, Any] = {
            "labels": [str(LABELS[event]) for event in events],
            "off": preferences.turned_off(notice.recipient, events),
            "done": done,
            "guest": notice.recipient.is_guest,
        }
        return render(request, "notifications/stop.html", context, status=400 if done == "nothing" else 200)


def _in_language(request: HttpRequest, person: User) -> AbstractContextManager[None]:
    """The mail's language, unless another one was chosen in this browser. Nobody has signed in here."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return nullcontext()
    return translation.override(person.language)


def _act(posted: Any, person: User, events: list[str]) -> str:
    if posted.get("undo"):
        preferences.resume(person, events)
        return "undone"
    if posted.get("List-Unsubscribe") == "One-Click":
        preferences.stop(person, events)
        return "stopped"
    return "nothing"
