"""Thirty days around both changes of daylight saving: each reminder and each digest once, whoever is killed."""

import re
from collections import Counter
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import connections

from notifications import preferences, services
from notifications.models import DIGEST, Channel, Hours, How, Notice, NoticeState
from notifications.webhooks.hearing import NOTHING
from partners.actors import SYSTEM
from partners.models import User
from proposals.codesign.models import Endorsement
from proposals.facts import framework_of
from proposals.models import Proposal, Reminder
from tests import world as worlds
from tests.notifications.sample import FULL
from tests.notifications.test_announce import resolver
from tests.notifications.thirty_days import HALIFAX, Pair, moments
from workflow import clocks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos]

DAYS = 30
EVENT = "proposal.confirm_conditions"
SPRING, AUTUMN = "spring, a day of 23 hours", "autumn, a day of 25 hours"
STARTS = {
    SPRING: datetime(2027, 2, 27, 9, tzinfo=HALIFAX),  # 14 March
    AUTUMN: datetime(2027, 10, 23, 9, tzinfo=HALIFAX),  # 7 November
}
HOURS = {"08:00": time(8), "01:30": time(1, 30), "02:30": time(2, 30), "00:00": time(0), "23:59": time(23, 59)}
TOLD_AT = {time(12), time(18), time(23, 59)}  # an event for everybody, before the beat of that moment


def people() -> dict[str, User]:
    """Daily readers by their hour, one weekly reader, and one with quiet hours."""
    found = {}
    for name, at in HOURS.items():
        found[name] = User.objects.create_user(f"at{name.replace(':', '')}@x.example", None, name=f"At {name}")
        preferences.choose(found[name], EVENT, Channel.MAIL, How.DAILY)
        Hours.objects.create(user=found[name], digest_at=at)
    found["weekly"] = User.objects.create_user("weekly@x.example", None, name="Weekly")
    preferences.choose(found["weekly"], EVENT, Channel.MAIL, How.WEEKLY)
    found["quiet"] = User.objects.create_user("quiet@x.example", None, name="Quiet")
    Hours.objects.create(user=found["quiet"], quiet_from=time(21), quiet_until=time(7))
    return found


def cases(world) -> None:
    """A return whose reminders, risk and lapse come; an unanswered invitation; a late step; a late review."""
    story = world.story(days=42, topic="dementia-care").invite("fundy").open().endorse("fundy").sign_off().submit()
    story.assign("rita", "rob").review("rita", "rob").require("R2", "C", "Say more.")
    story.move("return_for_changes", "cora")
    world.story(days=3, topic="heat-pumps").invite("cabot").open()
    world.story(days=7).invite("fundy").open().endorse("fundy").sign_off().submit()
    late = world.story(days=28, topic="energy-audit")
    late.invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rosa").review("rita")


def tell(everybody, number: int) -> None:
    services.announce(
        EVENT,
        resolver(applicant=list(everybody.values())),
        actor=SYSTEM,
        event_key=f"event-{number}",
        context=FULL | {"number": f"N{number:04}N"},
        matter=NOTHING,
        case_id=None,
    )
    connections.close_all()


@pytest.mark.parametrize("season", [pytest.param(SPRING, marks=pytest.mark.long), AUTUMN])
def test_each_reminder_and_each_digest_comes_once(mailbox, season, record_property):
    start, seed = STARTS[season], 20270314
    with time_machine.travel(start, tick=False):
        cases(worlds.people_only())
        everybody = people()
        Notice.objects.update(state=NoticeState.CANCELLED)  # what the histories told is not of these thirty days
    pair = Pair(seed, kill_one_in=6)
    told = 0
    for moment in moments(start, DAYS):
        if moment.astimezone(HALIFAX).time() in TOLD_AT:
            told += 1
            with time_machine.travel(moment - timedelta(minutes=1), tick=False):
                tell(everybody, told)
        pair.beat(moment)
    pair.kill_one_in = 10**9
    for after in moments(moment + timedelta(minutes=1), 9, (*HOURS, "03:30")):  # the last bundles
        pair.beat(after)
    pair.stop()
    mails = mailbox.mails()
    record_property("seed", seed)
    record_property("beats of both schedulers", pair.beats)
    record_property("schedulers killed in their work", pair.kills)
    record_property("mails", len(mails))
    record_property("reminders told", Reminder.objects.count())
    record_property("digests", Notice.objects.filter(message=DIGEST).count())
    assert pair.kills > 10
    assert max(Counter(mail["Message-ID"] for mail in mails).values()) == 1
    unsent = Notice.objects.filter(channel=Channel.MAIL).exclude(state__in=["sent", "gathered", "cancelled"])
    assert not unsent.exists()
    every_event_once(mails, everybody, told)
    one_digest_a_day(everybody)
    every_reminder_once(mails)


def every_event_once(mails, everybody, told: int) -> None:
    """Whatever happened stands in one mail to each person, and in no second one."""
    for person in everybody.values():
        texts = [m.get_body(("plain",)).get_content() for m in mails if m["To"] == person.email]
        found = Counter(number for text in texts for number in set(re.findall(r"N\d{4}N", text)))
        assert found == dict.fromkeys((f"N{number:04}N" for number in range(1, told + 1)), 1), person


def one_digest_a_day(everybody) -> None:
    """At the person's hour on the wall, on every day, those of 23 and of 25 hours among them."""
    for name, at in HOURS.items():
        rows = Notice.objects.filter(recipient=everybody[name], message=DIGEST).order_by("created_at")
        walls = [row.created_at.astimezone(HALIFAX) for row in rows]
        days = [wall.date() for wall in walls]
        assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
        assert len(days) in {DAYS, DAYS + 1}
        skipped = time(3, 30) if name == "02:30" and days[0].month < 7 else at
        assert {wall.time() for wall in walls} in ({at}, {at, skipped})
        assert all(row.sent_at - row.created_at <= timedelta(hours=8) for row in rows)
    weekly = Notice.objects.filter(recipient=everybody["weekly"], message=DIGEST)
    walls = [row.created_at.astimezone(HALIFAX) for row in weekly]
    assert {(wall.weekday(), wall.time()) for wall in walls} == {(0, time(8))}
    assert len({wall.date() for wall in walls}) == len(walls) in {5, 6}
    for row in Notice.objects.filter(recipient=everybody["quiet"], message=DIGEST):
        assert row.created_at.astimezone(HALIFAX).time() >= time(7)


def every_reminder_once(mails) -> None:
    """By rule, subject, due date and person: as many mails as the framework has moments."""
    events = Counter((mail["X-Tidemark-Event"], mail["To"]) for mail in mails)
    told = Counter(Reminder.objects.values_list("event", flat=True))
    assert told == {
        "invitation.reminder": 2,
        "returned.reminder": 2,  # day 30 lies before these thirty days and is caught up with, day 53 in them
        "institution.at_risk": 1,
        "province.overdue": 2,
        "review.overdue": 1,
    }
    for event, times in told.items():
        rows = Notice.objects.filter(event=event, channel=Channel.MAIL)
        assert rows.values("event_key").distinct().count() == times, event
        expected = Counter(rows.values_list("address", flat=True))
        assert {to: count for (name, to), count in events.items() if name == event} == expected, event
        assert max(expected.values()) <= times
    endorsement = Endorsement.objects.get(organisation__short_name="cabot")
    moved = clocks.invitation_reminders(endorsement.invited_at, endorsement.due_at, framework_of(endorsement.proposal))
    assert events["invitation.reminder", endorsement.person.email] == len(moved) == 2
    assert Proposal.objects.filter(state="lapsed").count() == 1
    lapsed = Counter(mail["To"] for mail in mails if mail["X-Tidemark-Event"] == "proposal.lapse")
    assert set(lapsed.values()) == {1}
