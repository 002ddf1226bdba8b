"""The figures equal the plainest model on random histories, and time counted per party sums to the whole."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.insight.measures import counted, percentile, spread
from tests.insight.histories import BEGIN, day_by_day, histories
from workflow.clocks import effective, time_by_party, time_by_turn
from workflow.states import PARTY, TURN
from workflow.stays import DECIDES, stays

values = st.lists(st.integers(0, 400), min_size=1, max_size=200)


@given(values, st.sampled_from([1, 10, 25, 50, 75, 90, 99, 100]))
def test_a_percentile_is_the_least_value_that_so_many_in_a_hundred_do_not_exceed(found, percent):
    value = percentile(counted(found), percent)
    assert value in found
    assert sum(one <= value for one in found) * 100 >= percent * len(found)
    assert sum(one < value for one in found) * 100 < percent * len(found)


@given(values)
def test_median_and_ninetieth_are_those_of_the_sorted_list(found):
    ordered = sorted(found)
    figures = spread(counted(found))
    assert figures.count == len(found)
    assert figures.median == ordered[(len(found) + 1) // 2 - 1]
    assert figures.ninetieth == ordered[-(-len(found) * 9 // 10) - 1]


def test_of_nothing_there_is_no_figure():
    assert spread({}) is None
    with pytest.raises(ValueError, match="Nothing"):
        percentile({}, 50)


@given(histories(), st.integers(0, 900))
def test_time_counted_per_party_and_per_turn_sums_to_the_whole(moves, hours):
    until = moves[-1].at + timedelta(hours=hours)
    whole = day_by_day(BEGIN, until)
    assert sum(time_by_turn(moves, until).values()) == whole
    assert sum(time_by_party(moves, until).values()) == whole


@given(histories(least=3))
def test_each_stay_is_as_long_as_counting_day_by_day_says(moves):
    found = stays(moves)
    kept = effective(moves)
    assert found[0].entered == kept[0].at
    assert found[-1].left is None
    for one, after in pairwise(found):
        assert one.left == after.entered
        assert one.state != after.state
        assert one.days == day_by_day(one.entered, one.left)


@given(histories(least=3), st.integers(0, 900))
def test_the_stays_tell_the_same_as_the_clocks(moves, hours):
    """Two ways to the time of each party: the clocks' own, and the stays that insight is made from."""
    until = moves[-1].at + timedelta(hours=hours)
    spent = dict.fromkeys(time_by_party(moves, until), 0)
    for stay in stays(moves):
        spent[PARTY[TURN[stay.state]]] += stay.days if stay.days is not None else day_by_day(stay.entered, until)
    assert spent == time_by_party(moves, until)


@given(histories(least=6))
def test_the_days_to_a_decision_are_those_of_its_own_round(moves):
    kept = effective(moves)
    ends = [one.at for one in kept if one.transition in DECIDES]
    for stay in stays(moves):
        if stay.to_decision is not None:
            assert stay.decided in ends
            assert stay.to_decision == day_by_day(stay.entered, stay.decided)
            assert stay.state in {"submitted", "under_review", "decision_pending"}
