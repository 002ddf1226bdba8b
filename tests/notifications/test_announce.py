import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from notifications import bell, selectors, services
from notifications.models import Alert, Channel, Notice, NoticeState
from notifications.rules import Audience
from notifications.services import Recipient, announce, preview
from notifications.webhooks.hearing import NOTHING
from partners.actors import SYSTEM, Actor
from partners.models import User
from tests.notifications.sample import LEAST
from workflow.refusals import GateClosed

pytestmark = pytest.mark.django_db


def resolver(**people):
    def resolve(audience):
        return [Recipient(user, "/proposals/1/", None, "") for user in people.get(audience.value, [])]

    return resolve


def tell(event, resolve, actor=SYSTEM, key=None, **more):
    case_id = more.pop("case_id", None)
    return announce(
        event,
        resolve,
        actor=actor,
        event_key=key or str(uuid.uuid4()),
        context=LEAST,
        matter=NOTHING,
        case_id=case_id,
        **more,
    )


def test_a_person_is_told_once_per_channel_with_the_first_rule_s_message(anne):
    tell("proposal.withdraw", resolver(applicant=[anne, anne], coordinators=[anne]))
    rows = Notice.objects.values_list("channel", "message", "why")
    assert sorted(rows) == [
        ("inbox", "withdrawn", Audience.APPLICANT),
        ("mail", "withdrawn", Audience.APPLICANT),
    ]


def test_the_same_event_announced_again_writes_nothing(anne):
    people = resolver(signatories=[anne])
    assert len(tell("proposal.request_sign_off", people, key="k")) == 2
    assert tell("proposal.request_sign_off", people, key="k") == []
    assert Notice.objects.count() == 2


def test_the_same_kind_of_event_twice_is_two_notices(anne):
    tell("proposal.request_sign_off", resolver(signatories=[anne]))
    tell("proposal.request_sign_off", resolver(signatories=[anne]))
    assert Notice.objects.filter(channel=Channel.MAIL).count() == 2


def test_nobody_is_told_of_their_own_act_and_that_is_no_alarm(anne):
    assert tell("proposal.withdraw", resolver(applicant=[anne]), actor=Actor(anne)) == []
    assert not Alert.objects.exists()


def test_inactive_people_are_left_out(anne, carol):
    carol.is_active = False
    carol.save()
    tell("proposal.request_sign_off", resolver(signatories=[anne, carol]))
    assert {notice.recipient for notice in Notice.objects.all()} == {anne}


def test_an_event_that_reaches_nobody_raises_one_alarm(caplog):
    case = uuid.uuid4()
    tell("proposal.request_sign_off", resolver(), key="k", case_id=case)
    tell("proposal.request_sign_off", resolver(), key="k", case_id=case)
    alert = Alert.objects.get()
    assert (alert.event, alert.case_id) == ("proposal.request_sign_off", case)
    assert "signatories" in alert.sentence
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_nobody_who_could_act_is_an_alarm_even_when_somebody_is_informed(anne):
    tell("proposal.submit", resolver(authors=[anne]))
    assert "coordinators" in Alert.objects.get().sentence
    assert Notice.objects.filter(recipient=anne, message="submitted_receipt").count() == 2


def test_an_event_that_concerns_nobody_is_no_alarm():
    assert tell("proposal.create", resolver()) == []
    assert not Alert.objects.exists()


def test_an_event_without_a_rule_is_an_error():
    with pytest.raises(KeyError):
        tell("proposal.unheard_of", resolver())


def test_the_preview_names_the_people_that_are_then_told(anne, carol, fabien):
    people = resolver(coordinators=[carol, fabien], authors=[anne, carol])
    told = preview("proposal.submit", people, actor=Actor(fabien), of_province=True)
    assert [(line.name, line.message, line.act) for line in told] == [
        ("Carol Coord", "submitted", True),
        ("Anne Author", "submitted_receipt", False),
    ]
    assert [line.heading for line in told] == [
        "coordinators of the Province, to act, by e-mail and inbox",
        "authors of the proposal, for information, by e-mail and inbox",
    ]
    tell("proposal.submit", people, actor=Actor(fabien))
    rows = Notice.objects.filter(channel=Channel.MAIL).values_list("recipient__name", "message")
    assert set(rows) == {(line.name, line.message) for line in told}


def test_the_preview_names_nobody_of_the_province_to_others(anne, carol, fabien):
    people = resolver(coordinators=[carol, fabien], reviewers=[fabien], applicant=[anne])
    told = preview("proposal.withdraw", people, actor=SYSTEM)
    assert [(line.name, line.who) for line in told] == [
        ("Anne Author", "Anne Author"),
        ("", "coordinators of the Province"),
    ]


def test_the_preview_says_that_guests_hear_by_mail_alone_and_keeps_them_together(anne, carol):
    guest = User.objects.create_user("g@works.example", None, name="Gail Guest", is_guest=True)
    told = preview("endorsement.invite", resolver(invitee=[anne, guest, carol]), actor=SYSTEM)
    assert [(line.name, line.channels) for line in told] == [
        ("Anne Author", (Channel.MAIL, Channel.INBOX)),
        ("Carol Coord", (Channel.MAIL, Channel.INBOX)),
        ("Gail Guest", (Channel.MAIL,)),
    ]


def test_a_guest_has_no_inbox(db):
    guest = User.objects.create_user("g@works.example", None, name="Gail Guest", is_guest=True)
    tell("endorsement.invite", resolver(invitee=[guest]))
    assert [notice.channel for notice in Notice.objects.all()] == [Channel.MAIL]


def test_a_rolled_back_event_leaves_no_row(anne):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell("proposal.request_sign_off", resolver(signatories=[anne]))
        raise ZeroDivisionError
    assert not Notice.objects.exists()


def test_a_held_notice_is_seen_by_nobody_until_its_time(anne):
    case = uuid.uuid4()
    later = timezone.now() + timedelta(minutes=10)
    tell("proposal.approve", resolver(applicant=[anne]), not_before=later, case_id=case)
    assert selectors.unread_count(anne) == 0
    assert selectors.delivery_of(case) == []
    Notice.objects.update(not_before=timezone.now())
    assert selectors.unread_count(anne) == 1
    assert [line.name for line in selectors.delivery_of(case)] == ["Anne Author"]


def test_a_case_shows_one_line_per_person_with_what_became_of_the_mail_and_when_they_read_it(
    anne, carol, django_assert_num_queries
):
    case = uuid.uuid4()
    tell("proposal.withdraw", resolver(applicant=[anne, carol]), case_id=case)
    Notice.objects.filter(channel=Channel.MAIL, recipient=carol).update(state=NoticeState.UNDELIVERABLE)
    services.mark_read(anne, selectors.inbox_of(anne))
    with django_assert_num_queries(1):
        lines = {line.name: line for line in selectors.delivery_of(case)}
    assert [(name, line.failed, line.read_at is not None) for name, line in sorted(lines.items())] == [
        ("Anne Author", False, True),
        ("Carol Coord", True, False),
    ]
    with django_assert_num_queries(1):
        last = selectors.last_mail(case, [anne.pk, carol.pk])
    assert {key: one.failed for key, one in last.items()} == {anne.pk: False, carol.pk: True}


def test_taking_back_cancels_what_is_held(anne):
    later = timezone.now() + timedelta(minutes=10)
    tell("proposal.approve", resolver(applicant=[anne]), not_before=later, key="rec")
    assert services.cancel_held("rec") == 2
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.CANCELLED}


def test_taking_back_is_refused_once_somebody_was_told(anne):
    tell("proposal.approve", resolver(applicant=[anne]), not_before=timezone.now(), key="rec")
    Notice.objects.filter(channel=Channel.MAIL).update(state=NoticeState.SENT)
    with pytest.raises(GateClosed), transaction.atomic():
        services.cancel_held("rec")
    assert not Notice.objects.filter(state=NoticeState.CANCELLED).exists()


def test_without_a_broker_ringing_only_logs(settings, caplog):
    from celery import Celery

    app = Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.broker_transport_options = {"max_retries": 0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bell, "current_app", app)
        services.ring()
    assert "The broker does not answer" in caplog.text
