"""When a mail may come: from what a person chose, their time zone and their quiet hours. Pure.

All answers are instants in UTC. A day of 23 or 25 hours has each time of day once: an hour that the clocks skip is
taken as the moment after them, an hour that comes twice as its first coming. Quiet hours last until the clock on the
wall has left them for good.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
LONGEST_QUIET = timedelta(hours=16)  # what comes in may wait that long, and no longer


@dataclass(frozen=True)
class Clock:
    """`weekday` counts from Monday, 0. Quiet hours may run past midnight; none where both ends are None."""

    time_zone: str = "America/Halifax"
    digest_at: time = time(8)
    weekday: int = 0
    quiet_from: time | None = None
    quiet_until: time | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


def quiet_length(start: time, end: time) -> timedelta:
    """By the clock on the wall; past midnight where the end is the earlier one. Zero where both are the same."""
    return timedelta(minutes=(end.hour - start.hour) * 60 + end.minute - start.minute) % DAY


def next_daily(clock: Clock, now: datetime) -> datetime:
    """The person's hour, the first time after `now` that it comes."""
    return next(_slots(clock, now))


def next_weekly(clock: Clock, now: datetime) -> datetime:
    return next(moment for moment in _slots(clock, now) if clock.local(moment).weekday() == clock.weekday)


def after_quiet(clock: Clock, moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours that it lies in."""
    for start, end in _quiet(clock, moment):
        if start <= moment < end:
            moment = end
    return moment


def _slots(clock: Clock, now: datetime) -> Iterator[datetime]:
    """The person's hour of every day, after `now`."""
    first = clock.local(now).date() - DAY
    for number in range(10):
        moment = _both(first + number * DAY, clock.digest_at, clock.zone)[0]
        if moment > now:
            yield moment


def _quiet(clock: Clock, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The quiet hours around a moment, in order."""
    start, end = clock.quiet_from, clock.quiet_until
    if start is None or end is None or start == end:
        return
    today = clock.local(moment).date()
    for day in (today - DAY, today, today + DAY):
        last = day + DAY if end < start else day
        yield min(_both(day, start, clock.zone)), max(_both(last, end, clock.zone))


def _both(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A time on the wall as the instant it is, by the clock before and after a change."""
    local = datetime.combine(day, at, tzinfo=zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
