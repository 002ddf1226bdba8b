import multiprocessing
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connection, connections, transaction
from django.utils import timezone

from notifications import delivery, operating, services
from notifications.models import Attempt, Channel, Notice, NoticeState
from notifications.services import Recipient
from notifications.sinks import LocalMailboxSink, SmtpSink
from notifications.webhooks.hearing import NOTHING
from partners import guests
from partners.actors import SYSTEM, Actor
from partners.models import GuestLink, User
from tests.notifications.conftest import free_port
from tests.notifications.sample import FULL
from tests.notifications.test_announce import resolver

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = timedelta(seconds=45)


def tell(*people, event="proposal.request_sign_off", audience="signatories", context=FULL, **more):
    services.announce(
        event,
        resolver(**{audience: people}),
        actor=SYSTEM,
        event_key=str(uuid.uuid4()),
        context=context,
        matter=NOTHING,
        case_id=None,
        **more,
    )


def mail() -> Notice:
    return Notice.objects.get(channel=Channel.MAIL)


def test_each_reader_gets_their_own_language_while_one_acts(mailbox, anne, fabien):
    tell(anne, fabien)
    assert delivery.drain() == 2
    (english,), (french,) = mailbox.to(anne.email), mailbox.to(fabien.email)
    assert english["Subject"].strip() == "Action needed: sign TM-2026-007 “Tidal turbine maintenance” or send it back"
    assert french["Subject"].strip().startswith("À faire\xa0: signer TM-2026-007")
    assert "Entretien de turbines marémotrices" in " ".join(french.get_body(("plain",)).get_content().split())
    assert '<html lang="fr">' in french.get_body(("html",)).get_content()
    assert set(Notice.objects.filter(channel=Channel.MAIL).values_list("language", flat=True)) == {"en", "fr"}


def test_the_text_says_where_to_go_and_why_it_came(mailbox, anne, settings):
    tell(anne)
    delivery.drain()
    text = mailbox.to(anne.email)[0].get_body(("plain",)).get_content()
    assert f"{settings.SITE_URL}/proposals/1/" in text
    assert "You get this because you sign for your institution." in text


def invite_a_guest() -> GuestLink:
    guest = User.objects.create_user("gail@works.example", None, name="Gail Guest", is_guest=True)
    link = guests.make_link(guest, "endorse", uuid.uuid4(), timezone.now() + timedelta(days=14))
    services.announce(
        "endorsement.invite",
        lambda _audience: [Recipient(guest, "", link, "Fundy Ocean Works")],
        actor=SYSTEM,
        event_key=str(uuid.uuid4()),
        context=FULL,
        matter=NOTHING,
        case_id=link.case_id,
    )
    return link


def test_a_guest_s_link_is_in_the_mail_and_not_in_the_database(mailbox, settings):
    link = invite_a_guest()
    delivery.drain()
    (message,) = mailbox.to("gail@works.example")
    assert f"{settings.SITE_URL}{guests.url_for(link)}" in message.get_body(("plain",)).get_content()
    assert guests.token_of(link) not in str(Notice.objects.values())


def test_a_guest_whose_link_was_revoked_hears_no_more(mailbox):
    GuestLink.objects.filter(pk=invite_a_guest().pk).update(revoked_at=timezone.now())
    assert delivery.drain() == 0
    assert mail().state == NoticeState.CANCELLED


def test_a_held_mail_waits_for_its_time(mailbox, anne):
    tell(anne, not_before=timezone.now() + timedelta(minutes=10))
    assert delivery.drain() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert delivery.drain() == 1


def test_a_server_that_is_away_is_tried_again_and_gets_it_once(mailbox, anne, settings):
    tell(anne)
    right = settings.DELIVERY_EMAIL
    settings.DELIVERY_EMAIL = right | {"port": free_port()}
    assert delivery.drain() == 0
    waiting = mail()
    assert (waiting.state, waiting.attempts) == (NoticeState.RETRYING, 1)
    assert "refused" in waiting.last_error
    settings.DELIVERY_EMAIL = right
    assert delivery.drain() == 0  # not before its next try
    with time_machine.travel(waiting.next_try_at + timedelta(seconds=1)):
        assert delivery.drain() == 1
        assert delivery.drain() == 0
    assert len(mailbox.mails()) == 1
    assert mail().state == NoticeState.SENT


def test_a_temporary_refusal_is_tried_again(mailbox, anne):
    mailbox.answers = ["451 come back later"]
    tell(anne)
    delivery.drain()
    assert mail().state == NoticeState.RETRYING
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        delivery.drain()
    assert len(mailbox.mails()) == 1


def test_a_permanent_refusal_is_not_tried_again_until_the_operator_says_so(mailbox, anne):
    mailbox.recipient_answer = "550 no such person"
    tell(anne)
    delivery.drain()
    failed = mail()
    assert failed.state == NoticeState.UNDELIVERABLE
    assert "no such person" in failed.last_error
    mailbox.recipient_answer = ""
    assert operating.replay(failed.pk, actor=SYSTEM)
    assert delivery.drain() == 1


def test_a_mail_the_server_took_without_an_answer_is_not_sent_twice(mailbox, anne):
    mailbox.answers = ["keep, then break off"]
    tell(anne)
    delivery.drain()
    assert mail().in_doubt
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        delivery.drain()
    assert len(mailbox.mails()) == 1
    assert mail().state == NoticeState.SENT


def test_who_takes_over_a_lost_lease_asks_the_sink_first(mailbox, anne):
    tell(anne)
    taken = delivery.claim(mail(), LEASE)
    LocalMailboxSink().send(delivery.write(taken))  # and then the worker dies before it can write it down
    assert delivery.drain() == 0
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        assert delivery.drain() == 1
    assert len(mailbox.mails()) == 1


def test_plain_smtp_cannot_say_and_sends_again_under_the_same_id(mailbox, anne):
    tell(anne)
    SmtpSink().send(delivery.write(delivery.claim(mail(), LEASE)))
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        delivery.drain(sink=SmtpSink())
    first, second = mailbox.mails()
    assert first["Message-ID"] == second["Message-ID"] == mail().message_id


def remind(person) -> None:
    tell(person, event="invitation.reminder", audience="invitee")


def test_a_reminder_that_may_have_arrived_over_plain_smtp_is_held_until_the_operator_decides(mailbox, anne):
    remind(anne)
    SmtpSink().send(delivery.write(delivery.claim(mail(), LEASE)))
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        assert delivery.drain(sink=SmtpSink()) == 0
        assert delivery.drain(sink=SmtpSink()) == 0
    assert (mail().state, len(mailbox.mails())) == (NoticeState.HELD, 1)
    assert operating.replay(mail().pk, actor=SYSTEM)
    with time_machine.travel(timezone.now() + timedelta(seconds=1)):
        assert delivery.drain(sink=SmtpSink()) == 1
    assert len({message["Message-ID"] for message in mailbox.mails()}) == 1


def test_a_reminder_in_doubt_is_not_held_where_the_sink_can_be_asked(mailbox, anne):
    remind(anne)
    delivery.claim(mail(), LEASE)  # and the worker dies before it sends
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        assert delivery.drain() == 1
    assert (mail().state, len(mailbox.mails())) == (NoticeState.SENT, 1)


class Service(LocalMailboxSink):
    """A mail service with an interface of its own, as `MAIL_SINK` names it."""

    asked: list[str] = []
    away = False

    def was_accepted(self, message_id: str) -> bool | None:
        self.asked.append(message_id)
        if self.away:
            raise ConnectionError("no answer")
        return super().was_accepted(message_id)


def test_a_mail_service_that_can_be_asked_plugs_in_by_its_name_and_is_asked_before_a_mail_in_doubt(
    mailbox, anne, settings, monkeypatch
):
    monkeypatch.setattr(Service, "asked", [])
    settings.MAIL_SINK = f"{__name__}.Service"
    tell(anne)
    sent = delivery.write(delivery.claim(mail(), LEASE))
    Service().send(sent)
    moment = timezone.now() + LEASE + timedelta(seconds=1)
    with time_machine.travel(moment):
        monkeypatch.setattr(Service, "away", True)
        assert delivery.drain() == 0
    assert (mail().state, mail().in_doubt, len(mailbox.mails())) == (NoticeState.RETRYING, True, 1)
    with time_machine.travel(moment + timedelta(minutes=5)):
        monkeypatch.setattr(Service, "away", False)
        assert delivery.drain() == 1
    assert (Service.asked, len(mailbox.mails())) == ([mail().message_id] * 2, 1)


def test_a_held_mail_that_arrived_counts_as_sent_and_is_not_sent_again(mailbox, anne):
    remind(anne)
    Notice.objects.filter(channel=Channel.MAIL).update(state=NoticeState.HELD, in_doubt=True)
    assert operating.arrived(mail().pk, actor=SYSTEM)
    assert not operating.arrived(mail().pk, actor=SYSTEM)
    assert not operating.replay(mail().pk, actor=SYSTEM)
    assert (delivery.drain(), mail().state) == (0, NoticeState.SENT)


def test_what_is_set_aside_waits_for_the_operator(mailbox, anne):
    tell(anne)
    assert operating.set_aside(mail().pk, actor=SYSTEM)
    assert delivery.drain() == 0
    assert operating.replay(mail().pk, actor=SYSTEM)
    assert delivery.drain() == 1


def test_each_try_is_on_record_with_its_answer_and_so_is_what_the_operator_did(mailbox, anne, carol):
    mailbox.recipient_answer = "550 no such person"
    tell(anne)
    delivery.claim(mail(), LEASE)  # the first worker dies
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        delivery.drain()
        mailbox.recipient_answer = ""
        operating.replay(mail().pk, actor=Actor(carol))
        delivery.drain()
    lines = [(one.number, one.state, one.by) for one in Attempt.objects.order_by("id")]
    assert lines == [
        (1, NoticeState.LEASED, None),
        (2, NoticeState.UNDELIVERABLE, None),
        (2, NoticeState.RETRYING, carol),
        (1, NoticeState.SENT, None),
    ]
    assert "no such person" in Attempt.objects.get(state=NoticeState.UNDELIVERABLE).answer
    assert Attempt.objects.get(state=NoticeState.LEASED).answer == delivery.LOST


def test_three_days_of_trying_begin_again_when_the_operator_sends_again(mailbox, anne):
    mailbox.answers = ["451 later", "451 later"]
    tell(anne)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        delivery.drain()
        assert mail().state == NoticeState.UNDELIVERABLE
        operating.replay(mail().pk, actor=SYSTEM)
        delivery.drain()
        assert mail().state == NoticeState.RETRYING


def test_a_worker_that_lost_its_lease_writes_nothing_down(mailbox, anne):
    tell(anne)
    slow = delivery.claim(mail(), LEASE)
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        delivery.drain()
        sink = delivery.current_sink()
        assert delivery.deliver_one(slow, sink) is False
        sink.close()
    assert mail().state == NoticeState.SENT


def test_a_row_is_claimed_once(anne):
    tell(anne)
    seen = mail()
    assert delivery.claim(seen, LEASE) is not None
    assert delivery.claim(seen, LEASE) is None


def test_a_poisonous_message_is_set_aside_and_delays_nobody(mailbox, anne, carol):
    tell(anne)
    Notice.objects.filter(recipient=anne).update(message="there_is_no_such_message")
    tell(carol)
    moment = timezone.now()
    for _try in range(6):
        with time_machine.travel(moment):
            delivery.drain()
        moment += timedelta(minutes=5)
    poisoned = Notice.objects.get(recipient=anne, channel=Channel.MAIL)
    assert (poisoned.state, poisoned.attempts) == (NoticeState.QUARANTINED, 5)
    assert len(mailbox.to(carol.email)) == 1


def test_pauses_grow_and_end_at_four_minutes():
    assert delivery.pause(1) <= timedelta(seconds=2)
    assert timedelta(seconds=120) <= delivery.pause(50) <= timedelta(seconds=240)


def _worker(settings_of_mail, database):
    connections.close_all()
    from django.conf import settings

    connections["default"].settings_dict["NAME"] = database
    settings.DELIVERY_EMAIL, settings.MAILBOX_DIR = settings_of_mail
    settings.MAIL_EMBEDDED = True
    delivery.drain()
    connections.close_all()


def test_workers_that_run_together_deliver_each_mail_once(mailbox, settings):
    if connection.settings_dict["NAME"] in {":memory:", ""} or "mode=memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database cannot be shared between processes")
    people = [User.objects.create_user(f"p{n}@x.example", None, name=f"P{n}") for n in range(30)]
    tell(*people)
    database = connection.settings_dict["NAME"]
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    args = ((settings.DELIVERY_EMAIL, settings.MAILBOX_DIR), database)
    workers = [fork.Process(target=_worker, args=args) for _n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(message["To"] for message in mailbox.mails()) == sorted(person.email for person in people)
    states = Notice.objects.filter(channel=Channel.MAIL).values_list("state", "attempts")
    assert set(states) == {(NoticeState.SENT, 1)}


def test_mail_by_any_library_takes_the_same_way_and_leaves_no_text_behind(mailbox):
    message = EmailMultiAlternatives("Reset", "secret link", "a@x.example", ["b@x.example", "c@x.example"])
    message.attach_alternative("<p>secret link</p>", "text/html")
    assert message.send() == 1
    assert mailbox.mails() == []
    assert delivery.drain() == 2
    assert {mail["To"] for mail in mailbox.mails()} == {"b@x.example", "c@x.example"}
    assert "secret link" in mailbox.mails()[0].get_body(("html",)).get_content()
    assert not Notice.objects.filter(context__icontains="secret").exists()


def test_a_rolled_back_request_sends_no_library_mail(mailbox):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send_mail("s", "b", None, ["b@x.example"])
        raise ZeroDivisionError
    assert delivery.drain() == 0


def test_a_line_break_in_a_header_is_refused(mailbox):
    with pytest.raises(BadHeaderError):
        EmailMessage("hello\nBcc: all@x.example", "b", None, ["b@x.example"]).send()
    assert not Notice.objects.exists()
