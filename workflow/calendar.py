"""Now, and Nova Scotia's days. A leaf: knows neither records nor deadlines (those are in `clocks.py`).

A business day is a weekday on which provincial offices are open. All days are days in Halifax.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

HALIFAX = ZoneInfo("America/Halifax")
HOLIDAY_CATEGORIES = ("public", "government", "optional")  # "optional" holds Natal Day and Boxing Day

_moment: ContextVar[datetime | None] = ContextVar("workflow_clocks_moment", default=None)


def now() -> datetime:
    return _moment.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Let it be `moment` inside the block, in this thread or task only. For demo histories and tests.

    Raises:
        ValueError: `moment` has no time zone.
    """
    if timezone.is_naive(moment):
        raise ValueError("A moment needs a time zone")
    token = _moment.set(moment)
    try:
        yield moment
    finally:
        _moment.reset(token)


def local_date(moment: datetime) -> date:
    return moment.astimezone(HALIFAX).date()


def today() -> date:
    return local_date(now())


@lru_cache(maxsize=64)
def _weekday_holidays(year: int) -> frozenset[date]:
    found = holidays.country_holidays("CA", subdiv="NS", years=year, categories=HOLIDAY_CATEGORIES)
    return frozenset(day for day in found if day.year == year and day.weekday() < 5)


def is_business_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _weekday_holidays(day.year)


def _weekdays_until(day: date) -> int:
    """Weekdays from 1 January of year 1 (a Monday, ordinal 1) to `day`."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)


def business_days_between(start: datetime, end: datetime) -> int:
    """Business days after the day of `start`, up to the day of `end`; negative when `end` is earlier."""
    first, last = local_date(start), local_date(end)
    if last < first:
        return -business_days_between(end, start)
    closed = sum(first < day <= last for year in range(first.year, last.year + 1) for day in _weekday_holidays(year))
    return _weekdays_until(last) - _weekdays_until(first) - closed


def add_business_days(start: datetime, days: int) -> datetime:
    """The `days`-th business day after the day of `start`, at the same time of day in Halifax.

    Raises:
        ValueError: `days` is negative.
    """
    if days < 0:
        raise ValueError("Business days are added, never taken away")
    local = start.astimezone(HALIFAX)
    day = local.date()
    for _ in range(days):
        day += timedelta(days=1)
        while not is_business_day(day):
            day += timedelta(days=1)
    return _on(day, local) if days else local


def add_calendar_days(start: datetime, days: int) -> datetime:
    """The same time of day in Halifax, `days` days on, whatever daylight saving does in between."""
    local = start.astimezone(HALIFAX)
    return _on(local.date() + timedelta(days=days), local) if days else local


def _on(day: date, local: datetime) -> datetime:
    return datetime.combine(day, local.time(), tzinfo=HALIFAX)


def last_moment(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=HALIFAX)


def end_of_day(moment: datetime) -> datetime:
    return last_moment(local_date(moment))
