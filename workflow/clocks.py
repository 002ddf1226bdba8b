"""Whose turn, since when, due when: time derived from transition records, in Nova Scotia's days.

A deadline runs to the end of its last day in Halifax. A decision that was taken back never happened, as far
as clocks are concerned: its time counts for whoever took it back, and the clock it had stopped runs on.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.calendar import (
    HALIFAX,
    add_business_days,
    add_calendar_days,
    at,
    business_days_between,
    end_of_day,
    is_business_day,
    last_moment,
    local_date,
    now,
    today,
)
from workflow.framework import AtRisk, Framework
from workflow.states import PARTY, TURN, Party, ProposalState, Turn

__all__ = [
    "HALIFAX",
    "Mark",
    "Moved",
    "Track",
    "add_business_days",
    "add_calendar_days",
    "at",
    "at_risk_from",
    "business_days_between",
    "clock_start",
    "deadline",
    "due",
    "due_of",
    "effective",
    "end_of_day",
    "invitation_bounds",
    "invitation_reminders",
    "is_business_day",
    "last_moment",
    "local_date",
    "mark",
    "now",
    "reminders",
    "since",
    "time_by_party",
    "time_by_turn",
    "today",
    "track_of",
]


class Track(StrEnum):
    FULL = "full"
    FAST = "fast"
    RESUBMISSION = "resubmission"


class Mark(TextChoices):
    """How a running deadline stands, in words; a step that is on time has none."""

    OVERDUE = "overdue", _("Overdue")
    AT_RISK = "at_risk", _("At risk")


class Moved(Protocol):
    """What a clock reads of a transition record. Records are always one subject's, oldest first."""

    @property
    def transition(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def at(self) -> datetime: ...


M = TypeVar("M", bound=Moved)

TRACK_DEADLINE = {Track.FULL: "review", Track.FAST: "fast_track", Track.RESUBMISSION: "resubmission"}
IN_REVIEW = frozenset({ProposalState.UNDER_REVIEW, ProposalState.DECISION_PENDING})


# --- Deadlines ----------------------------------------------------------------------------------------------


def deadline(name: str, since: datetime, framework: Framework) -> datetime:
    """The end of the last day of the framework's deadline `name`, e.g. "invitation" or "reconsideration"."""
    days = framework.deadlines[name]
    add = add_business_days if name in framework.business_deadlines else add_calendar_days
    return end_of_day(add(since, days))


def reminders(name: str, since: datetime, framework: Framework) -> tuple[datetime, ...]:
    """The moments at which the deadline's reminders are due, in order."""
    add = add_business_days if name in framework.business_deadlines else add_calendar_days
    return tuple(add(since, days) for days in framework.reminders.get(name, ()))


INVITATION_DAYS = (3, 60)  # where a framework version says nothing of it


def invitation_bounds(since: datetime, framework: Framework) -> tuple[date, date]:
    """The first and the last day by which a partner may be asked to answer."""
    least, most = INVITATION_DAYS
    days = (framework.deadlines.get("invitation_min", least), framework.deadlines.get("invitation_max", most))
    first, last = (local_date(add_calendar_days(since, number)) for number in days)
    return first, last


def invitation_reminders(since: datetime, due: datetime, framework: Framework) -> tuple[tuple[datetime, datetime], ...]:
    """Pairs of (planned, moved): the framework's moments, and where they lie when the answer is due another day.

    They keep their distance from the end: day 7 and 12 of 14 are day 23 and 28 of 30. Those that would lie before
    the invitation are left out. `planned` stays the same however often `due` is changed.
    """
    days = framework.deadlines["invitation"]
    local = since.astimezone(HALIFAX)
    pairs = []
    for number in framework.reminders.get("invitation", ()):
        day = local_date(add_calendar_days(due, number - days))
        moved = datetime.combine(day, local.time(), tzinfo=HALIFAX)
        if moved > since:
            pairs.append((add_calendar_days(since, number), moved))
    return tuple(pairs)


def due(state: str, since: datetime, framework: Framework, track: Track | str = Track.FULL) -> datetime | None:
    """When the state's turn ends; None where no clock runs, or where conditions carry their own dates.

    For `decision_pending`, `since` is the start of the review (see `clock_start`): one clock covers both.
    """
    match state:
        case ProposalState.SUBMITTED:
            days = framework.deadlines["completeness"] + framework.deadlines["assignment"]
            return end_of_day(add_business_days(since, days))
        case ProposalState.UNDER_REVIEW | ProposalState.DECISION_PENDING:
            return deadline(TRACK_DEADLINE[Track(track)], since, framework)
        case ProposalState.RETURNED:
            return deadline("answer_to_return", since, framework)
        case _:
            return None


def at_risk_from(start: datetime, end: datetime, rule: AtRisk) -> datetime:
    """From when a step that runs from `start` to `end` is at risk: the first moment of a day in Halifax, or `start`.

    What remains is counted like every deadline, in business days after the day of asking.
    """
    enough = max(rule.business_days, business_days_between(start, end) * rule.percent / 100)
    if enough <= 0:
        return end
    day, remaining = local_date(end), 0
    while remaining + is_business_day(day) < enough:
        remaining += is_business_day(day)
        day -= timedelta(days=1)
    return max(start, datetime.combine(day, time(), tzinfo=HALIFAX))


def mark(risk_at: datetime | None, due_at: datetime | None, moment: datetime) -> Mark | None:
    if due_at is not None and moment > due_at:
        return Mark.OVERDUE
    return Mark.AT_RISK if risk_at is not None and moment >= risk_at else None


# --- From transition records --------------------------------------------------------------------------------


def effective(records: Iterable[M]) -> list[M]:
    """The records without decisions that were taken back, nor the taking back."""
    kept: list[M] = []
    for record in records:
        if record.transition == "take_back" and kept:
            kept.pop()
        else:
            kept.append(record)
    return kept


def since(records: Iterable[Moved]) -> datetime | None:
    """When the present state was entered; a move that stays in the state does not begin it again."""
    entered: Moved | None = None
    for record in effective(records):
        if entered is None or entered.target != record.target:
            entered = record
    return entered.at if entered else None


def clock_start(records: Iterable[Moved]) -> datetime | None:
    """From when the present deadline runs: review and decision share one clock."""
    kept = effective(records)
    if not kept or kept[-1].target not in IN_REVIEW:
        return since(kept)
    start = kept[-1].at
    for record in reversed(kept):
        if record.target not in IN_REVIEW:
            break
        start = record.at
    return start


def track_of(records: Iterable[Moved], *, fast: bool) -> Track:
    """The proposal's present track: a resubmission has its own, whatever the first round was."""
    for record in reversed(effective(records)):
        if record.transition == "resubmit":
            return Track.RESUBMISSION
        if record.transition == "send_to_full_review":
            return Track.FULL
        if record.transition in {"submit", "reconsider"}:
            break
    return Track.FAST if fast else Track.FULL


def due_of(records: Iterable[Moved], framework: Framework, *, fast: bool = False) -> datetime | None:
    """When the proposal's present turn ends, from its records alone; None where no clock runs."""
    kept = effective(records)
    start = clock_start(kept)
    if start is None:
        return None
    return due(kept[-1].target, start, framework, track_of(kept, fast=fast))


def time_by_turn(records: Iterable[Moved], until: datetime | None = None) -> dict[Turn, int]:
    """Business days of a proposal's life by whose turn it was, up to `until` (now). Every turn has a figure.

    The figures add up to the business days since the first record: each clock stands still in others' turns.
    """
    kept = effective(records)
    spent = dict.fromkeys(Turn, 0)
    ends = [record.at for record in kept[1:]] + [until or now()]
    for record, end in zip(kept, ends, strict=True):
        spent[TURN[record.target]] += business_days_between(record.at, end)
    return spent


def time_by_party(records: Iterable[Moved], until: datetime | None = None) -> dict[Party, int]:
    """Like `time_by_turn`, institution's and Province's time apart; once nobody has to act, no clock runs."""
    spent = dict.fromkeys(Party, 0)
    for turn, days in time_by_turn(records, until).items():
        spent[PARTY[turn]] += days
    return spent
