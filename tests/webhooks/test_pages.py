"""The pages of an organisation's webhooks: what can be done there, in both languages, and nothing that leaks."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.rules import RULES
from notifications.webhooks import delivery, services, signing
from notifications.webhooks.models import Delivery, Endpoint, EndpointState
from partners.roles import Role
from tests.webhooks.test_delivery import NO, ask, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(world, endpoint):
    return world.client("ada")


def at(endpoint, path: str = "") -> str:
    return f"/webhooks/{endpoint.pk}/{path}"


def seen(endpoint) -> dict[str, int]:
    return {"seen_version": Endpoint.objects.get(pk=endpoint.pk).version}


def text(response) -> str:
    return response.content.decode()


def test_an_administrator_adds_one_gets_its_secret_and_sees_a_test_arrive(world, receiver):
    acadia, client = world.cast.organisations["acadia"], world.client("ada")
    assert f"/organisations/{acadia.pk}/webhooks/" in text(client.get(f"/organisations/{acadia.pk}/"))
    said = {"url": receiver.url(), "description": "Records", "which": "every"}
    response = client.post(f"/organisations/{acadia.pk}/webhooks/new/", said)
    endpoint = Endpoint.objects.get()
    assert response["Location"] == at(endpoint, "secret/")
    page = client.get(response["Location"])
    assert signing.secret(endpoint) in text(page).replace("&#x2B;", "+").replace("&#x3D;", "=")
    assert "no-store" in page["Cache-Control"]
    sent = client.post(at(endpoint, "test/"))
    assert delivery.drain(endpoint.pk) == 1
    assert "Accepted" in text(client.get(sent["Location"]))
    assert "Records" in text(client.get(f"/organisations/{acadia.pk}/webhooks/"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"url": "http://10.0.0.1/"}, "private or special"),
        ({"url": "https://192.168.1.1/"}, "private or special"),
        ({"url": "https://user:pw@hooks.example/"}, "Leave out the name and password"),
        ({"url": "nonsense"}, "must begin with https"),
        ({"url": ""}, "required"),
        ({"url": "https://hooks.example/\x00"}, ""),
        ({"which": "some"}, "Choose at least one event"),
        ({"which": "some", "events": "review.submit"}, "review.submit is not one of the available choices"),
        ({"which": "<script>"}, ""),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(world, ada, endpoint, said, words):
    typed = {"url": "https://hooks.example/a?b=<c>", "description": "<b>Records</b>", "which": "every", **said}
    for address in (f"/organisations/{endpoint.organisation_id}/webhooks/new/", at(endpoint, "change/")):
        response = ada.post(address, typed | seen(endpoint))
        assert response.status_code == 422
        assert words in text(response)
        assert "&lt;b&gt;Records&lt;/b&gt;" in text(response)
    assert list(Endpoint.objects.values_list("description", flat=True)) == ["Student records"]


def test_two_who_change_it_at_once_lose_nothing(ada, endpoint):
    before = seen(endpoint)
    said = {"description": "New", "which": "every"}
    assert ada.post(at(endpoint, "change/"), {"url": "https://a.example/", **said, **before}).status_code == 302
    late = ada.post(at(endpoint, "change/"), {"url": "https://b.example/", **said, **before})
    assert late.status_code == 409
    assert "https://b.example/" in text(late) and "Somebody changed this webhook meanwhile" in text(late)
    assert Endpoint.objects.get().url == "https://a.example/"
    assert ada.post(at(endpoint, "act/pause/"), before).status_code == 302
    assert Endpoint.objects.get().state == EndpointState.ON


def test_pausing_resuming_skipping_and_removing_from_the_page(world, ada, endpoint):
    ada.post(at(endpoint, "act/pause/"), seen(endpoint))
    world.story()
    page = text(ada.get(at(endpoint)))
    assert "An administrator paused it." in page and "1 event waits." in page
    assert "Resume it first" in text(ada.post(at(endpoint, "test/"), follow=True))
    assert "will not be sent" in text(ada.post(at(endpoint, "act/skip/"), seen(endpoint), follow=True))
    assert "is on again" in text(ada.post(at(endpoint, "act/resume/"), seen(endpoint), follow=True))
    assert "is removed" in text(ada.post(at(endpoint, "act/remove/"), seen(endpoint), follow=True))
    assert ada.get(at(endpoint)).status_code == 404


def test_the_page_of_a_delivery_shows_every_try_and_sends_again(ada, world, endpoint, receiver):
    receiver.answers = [(500, {}, b"<script>alert(1)</script>")]
    ask(endpoint, world)
    delivery.drain(endpoint.pk)
    row = rows(endpoint).get()
    page = text(ada.get(f"/webhooks/deliveries/{row.pk}/"))
    assert "500" in page and "&lt;script&gt;alert(1)" in page and row.message_id in page
    services.skip_waiting(endpoint.pk, actor=world.actor("ada"), seen=seen(endpoint)["seen_version"])
    ada.post(f"/webhooks/deliveries/{row.pk}/again/")
    assert delivery.drain(endpoint.pk) == 0  # still left alone after the failure
    assert "Sent again by hand" in text(ada.get(f"/webhooks/deliveries/{row.pk}/"))


def test_a_span_of_days_is_sent_again_from_the_page(ada, world, endpoint):
    ask(endpoint, world, 2)
    delivery.drain(endpoint.pk)
    today = timezone.localdate().isoformat()
    said = {"since": today, "until": today, "which": "all"}
    assert "2 events are sent again." in text(ada.post(at(endpoint, "replay/"), said, follow=True))
    for wrong in ({"until": "2000-01-01"}, {"since": "x"}, {"which": "?"}, {"since": "0001-01-01", "until": ""}):
        assert ada.post(at(endpoint, "replay/"), said | wrong).status_code == 422
    edges = {"since": "0001-01-01", "until": "9999-12-31", "which": "failed"}
    assert ada.post(at(endpoint, "replay/"), edges).status_code in {302, 422}


def test_deliveries_are_found_by_state_event_and_number(ada, world, endpoint):
    story = world.story().invite("fundy").open()
    delivery.drain(endpoint.pk, post=lambda *_about: NO)

    def found(**wanted) -> int:
        return len(re.findall(r'href="/webhooks/deliveries/', text(ada.get(at(endpoint), wanted))))

    every = rows(endpoint).count()
    assert found() == found(q=story.proposal.number) == every
    assert found(state="troubled") == 1
    assert found(event="proposal.open_co_design") == 1
    assert found(q="nothing like it") == 0
    assert found(state="<nonsense>", event="\x00") == every


def test_lists_ask_as_much_for_one_as_for_many(ada, world, endpoint):
    for address in (at(endpoint), f"/organisations/{endpoint.organisation_id}/webhooks/"):
        ask(endpoint, world)
        ada.get(address)
        one = queries(ada, address)
        ask(endpoint, world, 4)
        services.add(
            endpoint.organisation_id, actor=world.actor("ada"), url=f"https://{Endpoint.objects.count()}.example/"
        )
        assert queries(ada, address) == one


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("who", ["sam", "neil", "cora", "fran", "operator", "emma"])
def test_it_is_not_there_for_anybody_else(world, endpoint, who):
    ask(endpoint, world)
    row, client = Delivery.objects.get(), world.client(who)
    organisation = f"/organisations/{endpoint.organisation_id}/webhooks/"
    for address in (
        organisation,
        f"{organisation}new/",
        at(endpoint),
        at(endpoint, "change/"),
        at(endpoint, "secret/"),
    ):
        assert client.get(address).status_code == 404
    for address in (
        at(endpoint, "act/pause/"),
        at(endpoint, "test/"),
        at(endpoint, "secret/"),
        at(endpoint, "replay/"),
    ):
        assert client.post(address, seen(endpoint)).status_code == 404
    assert client.get(f"/webhooks/deliveries/{row.pk}/").status_code == 404
    assert client.post(f"/webhooks/deliveries/{row.pk}/again/").status_code == 404
    assert Endpoint.objects.get().version == endpoint.version


def test_looking_changes_nothing(ada, endpoint, world):
    ask(endpoint, world)
    before = list(Endpoint.objects.values()), list(Delivery.objects.values())
    row = rows(endpoint).get()
    for address in ("", "change/", "secret/", "replay/"):
        assert ada.get(at(endpoint, address)).status_code == 200
    assert ada.get(f"/webhooks/deliveries/{row.pk}/").status_code == 200
    for act in (at(endpoint, "test/"), at(endpoint, "act/pause/"), f"/webhooks/deliveries/{row.pk}/again/"):
        assert ada.get(act).status_code == 405
    assert (list(Endpoint.objects.values()), list(Delivery.objects.values())) == before


def test_the_province_s_administrators_have_webhooks_of_their_own(world, inner):
    province = world.cast.organisations["province"]
    held = province.memberships.filter(role=Role.ADMINISTRATOR).first()
    client = Client()
    client.force_login(held.user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/organisations/{province.pk}/webhooks/new/")
    assert "review.submit" in text(response) and "need.state" not in text(response)


@pytest.mark.parametrize("path", ["", "change/", "secret/", "replay/"])
def test_the_pages_speak_french(ada, endpoint, path):
    ada.cookies["django_language"] = "fr"
    page = text(ada.get(at(endpoint, path)))
    assert '<html lang="fr"' in page
    assert "Save" not in page and "Send" not in page and "Show" not in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_help_page_names_every_event(client, db, language):
    client.cookies["django_language"] = language
    page = text(client.get("/help/webhooks/"))
    assert all(f">{event}</code>" in page for event in RULES)
    assert "webhook-signature" in page


def test_an_operator_sees_what_does_not_get_through_and_nothing_that_was_sent(world, endpoint):
    client = world.client("operator")
    assert "Every webhook gets through." in text(client.get("/operations/mail/"))
    ask(endpoint, world)
    delivery.drain(endpoint.pk, post=lambda *_about: NO)
    page = text(client.get("/operations/mail/"))
    assert "Acadia University, 127.0.0.1: since" in page and "1 event waits." in page
    assert "/hook" not in page  # an address may hold a key
    services.pause(endpoint.pk, actor=world.actor("ada"), seen=seen(endpoint)["seen_version"])
    assert "An administrator paused it." in text(client.get("/operations/mail/"))
