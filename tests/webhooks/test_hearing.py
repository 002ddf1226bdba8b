"""An organisation's machines hear what its people may know, when they may know it, and nothing in anybody's words."""

import json
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from notifications.rules import RULES
from notifications.webhooks import delivery, page, selectors, services, telling
from notifications.webhooks.hearing import HEARD, Ear, Hearing, Matter
from notifications.webhooks.models import Delivery, DeliveryState, Endpoint
from partners.models import Organisation
from proposals import door
from proposals.passages import PROPOSAL
from tests.webhooks.test_delivery import YES, ask, rows
from workflow.models import TransitionRecord

URL = "https://hooks.example/"


def listen(organisation: Organisation, user) -> Endpoint:
    now = timezone.now()
    return Endpoint.objects.create(organisation=organisation, url=URL, state_since=now, created_at=now, created_by=user)


def test_reviews_are_the_province_s_and_conversations_nobody_s():
    for event, ears in HEARD.items():
        assert not event.startswith(("comment.", "suggestion."))
        if event.startswith("review."):
            assert ears == {Ear.PROVINCE}


def test_an_event_reaches_only_the_ears_of_its_line(world):
    """With all of them at the table, and two organisations that are nothing to the case."""
    organisations = world.cast.organisations
    at_table = {
        Ear.INSTITUTION: organisations["acadia"],
        Ear.PARTNER: organisations["fundy"],
        Ear.OWNER: organisations["harbour"],
        Ear.PROVINCE: organisations["province"],
    }
    for organisation in (*at_table.values(), organisations["nscc"], organisations["cabot"]):
        listen(organisation, world.cast.people["ada"])
    hearings = tuple(Hearing(ear, f"/{ear}/", None if ear == Ear.PROVINCE else one.pk) for ear, one in at_table.items())
    for event in RULES:
        telling.note(event, Matter(hearings, UUID(int=1), "state"), event_key=event, not_before=None)
        told = {
            row.endpoint.organisation: json.loads(row.body)["data"]["url"]
            for row in Delivery.objects.filter(event=event).select_related("endpoint__organisation")
        }
        assert set(told) == {at_table[ear] for ear in HEARD.get(event, ())}, event
        assert all(told[at_table[ear]].endswith(f"/{ear}/") for ear in HEARD.get(event, ()))


def test_the_example_in_the_documents_has_the_shape_of_what_is_sent(world, receiver, endpoint):
    world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
    sent = json.loads(rows(endpoint, event="proposal.submit").get().body)
    assert list(sent) == list(page.EXAMPLE) and list(sent["data"]) == list(page.EXAMPLE["data"])
    kinds = {name: type(value) for name, value in page.EXAMPLE["data"].items()}
    assert {name: type(value) for name, value in sent["data"].items()} == kinds


def test_a_held_decision_is_told_when_the_window_is_over_and_not_before(world, endpoint):
    province = listen(world.cast.organisations["province"], world.cast.people["ada"])
    story = decided_now(world)
    record = TransitionRecord.objects.filter(case_id=story.proposal.pk, machine="proposal").last()
    for one in (endpoint, province):
        row = rows(one, event_key=str(record.uuid)).get()
        told = []
        delivery.drain(one.pk, post=lambda _url, headers, _body, told=told: told.append(headers["webhook-id"]) or YES)
        assert row.message_id not in told
        assert row.not_before == story.proposal.held_until
        assert not selectors.shown(one).filter(pk=row.pk).exists()
        assert selectors.shown(one, story.proposal.held_until).filter(pk=row.pk).exists()
    later = timezone.now() + timedelta(hours=1)
    assert delivery.next_due(endpoint.pk, later).event_key == str(record.uuid)


def test_a_decision_that_is_taken_back_is_told_to_no_machine(world, endpoint):
    story = decided_now(world)
    record = TransitionRecord.objects.filter(case_id=story.proposal.pk, machine="proposal").last()
    door.act(
        PROPOSAL, story.proposal.pk, "take_back", actor=world.actor("cora"), seen_version=None, reason="Too early."
    )
    row = rows(endpoint, event_key=str(record.uuid)).get()
    assert row.state == DeliveryState.CANCELLED
    assert not rows(endpoint, event="proposal.take_back").exists()
    assert not selectors.shown(endpoint, timezone.now() + timedelta(days=1)).filter(pk=row.pk).exists()


def decided_now(world):
    """Returned for changes a moment ago, so it is held."""
    story = world.story(days=30).invite("fundy").open().endorse("fundy").sign_off().submit()
    story.moment = timezone.now()
    story.require("R1", "E", "Say how it is assessed.")
    story.move("return_for_changes", "cora")
    return story


def test_a_test_event_means_nothing(world, endpoint):
    ask(endpoint, world)
    body = json.loads(rows(endpoint).get().body)
    assert body["type"] == "webhook.test"
    assert set(body["data"]) == {"url"}
    assert services.TEST not in RULES
