"""What everybody may read of the time to market, and what stays hidden."""

from datetime import datetime, timedelta

import pytest

from proposals.insight import market
from proposals.insight.models import Stay
from proposals.models import Proposal
from tests.insight.test_pages import cells, read, tables_of
from workflow import clocks

START = datetime(2026, 1, 12, 10, tzinfo=clocks.HALIFAX)


def approved(world, institution: str, count: int, *, took: int, held: bool = False) -> None:
    """Cases that were approved after `took` days; only what the page reads of them."""
    lead = world.cast.organisations[institution]
    for number in range(count):
        case = Proposal.objects.create(
            number=f"{institution}-{number}",
            title="A case",
            lead=lead,
            created_by=world.cast.people["ada"],
            created_at=START,
            turn_since=START,
            held_until=clocks.now() + timedelta(minutes=5) if held else None,
        )
        at = START + timedelta(days=took)
        Stay.objects.create(proposal=case, state="approved", round=1, track="full", entered=at)


@pytest.fixture
def shown(world):
    def by_institution() -> dict[str, list[str]]:
        page = read(world.client(), "/time-to-market/")
        return {row[0]: row[1:] for row in tables_of(page)[1][1:]}

    return by_institution


def test_anybody_reads_how_long_it_takes(world, shown):
    approved(world, "acadia", 6, took=50)
    approved(world, "nscc", 9, took=80)
    assert shown() == {
        "Acadia University": ["6", "50", "50"],
        "Nova Scotia Community College": ["9", "80", "80"],
        "All": ["15", "80", "80"],
    }
    assert cells(world.client(), "/time-to-market/institution.csv")[1] == ["Acadia University", "6", "50", "50"]


def test_a_small_number_is_hidden_and_another_with_it(world, shown):
    approved(world, "acadia", 2, took=50)
    approved(world, "nscc", 6, took=80)
    approved(world, "dal", 20, took=70)
    rows = shown()
    hidden = ["not shown", "–", "–"]
    assert rows["Acadia University"] == rows["Nova Scotia Community College"] == hidden
    assert rows["Dalhousie University"] == ["20", "70", "70"]


def test_where_there_are_few_in_all_nothing_is_shown(world, shown):
    approved(world, "acadia", 3, took=50)
    assert shown() == {"Acadia University": ["not shown", "–", "–"]}


def test_a_decision_that_is_not_told_yet_does_not_count(world):
    approved(world, "acadia", 6, took=50)
    approved(world, "nscc", 6, took=80, held=True)
    assert [row[0] for row in market.tables()[1].rows] == ["Acadia University", "All"]


def test_the_page_without_any_approval_says_so(world):
    assert "There is nothing to show here." in read(world.client(), "/time-to-market/")
