"""Business days in Nova Scotia, deadlines, and the clocks that run in turns."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow import clocks
from workflow.clocks import HALIFAX, Track, add_business_days, business_days_between
from workflow.framework import current, load
from workflow.states import Turn

moments = st.datetimes(
    min_value=datetime(2020, 1, 1),
    max_value=datetime(2035, 12, 31),
    timezones=st.sampled_from([UTC, HALIFAX]),
)
counts = st.integers(min_value=0, max_value=90)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HALIFAX)


@dataclass(frozen=True)
class Moved:
    transition: str
    target: str
    at: datetime


def history(*moves: tuple[str, str, str]) -> list[Moved]:
    return [Moved(transition, target, at(moment)) for transition, target, moment in moves]


@settings(deadline=None)  # the first question about a year works out its holidays
@given(moments, counts)
def test_counting_back_what_was_added_gives_the_same_number(start, days):
    assert business_days_between(start, add_business_days(start, days)) == days


@settings(deadline=None)
@given(moments, counts, counts)
def test_more_days_never_end_earlier(start, fewer, more):
    fewer, more = sorted((fewer, more))
    assert add_business_days(start, fewer) <= add_business_days(start, more)


@settings(deadline=None)
@given(moments, moments, counts)
def test_a_later_start_never_ends_earlier(one, other, days):
    first, second = sorted((one, other))
    assert add_business_days(first, days + 1) <= add_business_days(second, days + 1) or (
        # two moments before the same business day keep their times of day
        clocks.local_date(add_business_days(first, days + 1)) == clocks.local_date(add_business_days(second, days + 1))
    )


@settings(deadline=None)
@given(moments, moments, moments)
def test_counts_of_adjoining_spans_add_up(one, two, three):
    assert business_days_between(one, two) + business_days_between(two, three) == business_days_between(one, three)


@settings(deadline=None)
@given(moments, st.integers(min_value=1, max_value=90))
def test_a_deadline_in_business_days_ends_on_a_business_day(start, days):
    assert clocks.is_business_day(clocks.local_date(add_business_days(start, days)))


@pytest.mark.parametrize(
    "day",
    ["2026-02-16", "2026-08-03", "2026-07-01", "2026-09-30", "2026-10-12", "2026-04-03", "2026-12-28"],
)
def test_offices_are_closed_on_nova_scotias_holidays(day):
    """Heritage, Natal and Canada Day, Truth and Reconciliation, Thanksgiving, Good Friday, Boxing Day."""
    assert not clocks.is_business_day(date.fromisoformat(day))


def test_the_days_before_and_after_heritage_day_are_one_business_day_apart():
    assert business_days_between(at("2026-02-13T09:00"), at("2026-02-17T09:00")) == 1


def test_the_day_is_the_one_in_halifax():
    late_in_halifax = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    assert clocks.local_date(late_in_halifax) == date(2026, 3, 3)


@pytest.mark.parametrize("start", ["2026-03-06T14:30", "2026-10-30T14:30"])
def test_daylight_saving_does_not_shift_the_time_of_day(start):
    later = add_business_days(at(start), 1)
    assert (later.hour, later.minute) == (14, 30)
    assert clocks.add_calendar_days(at(start), 3).hour == 14


def test_across_the_spring_change_three_calendar_days_are_an_hour_shorter():
    start = at("2026-03-06T14:30")
    assert (clocks.add_calendar_days(start, 3).astimezone(UTC) - start.astimezone(UTC)) == timedelta(hours=71)


def test_business_days_are_never_taken_away():
    with pytest.raises(ValueError, match="never taken away"):
        add_business_days(at("2026-03-06T14:30"), -1)


def test_inside_at_it_is_that_moment_and_afterwards_it_is_not():
    moment = at("2026-01-05T10:00")
    with clocks.at(moment):
        assert clocks.now() == moment
        assert clocks.today() == date(2026, 1, 5)
    assert clocks.now() != moment


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clocks.at(datetime(2026, 1, 5)):
        pass


@pytest.fixture
def framework(db):
    return load(current())


@pytest.mark.parametrize(
    ("state", "track", "last_day"),
    [
        ("submitted", Track.FULL, "2026-06-08"),
        ("under_review", Track.FULL, "2026-06-29"),
        ("under_review", Track.FAST, "2026-06-15"),
        ("decision_pending", Track.RESUBMISSION, "2026-06-15"),
        ("returned", Track.FULL, "2026-07-31"),
    ],
)
def test_a_turn_ends_with_the_last_day_of_its_deadline(framework, state, track, last_day):
    end = clocks.due(state, at("2026-06-01T11:00"), framework, track)
    assert end == at(f"{last_day}T23:59:59")


@pytest.mark.parametrize("state", ["draft", "approved", "declined", "withdrawn", "approved_with_conditions"])
def test_no_clock_runs_where_nobody_has_a_deadline_of_the_framework(framework, state):
    assert clocks.due(state, at("2026-06-01T11:00"), framework) is None


def test_reminders_come_on_the_frameworks_days(framework):
    days = [moment.date().isoformat() for moment in clocks.reminders("invitation", at("2026-06-01T11:00"), framework)]
    assert days == ["2026-06-08", "2026-06-13"]
    assert clocks.reminders("review", at("2026-06-01T11:00"), framework) == ()


ROUND = (
    ("create", "draft", "2026-06-01T09:00"),  # a Monday
    ("open_co_design", "co_design", "2026-06-03T09:00"),
    ("request_sign_off", "sign_off", "2026-06-08T09:00"),
    ("submit", "submitted", "2026-06-09T09:00"),
    ("start_review", "under_review", "2026-06-11T09:00"),
    ("recommend", "decision_pending", "2026-06-18T09:00"),
    ("return_for_changes", "returned", "2026-06-22T09:00"),
)


def test_each_clock_stands_still_while_it_is_anothers_turn():
    spent = clocks.time_by_turn(history(*ROUND), until=at("2026-06-26T09:00"))
    assert spent == {
        Turn.INSTITUTION: 2 + 4,
        Turn.INSTITUTION_AND_PARTNERS: 3,
        Turn.SIGNATORY: 1,
        Turn.COORDINATOR: 2,
        Turn.REVIEWERS: 5,
        Turn.APPROVER: 2,
        Turn.NOBODY: 0,
    }
    assert sum(spent.values()) == business_days_between(at("2026-06-01T09:00"), at("2026-06-26T09:00"))


def test_a_decision_taken_back_never_happened_for_the_clocks(framework):
    moved = history(*ROUND, ("take_back", "decision_pending", "2026-06-22T09:05"))
    assert clocks.since(moved) == at("2026-06-18T09:00")
    assert clocks.time_by_turn(moved, until=at("2026-06-26T09:00"))[Turn.APPROVER] == 6
    assert clocks.due_of(moved, framework) == clocks.due_of(moved[:-2], framework)


def test_review_and_decision_share_the_clock_that_starts_with_the_review(framework):
    assert clocks.due_of(history(*ROUND[:6]), framework) == at("2026-07-10T23:59:59")
    assert clocks.due_of(history(*ROUND[:6]), framework, fast=True) == at("2026-06-25T23:59:59")


def test_a_resubmission_has_its_own_track_until_the_proposal_is_submitted_anew():
    again = (*ROUND, ("resubmit", "submitted", "2026-06-29T09:00"))
    assert clocks.track_of(history(*again), fast=True) == Track.RESUBMISSION
    anew = (*again, ("submit", "submitted", "2026-07-29T09:00"))
    assert clocks.track_of(history(*anew), fast=True) == Track.FAST


def test_a_move_that_stays_in_its_state_does_not_begin_it_again():
    moved = history(("take_up", "taken_up", "2026-06-01T09:00"), ("take_up", "taken_up", "2026-06-05T09:00"))
    assert clocks.since(moved) == at("2026-06-01T09:00")
    assert clocks.since([]) is None
