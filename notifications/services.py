"""Telling: from an event and a resolver of audiences to rows of the ledger, in the event's transaction."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from notifications import bell, preferences
from notifications.models import RAW, RAW_EVENT, UNSENT, Alert, Channel, Notice, NoticeState
from notifications.rules import AUDIENCES, MAY_BE_NOBODY, MESSAGES, PROVINCE, RULES, UNNAMED, WHY, Audience, Rule
from notifications.webhooks import telling as webhooks
from notifications.webhooks.hearing import Matter
from partners import typed
from partners.actors import Actor
from partners.models import GuestLink, User
from workflow.refusals import GateClosed

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recipient:
    """Somebody in an audience. `path` is relative to the site; `via` is an organisation's name, or empty.

    With `guest_link` the mailed address is made from the link, and leads through its code to `path`.
    """

    user: User
    path: str
    guest_link: GuestLink | None = None
    via: str = ""


Resolver = Callable[[Audience], Iterable[Recipient]]


class Told(NamedTuple):
    """A line of "who will be told". `message` is the message's name, `via` an organisation's, or empty.

    `name` is empty where the reader may know the audience and not its people: then the audience is one line.
    """

    name: str
    audience: Audience
    via: str
    message: str
    channels: tuple[Channel, ...]

    @property
    def act(self) -> bool:
        return MESSAGES[self.message]

    @property
    def who(self) -> str:
        return self.name or str(AUDIENCES[self.audience])

    @property
    def heading(self) -> str:
        """Why and how, for all who share it: "coordinators of the Province, to act, by e-mail and inbox"."""
        words = {"audience": AUDIENCES[self.audience], "channels": how(self.channels)}
        if self.act:
            return _("%(audience)s, to act, by %(channels)s") % words
        return _("%(audience)s, for information, by %(channels)s") % words


def announce(
    event: str,
    resolve: Resolver,
    *,
    actor: Actor,
    event_key: str,
    context: dict[str, Any],
    matter: Matter,
    not_before: datetime | None = None,
    case_id: UUID | None,
) -> list[Notice]:
    """Write one row per person and channel, as each wants to hear of it, and one for each machine that may know.

    The same `event_key` again writes nothing new. `context` is JSON: number, title and institution as {"en", "fr"},
    actor_name, reason, and what the message's own text asks for (changes, conditions, sections, due, partner, text,
    message). `matter` is what machines may be told. Runs inside the event's transaction.

    Raises:
        KeyError: the event has no line in `notifications.rules`.
    """
    reached = list(_reached(event, resolve))
    _alert_where_nobody(event, reached, event_key=event_key, case_id=case_id)
    known = set(Notice.objects.filter(event_key=event_key).values_list("recipient_id", "channel"))
    now = timezone.now()
    told = list(_once_each(reached, actor))
    wishes = preferences.wishes(event, (person.user for _rule, person in told), case_id, now)
    notices = [
        preferences.fit(
            _notice(rule, person, channel, now, not_before, event, event_key, case_id, context), wishes[person.user.pk]
        )
        for rule, person in told
        for channel in _channels(rule, person.user)
        if (person.user.pk, channel) not in known
    ]
    webhooks.note(event, matter, event_key=event_key, not_before=not_before)
    return Notice.objects.bulk_create(notices, ignore_conflicts=True)


def preview(event: str, resolve: Resolver, *, actor: Actor, of_province: bool = False) -> list[Told]:
    """Who would be told if this happened now: whom `announce` would write to, as the actor may know them."""
    unnamed = UNNAMED if of_province else UNNAMED | PROVINCE
    told = {}
    for rule, person in _once_each(_reached(event, resolve), actor):
        name, via = ("", "") if rule.audience in unnamed else (person.user.name, person.via)
        key = (rule.audience, person.user.pk if name else None)
        told[key] = Told(name, rule.audience, via, rule.message, _channels(rule, person.user))
    order = [rule.audience for rule in RULES[event]]
    return sorted(told.values(), key=lambda one: (order.index(one.audience), -len(one.channels)))


def how(channels: tuple[Channel, ...]) -> str:
    """ "e-mail and inbox" """
    names = {Channel.MAIL: _("e-mail"), Channel.INBOX: _("inbox")}
    return _(" and ").join(names[one] for one in channels)


def why_sentence(audience: str, via: str = "") -> str:
    """ "you are an author of this proposal (Acadia University)", in the active language."""
    reason = str(WHY[Audience(audience)])
    return f"{reason} ({typed.plain_line(via)})" if via else reason


def cancel_held(event_key_prefix: str) -> int:
    """Cancel what is still held back, because the event was taken back. Returns how many rows.

    Raises:
        GateClosed: somebody has been told already.
    """
    if not event_key_prefix:
        raise ValueError("An empty prefix would cancel everything")
    held = Notice.objects.filter(event_key__startswith=event_key_prefix, not_before__isnull=False)
    untold = Q(channel=Channel.MAIL, state__in=UNSENT) | Q(channel=Channel.INBOX, state=NoticeState.SENT)
    cancelled = held.filter(untold).update(state=NoticeState.CANCELLED)
    told = held.filter(channel=Channel.MAIL).exclude(state=NoticeState.CANCELLED).exists()
    if not webhooks.cancel_held(event_key_prefix) or told:
        raise GateClosed(_("It is too late to take this back: people have been told."))
    return cancelled


def ring() -> None:
    """Wake a worker for the mail. Call it after commit."""
    bell.ring("notifications.tasks.deliver")


def store_raw(address: str, context: dict[str, Any], *, key: str) -> Notice:
    """A mail by another library, for the outbox. `context` holds subject, body, html, sender, reply_to, language."""
    now = timezone.now()
    return Notice.objects.create(
        event=RAW_EVENT,
        event_key=f"raw:{key}",
        address=address,
        channel=Channel.MAIL,
        message=RAW,
        context=context,
        next_try_at=now,
        created_at=now,
    )


def mark_read(user: User, notices: QuerySet[Notice]) -> int:
    """Mark these of the person's own inbox as read. Returns how many were unread."""
    unread = Notice.objects.filter(recipient=user, channel=Channel.INBOX, read_at=None)
    return unread.filter(pk__in=notices.order_by().values("pk")).update(read_at=timezone.now())


def _reached(event: str, resolve: Resolver) -> Iterator[tuple[Rule, Recipient | None]]:
    """Each rule with each of its active people, or with None where it has none."""
    for rule in RULES[event]:
        people = [person for person in resolve(rule.audience) if person.user.is_active]
        yield from ((rule, person) for person in people)
        if not people:
            yield rule, None


def _once_each(reached: Iterable[tuple[Rule, Recipient | None]], actor: Actor) -> Iterator[tuple[Rule, Recipient]]:
    seen = {actor.user.pk} if actor.user else set()
    for rule, person in reached:
        if person is not None and person.user.pk not in seen:
            seen.add(person.user.pk)
            yield rule, person


def _channels(rule: Rule, user: User) -> tuple[Channel, ...]:
    """Guests have no sign-in, so no inbox that they could open."""
    return tuple(one for one in rule.channels if one == Channel.MAIL or not user.is_guest)


def _notice(
    rule: Rule,
    person: Recipient,
    channel: Channel,
    now: datetime,
    not_before: datetime | None,
    event: str,
    event_key: str,
    case_id: UUID | None,
    context: dict[str, Any],
) -> Notice:
    in_inbox = channel == Channel.INBOX
    return Notice(
        event=event,
        event_key=event_key,
        case_id=case_id,
        recipient=person.user,
        address=person.user.email,
        channel=channel,
        message=rule.message,
        act=rule.act,
        why=rule.audience,
        via=person.via,
        context=context,
        path=person.path,
        guest_link=person.guest_link,
        state=NoticeState.SENT if in_inbox else NoticeState.PENDING,
        sent_at=(not_before or now) if in_inbox else None,
        not_before=not_before,
        next_try_at=not_before or now,
        created_at=now,
    )


def _alert_where_nobody(
    event: str, reached: list[tuple[Rule, Recipient | None]], *, event_key: str, case_id: UUID | None
) -> None:
    """An alarm where nobody at all is reached, or where somebody must act and there is nobody who could."""
    missing = [rule for rule, person in reached if person is None]
    if not missing or event in MAY_BE_NOBODY:
        return
    if len(missing) < len(reached) and not any(rule.act for rule in missing):
        return
    audiences = ", ".join(rule.audience for rule in missing)
    with translation.override(settings.LANGUAGE_CODE):
        sentence = _("Nobody was told of %(event)s: there is no active person in %(audiences)s.") % {
            "event": event,
            "audiences": audiences,
        }
    _alert, new = Alert.objects.get_or_create(
        event_key=event_key,
        defaults={"event": event, "case_id": case_id, "at": timezone.now(), "sentence": sentence},
    )
    if new:
        logger.error("%s (event %s)", sentence, event_key)
