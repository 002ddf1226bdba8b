"""When a decision can be expected: from cases like it, or from the deadlines, and it says which."""

from datetime import datetime, timedelta

import pytest

from proposals.insight.expecting import Expected, expected
from proposals.insight.models import Stay
from proposals.models import Proposal
from workflow import clocks
from workflow.clocks import HALIFAX, add_business_days, local_date

NOW = datetime(2026, 6, 1, 10, tzinfo=HALIFAX)  # a Monday; no holiday before 1 July


def case(world, number: str) -> Proposal:
    return Proposal.objects.create(
        number=number,
        title="A case",
        lead=world.cast.organisations["nscc"],
        created_by=world.cast.people["neil"],
        created_at=NOW,
        turn_since=NOW,
    )


def decided(world, *days: int, state: str = "submitted", track: str = "full", ago: int = 60) -> None:
    """Cases that were decided so many business days after they entered `state`."""
    at = NOW - timedelta(days=ago)
    for number, took in enumerate(days):
        proposal = case(world, f"{state[:5]}-{track[:5]}-{ago}-{number}")
        Stay.objects.create(
            proposal=proposal, state=state, round=1, track=track, entered=at, to_decision=took, decided=at
        )


def waiting(world, state: str = "submitted", track: str = "full", since: datetime = NOW) -> Proposal:
    found = case(world, "waiting")
    Stay.objects.create(proposal=found, state=state, round=1, track=track, entered=since)
    return found


def day(text: str):
    return datetime.fromisoformat(text).date()


def ask(proposal: Proposal, state: str, moment: datetime = NOW) -> Expected | None:
    with clocks.at(moment):
        return expected(proposal, state)


def test_five_cases_speak_with_their_median_and_ninetieth_percentile(world):
    decided(world, 4, 6, 10, 12, 20)
    assert ask(waiting(world), "submitted") == Expected(
        local_date(add_business_days(NOW, 10)), local_date(add_business_days(NOW, 20)), 5, False
    )


def test_with_four_the_deadlines_speak(world):
    """3 + 2 + 20 business days from Mon 1 June: 30 June is day 21, 1 July closed, 2 and 3 July, then Mon 6 and 7."""
    decided(world, 4, 6, 10, 12)
    assert ask(waiting(world), "submitted") == Expected(None, day("2026-07-07"), 0, False)


@pytest.mark.parametrize(("state", "track"), [("under_review", "full"), ("submitted", "fast")])
def test_cases_of_another_stage_or_track_do_not_count(world, state, track):
    decided(world, 4, 6, 10, 12, 20, state=state, track=track)
    assert ask(waiting(world), "submitted").cases == 0


def test_cases_of_more_than_twelve_months_ago_do_not_count(world):
    decided(world, 4, 6, 10, 12, 20, ago=400)
    assert ask(waiting(world), "submitted").cases == 0


def test_a_case_that_has_waited_is_compared_with_those_that_took_as_long(world):
    decided(world, *range(1, 21))
    since = NOW - timedelta(days=14)  # ten business days; Victoria Day is the day it began
    found = ask(waiting(world, since=since), "submitted")
    assert found.cases == 11
    assert found.likely == local_date(add_business_days(since, 15))


def test_past_everything_known_no_date_is_given(world):
    decided(world, 4, 6, 10, 12, 20)
    found = ask(waiting(world, since=NOW - timedelta(days=100)), "submitted")
    assert found == Expected(None, None, 0, False)


@pytest.mark.parametrize(("state", "track"), [("draft", "full"), ("co_design", "full"), ("returned", "resubmission")])
def test_while_it_is_with_the_institution_the_date_is_that_of_a_submission_today(world, state, track):
    decided(world, 5, 5, 5, 5, 5, track=track)
    found = ask(case(world, "here"), state)
    assert found == Expected(day("2026-06-08"), day("2026-06-08"), 5, True)


@pytest.mark.parametrize("state", ["approved", "approved_with_conditions", "declined", "withdrawn", "lapsed"])
def test_where_it_is_decided_nothing_is_expected(world, state):
    assert ask(case(world, "over"), state) is None


def test_a_held_decision_does_not_show_through(world):
    story = world.story(days=9).invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob")
    story.review("rita", "rob").consensus()
    story.recommend("approve", "All criteria are met.")
    address = f"/work/proposals/{story.proposal.pk}/"

    def line() -> str:
        page = world.client("ada").get(address).content.decode()
        return page.partition("Expected decision")[2].partition("</p>")[0]

    before = line()
    assert "from the deadlines" in before
    story.move("approve", "ann")
    assert story.proposal.held_until > clocks.now()
    assert line() == before
