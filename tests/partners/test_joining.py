"""Anybody asks to join; the address is confirmed before the Province sees it; a coordinator answers once."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import Notice
from partners.actors import SYSTEM, Actor
from partners.models import Membership, Organisation, User
from partners.roles import OrganisationKind, Role
from partners.services import grant_role
from proposals.http import new_key
from proposals.joining import services
from proposals.joining.alike import near, words
from proposals.joining.models import JoinRequest
from tests import world as worlds
from workflow.refusals import NotYours, WrongState

HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }} é \U0001f30a"


def form(**more) -> dict:
    return {
        "seen_version": 0,
        "idempotency_key": new_key(),
        "kind": "partner",
        "name": "Minas Basin Boatbuilders",
        "name_fr": "Chantiers navals Minas",
        "website": "minas-boats.example",
        "place": "Windsor",
        "naics_sector": "31-33",
        "why": "We cannot find people who laminate.",
        "person_name": "Mina Basinet",
        "person_title": "Owner",
        "email": "Mina@Minas-Boats.example",
    } | more


def mail_to(address: str) -> dict:
    return Notice.objects.filter(event="mail.raw", address=address).latest("created_at").context


def link_in(address: str) -> str:
    found = re.search(r"https?://[^/]+(/(?:join/confirm|invitations)/[0-9a-f]+/)", mail_to(address)["body"])
    assert found
    return found[1]


def asked(client, **more) -> JoinRequest:
    """Sent and confirmed."""
    sent = form(**more)
    assert client.post("/join/", sent).status_code == 302
    client.post(link_in(sent["email"].lower()))
    return JoinRequest.objects.get(key=sent["idempotency_key"])


def at(join: JoinRequest, act: str = "") -> str:
    return f"/join/requests/{join.pk}/{act}"


def test_nobody_at_the_province_sees_a_request_before_its_address_is_confirmed(world, client):
    assert client.post("/join/", form()).headers["Location"] == "/join/sent/"
    join = JoinRequest.objects.get()
    cora = world.client("cora")
    assert "Minas" not in cora.get("/join/requests/").content.decode()
    assert "asks to join" not in cora.get("/work/").content.decode()
    for act in ("", "admit/", "decline/"):
        assert cora.post(at(join, act), {"reason": "x"}).status_code in {404, 405}
    assert cora.get(at(join)).status_code == 404
    assert not Notice.objects.filter(event="join.requested").exists()
    link = link_in("mina@minas-boats.example")
    for _ in range(20):  # a mail scanner
        assert client.get(link).status_code == client.head(link).status_code == 200
    assert JoinRequest.objects.get().confirmed_at is None
    for _ in range(3):
        assert "We have your request" in client.post(link).content.decode()
    assert Notice.objects.filter(event="join.requested", channel="mail").count() == 1
    assert "1 organisation asks to join" in cora.get("/work/").content.decode()
    assert "laminate" in cora.get(at(join)).content.decode()


def test_the_mail_to_an_unconfirmed_address_holds_nothing_that_was_typed(world, client):
    client.post("/join/", form(email="victim@elsewhere.example", name="Buy pills at evil.example", why="Click here"))
    mail = mail_to("victim@elsewhere.example")
    for typed in ("pills", "evil", "Click", "Mina"):
        assert typed not in mail["subject"] + mail["body"]


def test_an_employer_is_admitted_and_its_person_administers_and_endorses(world, client):
    join = asked(client)
    assert world.client("cora").post(at(join, "admit/")).status_code == 302
    organisation = Organisation.objects.get(name="Minas Basin Boatbuilders")
    assert (organisation.kind, organisation.naics_sector, organisation.name_fr) == (
        OrganisationKind.PARTNER,
        "31-33",
        "Chantiers navals Minas",
    )
    held = Membership.objects.filter(user__email="mina@minas-boats.example", organisation=organisation)
    assert set(held.values_list("role", flat=True)) == {Role.ADMINISTRATOR, Role.ENDORSER, Role.CONTRIBUTOR}
    link = link_in("mina@minas-boats.example")
    entered = client.post(link, {"name": "Mina Basinet", "language": "en", "password": "a-long-password-2026"})
    assert entered.status_code == 302
    assert client.get(f"/organisations/{organisation.pk}/").status_code == 200
    assert client.get("/needs/new/").status_code == 200
    assert User.objects.get(email="mina@minas-boats.example").is_guest is False


def test_an_institution_is_admitted_with_its_first_author_in_their_language(world, client):
    sent = {"kind": "institution", "naics_sector": "", "name": "", "name_fr": "Institut du Havre"}
    french = {"accept-language": "fr"}
    fields = form(**sent, email="rose@havre.example", person_name="Rose LeBlanc")
    assert client.post("/join/", fields, headers=french).status_code == 302
    assert "confirmer votre adresse" in mail_to("rose@havre.example")["subject"]
    client.post(link_in("rose@havre.example"))
    world.client("cora").post(at(JoinRequest.objects.get(), "admit/"))
    held = Membership.objects.filter(user__email="rose@havre.example", organisation__name="Institut du Havre")
    assert set(held.values_list("role", flat=True)) == {Role.ADMINISTRATOR, Role.AUTHOR}
    assert "choisissez un mot de passe" in mail_to("rose@havre.example")["body"]


def test_somebody_with_an_account_signs_in_as_ever(world, client):
    join = asked(client, email="emma@fundy.example", name="Bay Divers")
    world.client("cora").post(at(join, "admit/"), {"is_another": "1"})
    body = mail_to("emma@fundy.example")["body"]
    assert "Sign in as you are used to" in body
    assert "/invitations/" not in body
    assert Membership.objects.filter(user=world.cast.people["emma"], organisation__name="Bay Divers").count() == 3


def test_declined_with_a_reason_that_the_person_reads(world, client):
    join = asked(client)
    cora = world.client("cora")
    missing = cora.post(at(join, "decline/"), {"reason": "  "})
    assert missing.status_code == 422
    assert "Say why" in missing.content.decode()
    assert cora.post(at(join, "decline/"), {"reason": "Please join\nthrough your association."}).status_code == 302
    assert "> through your association." in mail_to("mina@minas-boats.example")["body"]
    assert not Organisation.objects.filter(name__startswith="Minas").exists()
    assert "Please join" in cora.get(at(join)).content.decode()
    assert "Minas" in cora.get("/join/requests/?answered=1").content.decode()
    assert "Minas" not in cora.get("/join/requests/").content.decode()


def test_whoever_comes_second_sees_who_was_quicker_and_keeps_what_they_typed(world, client):
    join = asked(client)
    cora = world.client("cora")
    cora.post(at(join, "admit/"))
    late = cora.post(at(join, "decline/"), {"reason": "Not from this province."})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Cora Benoit has admitted Minas Basin Boatbuilders already." in page
    assert "Not from this province." in page
    assert cora.post(at(join, "admit/")).status_code == 409
    assert Organisation.objects.filter(name__startswith="Minas").count() == 1


@pytest.mark.parametrize("who", ["ada", "emma", "rita", "ann", "fran", "operator", None])
def test_requests_are_for_coordinators_alone(world, client, who):
    join = asked(client)
    expected = {302} if who is None else {404}
    browser = world.client(who)
    for path in ("/join/requests/", at(join)):
        assert browser.get(path).status_code in expected
    for act in ("admit/", "decline/"):
        assert browser.post(at(join, act), {"reason": "x"}).status_code in expected
    if who:
        with pytest.raises(NotYours):
            services.admit(join.pk, actor=world.actor(who), is_another=True)
    join.refresh_from_db()
    assert join.answered_at is None


def test_the_auditor_reads_and_changes_nothing(world, client):
    join = asked(client)
    otto = world.client("otto")
    page = otto.get(at(join)).content.decode()
    assert "laminate" in page
    assert "Admit the organisation" not in page
    assert otto.post(at(join, "admit/")).status_code == 404
    assert otto.post(at(join, "decline/"), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Fundy Ocean Sensors Inc.", "FUNDY OCEAN SENSORS", True),
        ("L’Université Sainte-Anne", "universite sainte anne", True),
        ("Fundy Ocean Sensors", "Fundy Ocean Sensors (fictional)", True),
        ("The Acadia University of Wolfville", "Acadia University", True),
        ("Acadia Trucks", "Acadia University", False),
        ("Halifax", "Halifax Water", False),
        ("", "Halifax Water", False),
        ("The", "Of", False),
    ],
)
def test_two_names_are_the_same_or_not(one, other, same):
    assert near([words(one)], [words(other)]) is same


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"name": "Fundy Ocean Sensors Inc.", "name_fr": ""}, "the name is the same"),
        ({"email": "boss@fundy.example"}, "a member has a mail address there"),
    ],
)
def test_one_that_is_here_already_is_recognised_and_admitted_only_after_a_look(world, client, told, reason):
    join = asked(client, **told)
    cora = world.client("cora")
    page = cora.get(at(join)).content.decode()
    assert "Fundy Ocean Sensors (fictional)" in page
    assert reason in page
    assert cora.post(at(join, "admit/")).status_code == 422
    assert cora.post(at(join, "admit/"), {"is_another": "1"}).status_code == 302


def test_an_address_of_a_public_mail_service_says_nothing(world, client):
    User.objects.filter(email="emma@fundy.example").update(email="emma@gmail.com")
    join = asked(client, email="somebody@gmail.com")
    assert "Is it here already?" not in world.client("cora").get(at(join)).content.decode()


def test_only_who_has_an_address_there_learns_that_their_organisation_is_here(world, client):
    client.post("/join/", form(name="Fundy Ocean Sensors", email="x@elsewhere.example"))
    assert "takes part already" not in client.post(link_in("x@elsewhere.example")).content.decode()
    client.post("/join/", form(email="boss@fundy.example"))
    link = link_in("boss@fundy.example")
    assert "takes part already" not in client.get(link).content.decode()
    assert "Fundy Ocean Sensors (fictional) takes part already" in client.post(link).content.decode()


def test_the_same_name_letter_by_letter_is_never_made_twice(world, client):
    join = asked(client, name="Acadia University")
    response = world.client("cora").post(at(join, "admit/"), {"is_another": "1"})
    assert response.status_code == 422
    assert "takes part already" in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "", "name_fr": ""}, "in at least one language"),
        ({"kind": "province"}, "Select a valid choice"),
        ({"kind": ""}, "This field is required"),
        ({"naics_sector": ""}, "Choose the sector"),
        ({"naics_sector": "99"}, "Select a valid choice"),
        ({"email": "nobody"}, "Enter a valid email address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "Enter a valid email address"),
        ({"website": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"person_name": "a\x00b"}, "Null characters are not allowed"),
        ({"why": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(db, client, wrong, sentence):
    response = client.post("/join/", form(place=HOSTILE, **wrong))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "&lt;script&gt;alert(1)" in page
    assert JoinRequest.objects.count() == Notice.objects.count() == 0


def test_hostile_text_is_only_text(world, client):
    typed = dict.fromkeys(("name", "name_fr", "place", "why", "person_name", "person_title"), HOSTILE)
    join = asked(client, **typed)
    for path in ("/join/requests/", at(join)):
        page = world.client("cora").get(path).content.decode()
        assert "<script>alert" not in page
        assert "{{ 7|add:7 }}" in page
    assert world.client("cora").post(at(join, "admit/")).status_code == 302
    mail = mail_to("mina@minas-boats.example")
    assert "\n" not in mail["subject"]


def test_a_tampered_form_is_refused(db, client):
    assert client.post("/join/", form(idempotency_key="x")).status_code == 400
    assert client.post("/join/", {}).status_code == 400


def test_a_form_sent_twice_is_one_request_and_one_mail(db, client):
    sent = form()
    for _ in range(3):
        assert client.post("/join/", sent).status_code == 302
    assert JoinRequest.objects.count() == Notice.objects.count() == 1


def test_an_address_gets_three_mails_an_hour_and_what_was_typed_stays(db, client):
    for _ in range(3):
        assert client.post("/join/", form()).status_code == 302
    refused = client.post("/join/", form(why="Once more."))
    assert refused.status_code == 429
    assert "Once more." in refused.content.decode()
    assert Notice.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.post("/join/", form()).status_code == 302


def test_one_place_sends_twenty_an_hour(db, client):
    statuses = [client.post("/join/", form(email=f"p{n}@x{n}.example")).status_code for n in range(22)]
    assert statuses == [302] * 20 + [429] * 2
    assert client.post("/join/", form(), REMOTE_ADDR="203.0.113.9").status_code == 302
    assert not JoinRequest.objects.filter(source__contains="127.0.0.1").exists()


@pytest.mark.parametrize(("days", "link"), [(8, None), (0, "0" * 64)])
def test_a_dead_link_has_a_page_that_helps(db, client, days, link):
    client.post("/join/", form())
    path = f"/join/confirm/{link}/" if link else link_in("mina@minas-boats.example")
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 410
            assert "Ask again" in answer.content.decode()
    assert JoinRequest.objects.get().confirmed_at is None


def test_the_token_is_not_stored_with_the_request(db, client):
    client.post("/join/", form())
    token = link_in("mina@minas-boats.example").split("/")[-2]
    assert not any(token in str(value) for value in JoinRequest.objects.values().get().values())


def test_the_list_is_paged_and_asks_as_much_for_one_as_for_three(world, client):
    cora = world.client("cora")

    def queries(path: str) -> int:
        cora.get(path)
        with CaptureQueriesContext(connection) as found:
            assert cora.get(path).status_code == 200
        return len(found)

    first = asked(client)
    counts = [queries(path) for path in ("/join/requests/", "/work/", at(first))]
    for number in range(2):
        asked(client, email=f"p@b{number}.example", name=f"Boats {number}", name_fr="")
    assert [queries(path) for path in ("/join/requests/", "/work/", at(first))] == counts
    JoinRequest.objects.bulk_create(
        JoinRequest(
            key=new_key(),
            kind="partner",
            name=f"Many {n}",
            person_name="N",
            email=f"n@n{n}.example",
            why="x",
            asked_at=timezone.now(),
            source="x",
            token_hash=str(n),
            expires_at=timezone.now(),
            confirmed_at=timezone.now(),
        )
        for n in range(20)
    )
    assert "Page 1 of 2" in cora.get("/join/requests/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_many_coordinators_at_once_one_answers(client):
    """Six admit and six decline at the same moment: one organisation or none, one mail, eleven pages that explain."""
    world = worlds.people_only()
    join = asked(client)
    actors = []
    for number in range(12):
        user = User.objects.create_user(f"c{number}@province.example", None, name=f"Coordinator {number}")
        grant_role(user, world.cast.organisations["province"], Role.COORDINATOR, actor=SYSTEM)
        actors.append(Actor(user))
    start = threading.Barrier(12)
    outcomes: list[str] = []
    before = Notice.objects.filter(event="mail.raw").count()

    def answer(number: int) -> None:
        start.wait()
        try:
            if number % 2:
                services.admit(join.pk, actor=actors[number], is_another=True)
                outcomes.append("admitted")
            else:
                services.decline(join.pk, actor=actors[number], reason="No.")
                outcomes.append("declined")
        except WrongState as refused:
            outcomes.append(refused.sentences[0])
        except Exception as unexpected:
            outcomes.append(f"unexpected {unexpected!r}")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [one for one in outcomes if one in {"admitted", "declined"}]
    assert (len(outcomes), len(won)) == (12, 1)
    assert all("already" in one for one in outcomes if one not in won)
    assert Organisation.objects.filter(name__startswith="Minas").count() == won.count("admitted")
    assert Notice.objects.filter(event="mail.raw").count() == before + 1
