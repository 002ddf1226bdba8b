"""What each person wants to hear, how and when: choices per event and channel, and their hours.

What asks the person to act can be bundled, never turned off: `OFF` counts only for what is for information.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils.functional import Promise

from notifications import timing
from notifications.models import Channel, Choice, Hours, How, Notice, NoticeState
from notifications.rules import RULES, A, Audience
from notifications.timing import Clock
from partners.models import User
from partners.roles import Role
from workflow.events import OTHER_EVENTS
from workflow.process import TABLE

USUAL = Clock()
TURNED_OFF = "The reader has turned this off."
LABELS: dict[str, Promise] = {row.event: row.label for row in TABLE} | OTHER_EVENTS
CONVERSATION = ("comment.", "suggestion.")  # several within a few minutes become one mail


PARTNERS = (Role.CONTRIBUTOR, Role.ENDORSER)
OF_PARTNERS = frozenset({A.INVITED_PARTNERS, A.INVITEE, A.CURRENT_ENDORSERS})
EVERYBODY = frozenset({A.MENTIONED, A.IN_THREAD, A.REPLIER, A.SUGGESTER, A.NEED_OWNERS, A.NEED_SHARERS})
AUDIENCES_OF: dict[Role, frozenset[Audience]] = {
    Role.AUTHOR: frozenset({A.AUTHORS, A.APPLICANT, A.NEED_SUPPORTERS}),
    Role.SIGNATORY: frozenset({A.SIGNATORIES, A.APPLICANT}),
    Role.ADMINISTRATOR: frozenset({A.ADMINISTRATORS}),
    Role.CONTRIBUTOR: OF_PARTNERS,
    Role.ENDORSER: OF_PARTNERS,
    Role.COORDINATOR: frozenset({A.COORDINATORS}),
    Role.REVIEWER: frozenset({A.REVIEWERS, A.ASSIGNEE}),
    Role.APPROVER: frozenset({A.APPROVERS}),
}


@dataclass(frozen=True)
class Wish:
    """One person's choices of one event, and their hours. `window` is the open one of this case, if there is any."""

    choices: dict[str, How] = field(default_factory=dict)
    clock: Clock = USUAL
    window: tuple[str, datetime] | None = None

    def how(self, channel: str) -> How:
        return self.choices.get(channel, How.AT_ONCE)


def offered(event: str, channel: Channel) -> tuple[How, ...]:
    """What may be chosen; () where there is no choice to make."""
    rules = [rule for rule in RULES[event] if channel in rule.channels]
    if not rules:
        return ()
    bundled = (How.AT_ONCE, How.DAILY, How.WEEKLY) if channel == Channel.MAIL else (How.AT_ONCE,)
    found = bundled if all(rule.act for rule in rules) else (*bundled, How.OFF)
    return found if len(found) > 1 else ()


def asks_to_act(event: str) -> bool:
    """Somebody whom the event reaches has something to do."""
    return any(rule.act for rule in RULES[event])


def part_of(event: str) -> str:
    """The key of its part in `table.HEADINGS`."""
    return "" if event in OTHER_EVENTS else event.partition(".")[0]


def concerning(user: User) -> list[str]:
    """Events that may reach this person as the roles they hold have it, and those they chose something for."""
    roles = set(user.memberships.values_list("role", flat=True))
    audiences = EVERYBODY.union(*(AUDIENCES_OF.get(Role(role), frozenset()) for role in roles or PARTNERS))
    kept = {event for event, _channel in chosen(user)}
    return [
        event
        for event, rules in RULES.items()
        if any(offered(event, channel) for channel in Channel)
        and (event in kept or any(rule.audience in audiences for rule in rules))
    ]


def wishes(event: str, users: Iterable[User], case_id: UUID | None, now: datetime) -> dict[UUID, Wish]:
    """A wish for every person; two queries, and a third where mails of a conversation may be waiting."""
    keys = [user.pk for user in users]
    chosen: dict[UUID, dict[str, How]] = {}
    for row in Choice.objects.filter(user__in=keys, event=event):
        chosen.setdefault(row.user_id, {})[row.channel] = How(row.how)
    clocks = {row.user_id: clock_of(row) for row in Hours.objects.filter(user__in=keys)}
    windows = _windows(keys, case_id, now) if event.startswith(CONVERSATION) else {}
    return {key: Wish(chosen.get(key, {}), clocks.get(key, USUAL), windows.get(key)) for key in keys}


def clock_of(row: Hours) -> Clock:
    return Clock(row.time_zone, row.digest_at, row.weekday, row.quiet_from, row.quiet_until)


def hours_of(user: User) -> Hours:
    """The person's hours, not saved where they never chose any."""
    return Hours.objects.filter(user=user).first() or Hours(user=user)


def _windows(keys: list[UUID], case_id: UUID | None, now: datetime) -> dict[UUID, tuple[str, datetime]]:
    waiting = Notice.objects.filter(
        recipient__in=keys,
        case_id=case_id,
        state=NoticeState.BUNDLED,
        bundle__startswith="burst:",
        next_try_at__gt=now,
    )
    rows = waiting.order_by("-next_try_at").values_list("recipient_id", "bundle", "next_try_at")
    return {person: (bundle, moment) for person, bundle, moment in rows if person is not None}


def fit(notice: Notice, wish: Wish) -> Notice:
    """Give a new row the state, the bundle and the moment that its reader wants."""
    how = wish.how(notice.channel)
    if how == How.OFF and not notice.act:
        notice.state, notice.last_error, notice.sent_at = NoticeState.CANCELLED, TURNED_OFF, None
    elif notice.channel == Channel.MAIL:
        notice.bundle, notice.next_try_at = _when(notice, wish, how)
        notice.state = NoticeState.BUNDLED if notice.bundle else NoticeState.PENDING
    return notice


def _when(notice: Notice, wish: Wish, how: How) -> tuple[str, datetime]:
    """The bundle, "" for a mail of its own, and its moment. Never before what holds the notice is over."""
    start = max(notice.next_try_at, notice.created_at)
    clock = wish.clock
    if how in (How.DAILY, How.WEEKLY):
        slot = timing.next_daily(clock, start) if how == How.DAILY else timing.next_weekly(clock, start)
        moment = timing.after_quiet(clock, slot)
        if not _too_late(notice, start, moment):
            return _bundle(how, moment), moment
    moment = timing.after_quiet(clock, start)
    if moment > start:
        return _bundle("quiet", moment), moment
    if notice.event.startswith(CONVERSATION) and settings.COALESCE_SECONDS:
        if wish.window:
            return wish.window
        moment = timing.after_quiet(clock, start + timedelta(seconds=settings.COALESCE_SECONDS))
        return _bundle(f"burst:{str(notice.case_id)[:8]}", moment), moment
    return "", start


def _too_late(notice: Notice, start: datetime, moment: datetime) -> bool:
    """What asks to act by a day that lies between now and the bundle's moment can't wait for it."""
    try:
        due = datetime.fromisoformat(str(notice.context.get("due") or ""))
    except ValueError:
        return False
    return notice.act and start < (due if due.tzinfo else due.replace(tzinfo=UTC)) <= moment


def _bundle(kind: str, moment: datetime) -> str:
    return f"{kind}:{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def choose(user: User, event: str, channel: Channel, how: How) -> bool:
    """Write down a choice. False where it is not offered, and nothing is changed."""
    if how not in offered(event, channel):
        return False
    Choice.objects.update_or_create(user=user, event=event, channel=channel, defaults={"how": how, "before": ""})
    return True


def chosen(user: User) -> dict[tuple[str, str], How]:
    """Everything this person chose: (event, channel) → how."""
    rows = Choice.objects.filter(user=user)
    return {(row.event, row.channel): How(row.how) for row in rows}


def stop(user: User, events: Iterable[str]) -> None:
    """No more mail about these for information. Again, it changes nothing."""
    for event in events:
        choice, _new = Choice.objects.get_or_create(
            user=user, event=event, channel=Channel.MAIL, defaults={"how": How.AT_ONCE}
        )
        Choice.objects.filter(pk=choice.pk).exclude(how=How.OFF).update(how=How.OFF, before=F("how"))


def resume(user: User, events: Iterable[str]) -> None:
    """As it was before `stop`."""
    stopped = Choice.objects.filter(user=user, event__in=list(events), channel=Channel.MAIL, how=How.OFF)
    stopped.exclude(before="").update(how=F("before"), before="")


def turned_off(user: User, events: Iterable[str]) -> bool:
    """Is mail about all of these off?"""
    wanted = set(events)
    off = Choice.objects.filter(user=user, event__in=wanted, channel=Channel.MAIL, how=How.OFF).count()
    return bool(wanted) and off == len(wanted)
