"""The board: what is stated, by codes with their titles, and how it is found and taken along."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Notice
from partners.actors import SYSTEM, Actor
from partners.roles import OrganisationKind, Role
from partners.services import create_organisation, grant_role, person
from proposals.http import new_key
from proposals.needs.models import Need
from proposals.needs.services import close_need, state_need, support

HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }} é \U0001f30a"


def state(world, who: str = "emma", organisation: str = "fundy", **more) -> Need:
    told = {
        "title": "People who can calibrate ocean sensors",
        "statement": "Alone, after a few weeks.",
        "noc": ["22310"],
        "naics": ["31-33"],
        "region": "halifax",
        "place": "Dartmouth",
        "openings": 12,
        "needed_by": None,
    } | more
    return state_need(actor=world.actor(who), organisation=world.cast.organisations[organisation], **told)


def form(**more) -> dict:
    return {
        "seen_version": 0,
        "idempotency_key": new_key(),
        "title": "People who can weld aluminium",
        "statement": "To the standard of the yard.",
        "naics": ["31-33"],
        "region": "halifax",
        "openings": "9",
    } | more


def titles(world, query: str, who: str = "ada") -> list[str]:
    page = world.client(who).get(f"/needs/?{query}").content.decode()
    return re.findall(r'<h2 class="govuk-heading-m"><a [^>]*>([^<]*)</a></h2>', page)


def test_a_need_is_stated_with_occupations_found_by_their_words(world):
    client = world.client("emma")
    organisation = world.cast.organisations["fundy"].pk
    looked = client.post("/needs/new/", form(organisation=organisation, noc_find="soudeur", find="1"))
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "Tick what fits." in page
    assert "There is a problem" not in page
    code = re.findall(r'name="noc" value="(\d+)"', page)[0]
    assert Need.objects.count() == 0
    sent = client.post("/needs/new/", form(organisation=organisation, noc_find="soudeur", noc=[code]))
    assert sent.status_code == 302
    need = Need.objects.get()
    assert (need.noc, need.naics, need.region, need.openings) == ([code], ["31-33"], "halifax", 9)


def test_a_code_that_is_typed_counts_without_ticking(world):
    organisation = world.cast.organisations["fundy"].pk
    assert (
        world.client("emma").post("/needs/new/", form(organisation=organisation, noc_find="22310")).status_code == 302
    )
    assert Need.objects.get().noc == ["22310"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"noc_find": "99999"}, "No occupation has the code or words “99999”"),
        ({"noc_find": "nurse"}, "Tick the occupations that fit"),
        ({"noc": ["12"]}, "Not in the list: 12."),
        ({"naics": ["99"]}, "99 is no code of the list"),
        ({"naics": ["11", "21", "22", "23", "31-33", "41"]}, "At most five sectors"),
        ({"region": "atlantis"}, "Select a valid choice"),
        ({"openings": "-1"}, "greater than or equal to 0"),
        ({"title": ""}, "This field is required"),
        ({"title": "a\x00b"}, "Null characters are not allowed"),
        ({"organisation": "x"}, "There is a problem"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(world, wrong, sentence):
    sent = form(organisation=str(world.cast.organisations["fundy"].pk), statement=HOSTILE) | wrong
    response = world.client("emma").post("/needs/new/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert Need.objects.count() == 0


def test_a_form_sent_twice_states_one_need(world):
    sent = form(organisation=world.cast.organisations["fundy"].pk)
    client = world.client("emma")
    assert client.post("/needs/new/", sent)["Location"] == client.post("/needs/new/", sent)["Location"]
    assert Need.objects.count() == 1


def test_nobody_states_a_need_for_an_organisation_that_is_not_theirs(world):
    other = world.cast.organisations["harbour"].pk
    assert world.client("emma").post("/needs/new/", form(organisation=other)).status_code == 422
    for who in ("cora", "operator"):
        assert world.client(who).get("/needs/new/").status_code == 404
        assert world.client(who).post("/needs/new/", form(organisation=other)).status_code == 404
    assert Need.objects.count() == 0


@pytest.fixture
def board(world):
    state(world, title="Étalonnage de capteurs", place="Dartmouth")
    care = state(
        world,
        "harriet",
        "harbour",
        title="Staff who can calm distress",
        noc=["33102"],
        naics=["62"],
        region="north_shore",
    )
    state(world, title="Closed one", noc=[], naics=["22", "62"], region="", place="")
    closed = Need.objects.get(title="Closed one")
    close_need(
        closed.pk, actor=world.actor("emma"), reason="Filled.", seen_version=closed.version, idempotency_key=None
    )
    support(care.pk, actor=world.actor("ada"), organisation=world.cast.organisations["acadia"], openings=3)
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Staff who can calm distress", "Closed one", "Étalonnage de capteurs"]),
        ("q=etalonnage", ["Étalonnage de capteurs"]),
        ("q=ETALONNAGE+capteurs", ["Étalonnage de capteurs"]),
        ("q=etalonnage+distress", []),
        ("q=infirmiers", ["Staff who can calm distress"]),
        ("q=22310", ["Étalonnage de capteurs"]),
        ("sector=62", ["Staff who can calm distress", "Closed one"]),
        ("sector=31-33", ["Étalonnage de capteurs"]),
        ("occupation=33102", ["Staff who can calm distress"]),
        ("occupation=electronics+technologists", ["Étalonnage de capteurs"]),
        ("occupation=nothing-like-it", []),
        ("region=halifax", ["Étalonnage de capteurs"]),
        ("state=closed", ["Closed one"]),
        ("mine=on", ["Staff who can calm distress"]),
        ("mine=on&state=closed", []),
        ("q=%00", ["Staff who can calm distress", "Closed one", "Étalonnage de capteurs"]),
        ("sector=99", ["Staff who can calm distress", "Closed one", "Étalonnage de capteurs"]),
        ("q=%25&page=99", []),
    ],
)
def test_the_board_finds_by_words_without_accents_and_by_each_filter(board, query, found):
    assert titles(board, query) == found


def test_visible_to_members_of_organisations_and_to_nobody_else(board, client):
    need = Need.objects.first()
    assert client.get("/needs/").status_code == 302
    assert titles(board, "", "operator") == []
    for path in (f"/needs/{need.pk}/", f"/needs/{need.pk}/support/"):
        assert board.client("operator").get(path).status_code == 404
        assert client.get(path).status_code == 302
    assert board.client("operator").get("/needs/board.csv").content.decode("utf-8-sig").count("\n") == 1


def test_the_table_holds_what_the_board_shows_and_no_formula(board):
    state(board, title="=HYPERLINK(1)", statement="@x", place="+1", noc=[], region="")
    text = board.client("ada").get("/needs/board.csv?q=hyperlink").content.decode("utf-8-sig")
    _head, row = csv.reader(io.StringIO(text))
    assert row[:2] == ["'=HYPERLINK(1)", "'@x"]
    assert row[8] == "'+1"
    text = board.client("ada").get("/needs/board.csv?sector=62&state=open").content.decode("utf-8-sig")
    _head, row = csv.reader(io.StringIO(text))
    assert row[3:5] == ["2", "15"]
    assert row[5].startswith("33102 ")


def test_a_closed_need_says_why_and_takes_no_support(board):
    need = Need.objects.get(title="Closed one")
    page = board.client("ada").get(f"/needs/{need.pk}/").content.decode()
    assert "Filled." in page
    assert "We have this too" not in page


def test_a_reader_sees_the_answering_proposals_that_they_may_see(world):
    need = state(world)
    story = world.story()
    story.need = need
    story.begin()
    number = story.proposal.number
    assert number in world.client("sam").get(f"/needs/{need.pk}/").content.decode()
    elsewhere = world.client("neil").get(f"/needs/{need.pk}/").content.decode()
    assert number not in elsewhere
    assert "1 institution is working on it." in elsewhere
    told = Notice.objects.filter(event="need.take_up", recipient=world.cast.people["emma"]).first()
    assert told.context["institution"]["en"] == "Acadia University"


def neighbours(number: int) -> list[tuple]:
    found = []
    for index in range(number):
        organisation = create_organisation(kind=OrganisationKind.PARTNER, name=f"Neighbour {index} of {new_key()}")
        user = person(f"n{index}-{new_key()}@neighbour.example", "N. N.")
        grant_role(user, organisation, Role.ENDORSER, actor=SYSTEM)
        found.append((Actor(user), organisation))
    return found


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_board_page_and_table_ask_as_much_for_one_support_as_for_three(world):
    one, three = state(world), state(world)
    for actor, organisation in neighbours(1):
        support(one.pk, actor=actor, organisation=organisation)
    client = world.client("ada")
    board, table = queries(client, "/needs/"), queries(client, "/needs/board.csv")
    for actor, organisation in neighbours(3):
        support(three.pk, actor=actor, organisation=organisation, openings=2, word="Here too.")
    state(world)
    assert queries(client, "/needs/") == board
    assert queries(client, "/needs/board.csv") == table
    assert queries(client, f"/needs/{one.pk}/") == queries(client, f"/needs/{three.pk}/")
