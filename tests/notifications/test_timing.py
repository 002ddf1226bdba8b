"""When a mail may come, on days of 23, 24 and 25 hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notifications.timing import LONGEST_QUIET, Clock, after_quiet, next_daily, next_weekly, quiet_length

HALIFAX = ZoneInfo("America/Halifax")
CHANGES = (datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 11, 1, 5, tzinfo=UTC))  # 23 and 25 hours
ZONES = st.sampled_from(["America/Halifax", "America/St_Johns", "America/Vancouver", "Europe/Paris", "UTC"])
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
NEAR_CHANGES = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-4 * 86400, 4 * 86400),
)


@st.composite
def clocks(draw):
    start, end = draw(TIMES), draw(TIMES)
    assume(quiet_length(start, end) <= LONGEST_QUIET)
    return Clock(draw(ZONES), draw(TIMES), draw(st.integers(0, 6)), start, end)


def in_quiet(clock: Clock, moment: datetime) -> bool:
    """By the clock on the wall."""
    wall, start, end = clock.local(moment).time(), clock.quiet_from, clock.quiet_until
    if start == end:
        return False
    return start <= wall < end if start < end else wall >= start or wall < end


@given(clocks(), NEAR_CHANGES)
def test_a_person_s_hour_comes_within_25_hours_and_after_now(clock, now):
    assert timedelta(0) < next_daily(clock, now) - now <= timedelta(hours=25)
    assert timedelta(0) < next_weekly(clock, now) - now <= timedelta(days=7, hours=1)
    assert clock.local(next_weekly(clock, now)).weekday() == clock.weekday


@given(clocks(), st.sampled_from(CHANGES))
def test_thirty_days_around_a_change_have_thirty_hours_one_on_each_day(clock, change):
    moments = [next_daily(clock, change - timedelta(days=15))]
    while len(moments) < 30:
        moments.append(next_daily(clock, moments[-1]))
    days = [clock.local(moment).date() for moment in moments]
    assert days == [days[0] + timedelta(days=number) for number in range(30)]
    for moment in moments:
        wall = clock.local(moment)
        skipped = datetime.combine(wall.date(), clock.digest_at, tzinfo=clock.zone)
        exists = skipped.astimezone(UTC).astimezone(clock.zone).time() == clock.digest_at
        assert wall.time() == clock.digest_at or not exists


@given(clocks(), NEAR_CHANGES)
def test_every_moment_of_the_day_before_leads_to_the_same_next_moment(clock, now):
    """So one day has one bundle, whoever writes into it and when."""
    end = next_daily(clock, now)
    assert next_daily(clock, now + (end - now) / 2) == end
    assert next_daily(clock, end - timedelta(seconds=1)) == end


@given(clocks(), NEAR_CHANGES)
def test_nothing_comes_while_the_wall_says_quiet_and_nothing_waits_longer(clock, now):
    moment = after_quiet(clock, now)
    assert moment >= now
    assert not in_quiet(clock, moment)
    assert moment - now <= LONGEST_QUIET + timedelta(hours=2)
    if not in_quiet(clock, now):
        assert moment - now <= timedelta(hours=1)  # an hour that comes twice is quiet until its second end


@pytest.mark.parametrize(
    ("at", "day", "expected"),
    [
        (time(2, 30), datetime(2026, 3, 8, tzinfo=HALIFAX), "2026-03-08T03:30:00-03:00"),
        (time(1, 30), datetime(2026, 11, 1, tzinfo=HALIFAX), "2026-11-01T01:30:00-03:00"),
        (time(8, 0), datetime(2026, 3, 8, tzinfo=HALIFAX), "2026-03-08T08:00:00-03:00"),
        (time(8, 0), datetime(2026, 11, 1, tzinfo=HALIFAX), "2026-11-01T08:00:00-04:00"),
    ],
)
def test_the_hour_of_a_day_of_23_or_25_hours(at, day, expected):
    assert Clock(digest_at=at).local(next_daily(Clock(digest_at=at), day)).isoformat() == expected


def test_quiet_hours_run_past_midnight():
    clock = Clock(quiet_from=time(21), quiet_until=time(7))
    evening = datetime(2026, 6, 1, 23, tzinfo=HALIFAX)
    assert clock.local(after_quiet(clock, evening)).isoformat() == "2026-06-02T07:00:00-03:00"
    noon = datetime(2026, 6, 1, 12, tzinfo=HALIFAX)
    assert after_quiet(clock, noon) == noon
