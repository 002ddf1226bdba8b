"""What employers need, for everybody: sums only, and none that says what few organisations have."""

import csv
import io
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.actors import Actor
from proposals.needs.models import Need
from proposals.needs.public import public
from proposals.needs.services import close_need, support, withdraw_support
from tests.needs.test_board import neighbours, state

PAGE, TABLE = "/what-employers-need/", "/what-employers-need/table.csv"


def shared(world, number: int, **more) -> Need:
    """A need that so many neighbours have too."""
    need = state(world, **more)
    for actor, organisation in neighbours(number):
        support(need.pk, actor=actor, organisation=organisation, openings=2)
    return need


def shown() -> dict[tuple[str, str], tuple[int, int]]:
    found = public("en")
    return {(one.name, row.code): (row.needs, row.organisations) for one in found.tables for row in one.rows}


def test_everybody_reads_the_sums_and_nobody_the_needs(world, client):
    need = shared(world, 6, title="Canary title", statement="Canary statement", place="Canary place")
    shared(world, 5, noc=["33102"], naics=["62"], region="north_shore")
    page = client.get(PAGE).content.decode()
    text = client.get(TABLE).content.decode("utf-8-sig")
    assert "22310 Electrical" in page
    for secret in ("Canary", "Fundy", "Neighbour", str(need.pk), "Emma"):
        assert secret not in page + text
    rows = list(csv.reader(io.StringIO(text)))
    assert ["By sector", "31-33", "31-33 Manufacturing", "1", "7", "10", "24"] in rows
    assert rows[1] == ["Total", "", "All together", "2", "12", "25", "49"]


def test_few_organisations_say_nothing_at_all(world, client):
    shared(world, 3)
    page = client.get(PAGE).content.decode()
    assert "Fewer than 5 organisations" in page
    assert "<table" not in page
    assert client.get(TABLE).content.decode("utf-8-sig").count("\n") == 1


def test_a_small_row_is_hidden_and_cannot_be_had_by_taking_the_others_from_the_total(world):
    shared(world, 7, region="halifax")
    for _ in range(2):
        state(world, region="halifax")
    shared(world, 8, region="southern")
    shared(world, 9, region="north_shore")
    state(world, region="cape_breton", naics=["22"], noc=["72400"])
    found = shown()
    assert ("region", "cape_breton") not in found
    assert ("region", "north_shore") in found
    assert ("region", "halifax") not in found  # the next larger one, hidden with it
    assert ("sector", "22") not in found


def test_what_is_met_closed_or_taken_back_does_not_count(world):
    first, second = shared(world, 6), shared(world, 6)
    assert shown()["sector", "31-33"] == (2, 13)
    standing = second.supports.select_related("organisation", "supported_by").first()
    withdraw_support(second.pk, actor=Actor(standing.supported_by), organisation=standing.organisation)
    assert shown()["sector", "31-33"] == (2, 12)
    close_need(first.pk, actor=world.actor("emma"), reason="Done.", seen_version=first.version, idempotency_key=None)
    assert shown()["sector", "31-33"] == (1, 6)


def test_an_organisation_with_two_needs_counts_once(world):
    one = state(world)
    for actor, organisation in neighbours(5):
        for need in (one, state(world)):
            support(need.pk, actor=actor, organisation=organisation)
    assert shown()["region", "halifax"] == (6, 6)


def test_the_page_asks_as_much_for_one_need_as_for_three(world, client):
    def asked() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as found:
            assert client.get(PAGE).status_code == 200
        return len(found)

    shared(world, 6)
    one = asked()
    shared(world, 5, region="southern")
    shared(world, 7, noc=["33102"])
    assert asked() == one


def test_home_and_register_lead_there_in_both_languages(world, client):
    for path in ("/", "/register/"):
        assert f'href="{PAGE}"' in client.get(path).content.decode()
    shared(world, 6)
    page = client.get(PAGE, headers={"accept-language": "fr"}).content.decode()
    assert "Ce dont les employeurs ont besoin" in page
    assert "22310 Technologues" in page
    assert not re.search(r">(By sector|Needs|Organisations|Openings)<", page.replace(">Organisations<", ""))
