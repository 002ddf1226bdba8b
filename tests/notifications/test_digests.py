"""Bundled mail: one for each moment, with what was gathered for it, and nothing twice."""

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from notifications import delivery, digests, preferences, selectors, services
from notifications.models import DIGEST, Channel, Hours, How, Notice, NoticeState
from notifications.services import Recipient
from notifications.webhooks.hearing import NOTHING
from partners import guests
from partners.actors import SYSTEM
from partners.models import GuestLink, User
from tests.notifications.sample import FULL
from tests.notifications.test_announce import resolver

pytestmark = pytest.mark.django_db(transaction=True)

HALIFAX = ZoneInfo("America/Halifax")
NOON = datetime(2026, 6, 1, 12, tzinfo=HALIFAX)  # a Monday
CASE = uuid.uuid4()


def tell(person, event="proposal.confirm_conditions", audience="applicant", case_id=CASE, context=FULL, **more):
    services.announce(
        event,
        resolver(**{audience: [person]}),
        actor=SYSTEM,
        event_key=str(uuid.uuid4()),
        context=context,
        matter=NOTHING,
        case_id=case_id,
        **more,
    )


def comment(person, who="Dana Moss"):
    tell(person, "comment.added", "authors", context=FULL | {"actor_name": who})


def deliver(moment) -> int:
    with time_machine.travel(moment, tick=False):
        digests.gather()
        return delivery.drain()


def text(mail) -> str:
    """Its words, wherever a line ends."""
    return " ".join(mail.get_body(("plain",)).get_content().split())


@pytest.fixture
def daily(anne) -> User:
    preferences.choose(anne, "proposal.confirm_conditions", Channel.MAIL, How.DAILY)
    preferences.choose(anne, "proposal.request_sign_off", Channel.MAIL, How.DAILY)
    return anne


def test_a_day_s_notices_come_in_one_mail_at_the_person_s_hour(mailbox, daily):
    with time_machine.travel(NOON, tick=False):
        tell(daily)
        tell(daily, case_id=uuid.uuid4(), context=FULL | {"number": "TM-2026-008"})
        tell(daily, "proposal.request_sign_off", "signatories")
    assert deliver(NOON + timedelta(hours=19, minutes=59)) == 0
    assert deliver(NOON + timedelta(hours=20)) == 1
    assert deliver(NOON + timedelta(hours=44)) == 0
    (mail,) = mailbox.mails()
    assert mail["Subject"].strip() == "Action needed: 1 of 3 notices"
    assert text(mail).count("TM-2026-007, Tidal turbine maintenance") == 1
    assert "TM-2026-008, Tidal turbine maintenance" in text(mail)
    assert "You get this because you asked for these in one mail a day." in text(mail)
    assert "/notices/settings/proposal.confirm_conditions/" in text(mail)
    assert "/notices/settings/proposal.request_sign_off/" in text(mail)
    gathered = Notice.objects.filter(digest__isnull=False)
    assert set(gathered.values_list("state", "digest__state")) == {("gathered", "sent")}


def test_the_inbox_does_not_wait_for_the_digest(daily):
    tell(daily)
    assert selectors.unread_count(daily) == 1


def test_a_week_s_mail_comes_on_its_day(mailbox, anne):
    preferences.choose(anne, "proposal.confirm_conditions", Channel.MAIL, How.WEEKLY)
    Hours.objects.create(user=anne, weekday=4, digest_at=time(17))
    with time_machine.travel(NOON, tick=False):
        tell(anne)
    friday = datetime(2026, 6, 5, 17, tzinfo=HALIFAX)
    assert (deliver(friday - timedelta(minutes=1)), deliver(friday)) == (0, 1)


def test_who_was_told_says_how_the_digest_fares(mailbox, daily):
    with time_machine.travel(NOON, tick=False):
        tell(daily)
    assert [row.state for row in selectors.delivery_of(CASE)] == [NoticeState.BUNDLED]
    deliver(NOON + timedelta(days=1))
    (row,) = selectors.delivery_of(CASE)
    assert (row.state, row.at) == (NoticeState.SENT, NOON + timedelta(days=1))


def test_three_comments_by_one_person_within_the_window_are_one_mail(mailbox, anne, settings):
    settings.COALESCE_SECONDS = 300
    for minutes in (0, 2, 4):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            comment(anne)
    assert deliver(NOON + timedelta(minutes=4, seconds=59)) == 0
    assert deliver(NOON + timedelta(minutes=5)) == 1
    (mail,) = mailbox.mails()
    assert mail["Subject"].strip() == (
        "For information: 3 comments by Dana Moss, TM-2026-007, Tidal turbine maintenance"
    )
    assert "You get this because you are an author of this proposal." in text(mail)


def test_one_comment_alone_is_its_own_mail(mailbox, anne, settings):
    settings.COALESCE_SECONDS = 300
    with time_machine.travel(NOON, tick=False):
        comment(anne)
    assert deliver(NOON + timedelta(minutes=5)) == 1
    assert not Notice.objects.filter(message=DIGEST).exists()
    assert "comment" in mailbox.mails()[0]["Subject"]


def test_what_comes_in_quiet_hours_waits_for_their_end_in_one_mail(mailbox, anne):
    Hours.objects.create(user=anne, time_zone="America/Vancouver", quiet_from=time(20), quiet_until=time(7))
    night = datetime(2026, 6, 1, 22, tzinfo=ZoneInfo("America/Vancouver"))
    with time_machine.travel(night, tick=False):
        tell(anne)
        tell(anne, "proposal.request_sign_off", "signatories")
    assert deliver(night + timedelta(hours=8, minutes=59)) == 0
    assert deliver(night + timedelta(hours=9)) == 1
    assert "these came in while you wanted no mail" in text(mailbox.mails()[0])


@pytest.mark.parametrize(("due", "state"), [("2026-06-03", "pending"), ("2026-06-20", "bundled"), ("", "bundled")])
def test_what_is_due_before_the_weekly_mail_does_not_wait_for_it(anne, due, state):
    preferences.choose(anne, "proposal.request_sign_off", Channel.MAIL, How.WEEKLY)
    with time_machine.travel(NOON, tick=False):
        tell(anne, "proposal.request_sign_off", "signatories", context=FULL | {"due": due})
    assert Notice.objects.get(channel=Channel.MAIL).state == state


def test_off_keeps_the_row_and_sends_nothing(mailbox, anne):
    preferences.choose(anne, "proposal.confirm_conditions", Channel.MAIL, How.OFF)
    preferences.choose(anne, "proposal.confirm_conditions", Channel.INBOX, How.OFF)
    tell(anne)
    assert delivery.drain() == 0
    assert set(Notice.objects.values_list("channel", "state")) == {("mail", "cancelled"), ("inbox", "cancelled")}
    assert selectors.unread_count(anne) == 0


def test_what_needs_an_act_cannot_be_turned_off_only_bundled(mailbox, anne):
    event = "proposal.request_sign_off"
    assert not preferences.choose(anne, event, Channel.MAIL, How.OFF)
    assert not preferences.choose(anne, event, Channel.INBOX, How.OFF)
    assert preferences.choose(anne, event, Channel.MAIL, How.WEEKLY)
    assert preferences.offered("comment.added", Channel.MAIL)[-1] == How.OFF
    preferences.choose(anne, "comment.added", Channel.MAIL, How.OFF)
    tell(anne, "comment.added", "mentioned")
    tell(anne, "comment.added", "authors")
    mails = Notice.objects.filter(channel=Channel.MAIL, event="comment.added")
    assert set(mails.values_list("message", "state")) == {
        ("comment_mention", "bundled"),
        ("comment_added", "cancelled"),
    }


def test_what_was_turned_off_meanwhile_is_left_out(mailbox, daily):
    with time_machine.travel(NOON, tick=False):
        tell(daily)
        preferences.stop(daily, ["proposal.confirm_conditions"])
    assert deliver(NOON + timedelta(days=1)) == 0
    assert not Notice.objects.filter(message=DIGEST).exists()


def test_a_row_that_came_too_late_for_its_digest_goes_out_by_itself(mailbox, daily):
    with time_machine.travel(NOON, tick=False):
        tell(daily)
        tell(daily)
    late = Notice.objects.filter(channel=Channel.MAIL).first()
    Notice.objects.filter(pk=late.pk).update(state=NoticeState.PENDING)
    assert deliver(NOON + timedelta(days=1)) == 2
    Notice.objects.filter(pk=late.pk).update(state=NoticeState.BUNDLED)  # as if its event committed only now
    assert deliver(NOON + timedelta(days=1, minutes=1)) == 1
    assert Notice.objects.filter(message=DIGEST).count() == 1


def test_a_decision_taken_back_is_in_no_digest(mailbox, anne):
    preferences.choose(anne, "proposal.approve", Channel.MAIL, How.DAILY)
    with time_machine.travel(NOON, tick=False):
        services.announce(
            "proposal.approve",
            resolver(applicant=[anne]),
            actor=SYSTEM,
            event_key="rec",
            context=FULL,
            not_before=timezone.now() + timedelta(minutes=10),
            matter=NOTHING,
            case_id=CASE,
        )
        assert services.cancel_held("rec") == 2
    assert deliver(NOON + timedelta(days=1)) == 0


def test_a_digest_comes_after_what_holds_its_notice(anne):
    preferences.choose(anne, "proposal.approve", Channel.MAIL, How.DAILY)
    before = datetime(2026, 6, 1, 7, 55, tzinfo=HALIFAX)
    with time_machine.travel(before, tick=False):
        tell(anne, "proposal.approve", not_before=before + timedelta(minutes=10))
    assert Notice.objects.get(channel=Channel.MAIL).next_try_at == datetime(2026, 6, 2, 8, tzinfo=HALIFAX)


def test_a_guest_s_digest_leads_by_their_own_link_and_ends_with_it(mailbox):
    guest = User.objects.create_user("gail@works.example", None, name="Gail Guest", is_guest=True, language="fr")
    preferences.choose(guest, "endorsement.invite", Channel.MAIL, How.DAILY)
    link = guests.make_link(guest, "endorse", CASE, NOON + timedelta(days=14))
    for moment in (NOON, NOON + timedelta(days=1)):
        with time_machine.travel(moment, tick=False):
            services.announce(
                "endorsement.invite",
                lambda _audience: [Recipient(guest, "", link, "Fundy")],
                actor=SYSTEM,
                event_key=str(moment),
                context=FULL,
                matter=NOTHING,
                case_id=CASE,
            )
        deliver(moment + timedelta(hours=20))
        GuestLink.objects.filter(pk=link.pk).update(revoked_at=moment + timedelta(hours=21))
    (mail,) = mailbox.mails()
    assert guests.url_for(link) in text(mail)
    assert "Vous recevez" in text(mail)
    assert "/notices/choose/" in text(mail)


def test_one_broken_message_does_not_take_the_digest_with_it(mailbox, daily):
    with time_machine.travel(NOON, tick=False):
        tell(daily)
        tell(daily)
    Notice.objects.filter(pk=Notice.objects.filter(channel=Channel.MAIL).first().pk).update(message="no_such")
    assert deliver(NOON + timedelta(days=1)) == 1


def test_announcing_asks_as_many_queries_for_three_people_as_for_one(anne, carol, fabien, django_assert_num_queries):
    for people in ([anne], [anne, carol, fabien]):
        with django_assert_num_queries(6):  # the transaction's own two are among them
            services.announce(
                "proposal.confirm_conditions",
                resolver(applicant=people),
                actor=SYSTEM,
                event_key=str(uuid.uuid4()),
                context=FULL,
                matter=NOTHING,
                case_id=CASE,
            )
