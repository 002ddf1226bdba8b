"""Each event once for each endpoint, signed, tried again, at the receiver's pace, and never lost."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from standardwebhooks import Webhook

from notifications.models import Notice
from notifications.webhooks import delivery, sending, services, signing, tasks
from notifications.webhooks.models import (
    Because,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Outcome,
    Try,
)
from notifications.webhooks.sending import Answer
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db

YES = Answer(Outcome.ACCEPTED, 5, 204)
NO = Answer(Outcome.ANSWERED, 5, 500)


def rows(endpoint, **wanted):
    return Delivery.objects.filter(endpoint=endpoint, **wanted).order_by("created_at")


def outcomes(endpoint) -> list[str]:
    return list(Try.objects.filter(delivery__endpoint=endpoint).order_by("id").values_list("outcome", flat=True))


def ask(endpoint, world, number: int = 1) -> None:
    for _number in range(number):
        services.send_test(endpoint.pk, actor=world.actor("ada"))


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def test_a_step_arrives_signed_with_the_revision_and_without_anybody_s_words(world, endpoint, receiver):
    story = world.story().invite("fundy").open().endorse("fundy", comment="Secret").sign_off().submit()
    while delivery.drain(endpoint.pk):
        pass
    found = {got["type"]: got for got in map(verified(endpoint), receiver.got)}
    told = found["proposal.submit"]["data"]
    assert told["number"] == story.proposal.number
    assert (told["machine"], told["transition"], told["state"]) == ("proposal", "submit", "submitted")
    assert told["revision"] == story.proposal.frozen_revision
    assert told["url"].endswith(f"/work/proposals/{story.proposal.pk}/")
    assert {"proposal.create", "endorsement.sign", "proposal.open_co_design"} <= set(found)
    assert not rows(endpoint).exclude(state=DeliveryState.SENT).exists()


def verified(endpoint, secret: str = ""):
    def read(got):
        return Webhook(secret or signing.secret(endpoint)).verify(got.body, got.headers)

    return read


def test_two_events_come_in_order_and_a_second_announcement_of_one_is_nothing(world, endpoint, receiver):
    ask(endpoint, world, 3)
    first = rows(endpoint).first()
    again = Delivery(
        endpoint=endpoint,
        event=first.event,
        event_key=first.event_key,
        body="{}",
        next_try_at=timezone.now(),
        created_at=timezone.now(),
    )
    Delivery.objects.bulk_create([again], ignore_conflicts=True)
    assert delivery.drain(endpoint.pk) == 3
    assert [got.headers["webhook-id"] for got in receiver.got] == [row.message_id for row in rows(endpoint)]


def test_a_failure_is_tried_again_under_the_same_id_after_a_pause(world, endpoint, receiver):
    receiver.answers = [(503, {}, b"busy <b>now</b>"), 204]
    ask(endpoint, world)
    assert delivery.drain(endpoint.pk) == 0
    assert delivery.drain(endpoint.pk) == 0  # left alone
    with later(minutes=10):
        assert delivery.drain(endpoint.pk) == 1
    one, two = receiver.got
    assert one.headers["webhook-id"] == two.headers["webhook-id"]
    assert one.headers["webhook-timestamp"] != two.headers["webhook-timestamp"]
    assert [(row.number, row.outcome, row.status, row.answer) for row in Try.objects.order_by("id")] == [
        (1, Outcome.ANSWERED, 503, "busy <b>now</b>"),
        (2, Outcome.ACCEPTED, 204, ""),
    ]


def test_a_worker_that_dies_after_sending_leads_to_the_same_id_again(world, endpoint, receiver):
    ask(endpoint, world)
    held = delivery.claim(rows(endpoint).get())
    sending.post(endpoint.url, signing.headers(held, timezone.now()), held.body.encode())  # and never marks it
    assert delivery.drain(endpoint.pk) == 0  # the lease still runs
    with later(minutes=10):
        assert delivery.drain(endpoint.pk) == 1
    one, two = receiver.got
    assert (one.headers["webhook-id"], one.body) == (two.headers["webhook-id"], two.body)
    assert outcomes(endpoint) == [Outcome.LOST, Outcome.ACCEPTED]


def test_a_worker_that_comes_back_late_changes_nothing(world, endpoint):
    ask(endpoint, world)
    slow = delivery.claim(rows(endpoint).get())
    with later(minutes=10):
        delivery.drain(endpoint.pk, post=lambda *_about: YES)
        assert not delivery._told(slow, lambda *_about: NO)
    assert rows(endpoint).get().state == DeliveryState.SENT


def test_one_row_of_an_endpoint_is_on_its_way_at_a_time(world, endpoint):
    ask(endpoint, world, 2)
    first, second = rows(endpoint)
    assert delivery.claim(first) is not None
    assert delivery.claim(first) is None
    assert delivery.claim(second) is None
    assert delivery.next_due(endpoint.pk, timezone.now()) is None


def test_a_slow_receiver_holds_up_nobody_else(world, endpoint, receiver):
    other = services.add(endpoint.organisation_id, actor=world.actor("ada"), url=receiver.url(path="/other"))
    ask(endpoint, world)
    ask(other, world)
    delivery.claim(rows(endpoint).get())  # is being spoken to for ever
    assert delivery.drain(other.pk) == 1
    assert delivery.endpoints_due(timezone.now()) == []
    with later(minutes=10):
        assert delivery.endpoints_due(timezone.now()) == [endpoint.pk]


def test_while_nothing_gets_through_an_endpoint_is_left_alone_and_a_success_ends_that(world, endpoint):
    ask(endpoint, world, 20)
    asked = []

    def refuse(*about):
        asked.append(about)
        return NO

    assert delivery.drain(endpoint.pk, post=refuse) == 0
    assert len(asked) == 1
    with later(minutes=6):
        assert delivery.drain(endpoint.pk, post=lambda *_about: YES) == 20
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since, endpoint.quiet_until) == (0, None, None)


def test_a_wait_that_the_receiver_asks_for_is_kept(world, endpoint):
    ask(endpoint, world, 2)
    delivery.drain(endpoint.pk, post=lambda *_about: Answer(Outcome.ANSWERED, 5, 429, "", 3600))
    with later(minutes=59):
        assert delivery.drain(endpoint.pk, post=lambda *_about: YES) == 0
    with later(minutes=61):
        assert delivery.drain(endpoint.pk, post=lambda *_about: YES) == 2


def run_for(endpoint, days: float, post) -> None:
    """Each time that something is due, until so many days are over."""
    end = timezone.now() + timedelta(days=days)
    moment = timezone.now()
    while moment < end:
        with time_machine.travel(moment, tick=False):
            delivery.drain(endpoint.pk, post=post)
        times = list(rows(endpoint, state=DeliveryState.RETRYING).values_list("next_try_at", flat=True))
        quiet = Endpoint.objects.get(pk=endpoint.pk).quiet_until
        if not times:
            return
        moment = max(moment + timedelta(seconds=1), min(times), *([quiet] if quiet else []))


def test_after_three_days_without_success_it_is_paused_and_its_administrators_are_told_once(world, endpoint):
    ask(endpoint, world)
    run_for(endpoint, 4, lambda *_about: NO)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.because) == (EndpointState.PAUSED, Because.FAILING)
    assert rows(endpoint).get().state == DeliveryState.RETRYING  # it waits
    assert Try.objects.count() == 10
    told = Notice.objects.filter(event="webhook.paused")
    assert {notice.recipient.name for notice in told} == {"Ada Boudreau"}
    assert {notice.path for notice in told} == {f"/webhooks/{endpoint.pk}/"}
    assert len(told) == 2  # mail and inbox


def test_one_event_that_the_receiver_never_takes_is_given_up_and_the_others_go_on(world, endpoint):
    ask(endpoint, world)
    poison = rows(endpoint).get().message_id

    def post(_url, headers, _body):
        return NO if headers["webhook-id"] == poison else YES

    start = timezone.now()
    for hours in range(100):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            ask(endpoint, world)
            delivery.drain(endpoint.pk, post=post)
        with time_machine.travel(start + timedelta(hours=hours, minutes=20), tick=False):
            delivery.drain(endpoint.pk, post=post)
    assert rows(endpoint, state=DeliveryState.FAILED).count() == 1
    assert rows(endpoint, state=DeliveryState.SENT).count() == 100
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.ON


def test_gone_pauses_at_once(world, endpoint, receiver):
    receiver.answers = [410]
    ask(endpoint, world, 2)
    delivery.drain(endpoint.pk)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.because) == (EndpointState.PAUSED, Because.GONE)
    assert len(receiver.got) == 1
    assert Notice.objects.filter(event="webhook.paused").exists()


def test_what_is_rolled_back_is_told_to_nobody(world, endpoint):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        world.story()
        assert rows(endpoint).exists()
        raise ZeroDivisionError
    assert not rows(endpoint).exists()


def test_the_sweep_and_the_bell_lead_to_the_same_work(world, endpoint, receiver):
    ask(endpoint, world)
    assert delivery.endpoints_due(timezone.now()) == [endpoint.pk]
    tasks.sweep()
    assert tasks.deliver(str(endpoint.pk)) == 1
    assert tasks.deliver(str(endpoint.pk)) == 0
    assert delivery.endpoints_due(timezone.now()) == []


def test_a_secret_that_is_changed_signs_with_the_old_one_for_a_day(world, endpoint, receiver):
    old = signing.secret(endpoint)
    endpoint = services.renew_secret(endpoint.pk, actor=world.actor("ada"), seen=endpoint.version, at_once=False)
    assert signing.secret(endpoint) != old
    ask(endpoint, world)
    delivery.drain(endpoint.pk)
    (got,) = receiver.got
    assert len(got.headers["webhook-signature"].split()) == 2
    assert verified(endpoint)(got) == verified(endpoint, old)(got) == json.loads(got.body)
    with later(hours=25):
        assert len(signing.headers(rows(endpoint).get(), timezone.now())["webhook-signature"].split()) == 1


def test_a_secret_that_has_become_known_stops_at_once(world, endpoint):
    endpoint = services.renew_secret(endpoint.pk, actor=world.actor("ada"), seen=endpoint.version, at_once=True)
    ask(endpoint, world)
    assert len(signing.headers(rows(endpoint).get(), timezone.now())["webhook-signature"].split()) == 1


def test_telling_asks_as_many_queries_for_three_endpoints_as_for_one(world, endpoint, receiver):
    world.story(topic="heat-pumps")  # fills what is kept for the life of a process
    counts = []
    for number in (1, 3):
        while Endpoint.objects.count() < number:
            path = f"/{Endpoint.objects.count()}"
            services.add(endpoint.organisation_id, actor=world.actor("ada"), url=receiver.url(path=path))
        with CaptureQueriesContext(connection) as found:
            world.story(topic="heat-pumps")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_two_receivers_get_the_same_event_under_ids_of_their_own(world, endpoint, receiver):
    with Receiver() as second:
        other = services.add(endpoint.organisation_id, actor=world.actor("ada"), url=second.url())
        world.story()
        for one in (endpoint, other):
            delivery.drain(one.pk)
        (here,), (there,) = receiver.got, second.got
    assert here.headers["webhook-id"] != there.headers["webhook-id"]
    assert json.loads(here.body)["data"] == json.loads(there.body)["data"]
