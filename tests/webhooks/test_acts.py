"""What administrators do: pausing, resuming, skipping, sending again; who may, and what they saw."""

from datetime import timedelta

import pytest
import time_machine
from django.http import Http404
from django.utils import timezone

from notifications.webhooks import delivery, forgetting, selectors, services
from notifications.webhooks.addresses import Unfit
from notifications.webhooks.models import (
    Act,
    Because,
    Change,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Outcome,
    Try,
)
from notifications.webhooks.services import Moved
from tests.webhooks.test_delivery import NO, YES, ask, later, rows

pytestmark = pytest.mark.django_db


def now_of(endpoint) -> Endpoint:
    return Endpoint.objects.get(pk=endpoint.pk)


def paused(endpoint, world) -> Endpoint:
    services.pause(endpoint.pk, actor=world.actor("ada"), seen=now_of(endpoint).version)
    return now_of(endpoint)


def test_what_happens_while_it_is_paused_waits_and_comes_in_order_when_it_is_resumed(world, endpoint, receiver):
    ask(endpoint, world)
    delivery.drain(endpoint.pk, post=lambda *_about: NO)
    endpoint = paused(endpoint, world)
    story = world.story()
    with later(days=1):
        assert delivery.drain(endpoint.pk) == 0
        services.resume(endpoint.pk, actor=world.actor("ada"), seen=endpoint.version)
        assert delivery.drain(endpoint.pk) == rows(endpoint).count() > 1
    assert [got.headers["webhook-id"] for got in receiver.got] == [row.message_id for row in rows(endpoint)]
    assert rows(endpoint).last().number == story.proposal.number


def test_what_waits_can_be_skipped_and_single_events_sent_after_all(world, endpoint, receiver):
    endpoint = paused(endpoint, world)
    world.story()
    waiting = rows(endpoint).count()
    assert services.skip_waiting(endpoint.pk, actor=world.actor("ada"), seen=endpoint.version) == waiting
    services.resume(endpoint.pk, actor=world.actor("ada"), seen=now_of(endpoint).version)
    assert delivery.drain(endpoint.pk) == 0
    assert services.send_again(rows(endpoint).first().pk, actor=world.actor("ada"))
    assert delivery.drain(endpoint.pk) == 1
    assert list(Try.objects.order_by("id").values_list("outcome", "by__name"))[-2:] == [
        (Outcome.AGAIN, "Ada Boudreau"),
        (Outcome.ACCEPTED, None),
    ]


def test_sending_again_keeps_the_id(world, endpoint, receiver):
    ask(endpoint, world)
    delivery.drain(endpoint.pk)
    assert services.send_again(rows(endpoint).get().pk, actor=world.actor("ada"))
    assert not services.send_again(rows(endpoint).get().pk, actor=world.actor("ada"))  # a double click
    delivery.drain(endpoint.pk)
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_a_span_is_sent_again_in_order(world, endpoint, receiver):
    start = timezone.now()
    for day in range(5):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            ask(endpoint, world)
            delivery.drain(endpoint.pk)
    receiver.got.clear()
    span = {"since": start + timedelta(days=1), "until": start + timedelta(days=3)}
    assert services.replay(endpoint.pk, actor=world.actor("ada"), **span, failed_only=True) == 0
    with later(days=5):
        assert services.replay(endpoint.pk, actor=world.actor("ada"), **span, failed_only=False) == 2
        assert delivery.drain(endpoint.pk) == 2
    wanted = [row.message_id for row in rows(endpoint)][1:3]
    assert [got.headers["webhook-id"] for got in receiver.got] == wanted
    assert Change.objects.filter(act=Act.REPLAYED, said="2", by=world.actor("ada").user).exists()


def test_whoever_saw_an_older_version_changes_nothing(world, endpoint):
    seen, ada = endpoint.version, world.actor("ada")
    services.pause(endpoint.pk, actor=ada, seen=seen)
    changed = {"url": "https://other.example/", "description": "", "events": []}
    for act in (
        lambda: services.pause(endpoint.pk, actor=ada, seen=seen),
        lambda: services.resume(endpoint.pk, actor=ada, seen=seen),
        lambda: services.remove(endpoint.pk, actor=ada, seen=seen),
        lambda: services.skip_waiting(endpoint.pk, actor=ada, seen=seen),
        lambda: services.change(endpoint.pk, actor=ada, seen=seen, **changed),
        lambda: services.renew_secret(endpoint.pk, actor=ada, seen=seen, at_once=True),
    ):
        with pytest.raises(Moved):
            act()
    found = now_of(endpoint)
    assert (found.state, found.because, found.url) == (EndpointState.PAUSED, Because.BY_HAND, endpoint.url)
    assert list(Change.objects.order_by("id").values_list("act", flat=True)) == [Act.ADDED, Act.PAUSED]


@pytest.mark.parametrize("who", ["sam", "neil", "emma", "cora", "ann", "operator"])
def test_nobody_but_the_organisation_s_administrators_may_do_anything(world, endpoint, who):
    ask(endpoint, world)
    actor, row = world.actor(who), rows(endpoint).get()
    for act in (
        lambda: services.add(endpoint.organisation_id, actor=actor, url="https://hooks.example/"),
        lambda: services.pause(endpoint.pk, actor=actor, seen=1),
        lambda: services.send_test(endpoint.pk, actor=actor),
        lambda: services.send_again(row.pk, actor=actor),
        lambda: services.renew_secret(endpoint.pk, actor=actor, seen=1, at_once=True),
        lambda: services.replay(
            endpoint.pk, actor=actor, since=row.created_at, until=timezone.now(), failed_only=False
        ),
        lambda: selectors.get_endpoint(actor, endpoint.pk),
        lambda: selectors.get_delivery(actor, row.pk),
    ):
        with pytest.raises(Http404):
            act()


def test_a_removed_webhook_is_gone_and_its_address_can_be_added_again(world, endpoint, receiver):
    ask(endpoint, world)
    services.remove(endpoint.pk, actor=world.actor("ada"), seen=endpoint.version)
    world.story()
    with later(minutes=1):
        assert delivery.drain(endpoint.pk) == 0
    assert receiver.got == []
    with pytest.raises(Http404):
        selectors.get_endpoint(world.actor("ada"), endpoint.pk)
    assert services.add(endpoint.organisation_id, actor=world.actor("ada"), url=endpoint.url).pk != endpoint.pk


def test_an_address_is_added_once_and_there_is_a_limit(world, endpoint):
    def add(url):
        return services.add(endpoint.organisation_id, actor=world.actor("ada"), url=url)

    with pytest.raises(Unfit):
        add(endpoint.url)
    for number in range(services.MOST - 1):
        add(f"https://hooks.example/{number}")
    with pytest.raises(Unfit):
        add("https://hooks.example/more")


def test_only_chosen_events_come_and_unknown_ones_are_not_kept(world, endpoint):
    services.change(
        endpoint.pk,
        actor=world.actor("ada"),
        seen=endpoint.version,
        url=endpoint.url,
        description="",
        events=["proposal.open_co_design", "review.submit", "nonsense"],
    )
    assert now_of(endpoint).events == ["proposal.open_co_design"]
    with pytest.raises(Unfit):  # of none that is known: it must not come to hear of all
        services.change(
            endpoint.pk,
            actor=world.actor("ada"),
            seen=now_of(endpoint).version,
            url=endpoint.url,
            description="",
            events=["nonsense"],
        )
    assert now_of(endpoint).events == ["proposal.open_co_design"]
    world.story().invite("fundy").open()
    assert [row.event for row in rows(endpoint)] == ["proposal.open_co_design"]


def test_deliveries_are_forgotten_after_their_days_with_their_tries(world, endpoint, settings):
    ask(endpoint, world, 2)
    delivery.drain(endpoint.pk, post=lambda *_about: YES)
    with later(days=settings.WEBHOOK_DAYS - 1):
        assert forgetting.forget_old() == 0
        ask(endpoint, world)
    with later(days=settings.WEBHOOK_DAYS + 1):
        assert forgetting.forget_old() == 2
    assert (rows(endpoint).count(), Try.objects.count()) == (1, 0)


def test_what_is_on_its_way_is_not_forgotten(world, endpoint, settings):
    ask(endpoint, world)
    with later(days=settings.WEBHOOK_DAYS + 1):
        delivery.claim(rows(endpoint).get())
        assert forgetting.forget_old() == 0
        assert Delivery.objects.get().state == DeliveryState.LEASED
    with later(days=settings.WEBHOOK_DAYS + 1, hours=1):
        assert forgetting.forget_old() == 1  # its worker never came back
