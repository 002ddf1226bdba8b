"""Random histories of a proposal that the table allows, and the plainest way to measure them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from workflow.clocks import HALIFAX
from workflow.process import PREVIOUS, rows_of

BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=HALIFAX)
MOVES = [row for row in rows_of("proposal") if row.name not in {"create", "take_back"}]


@dataclass(frozen=True)
class Moved:
    transition: str
    target: str
    at: datetime
    details: dict[str, Any] = field(default_factory=dict)


@st.composite
def histories(draw, least: int = 0, most: int = 25) -> list[Moved]:
    """A walk through the process table, some hours a step; now and then a decision goes back."""
    state, before, at = "draft", "", BEGIN
    found = [Moved("create", "draft", at)]
    for _ in range(draw(st.integers(least, most))):
        at += timedelta(hours=draw(st.integers(0, 400)))
        if before and draw(st.integers(0, 4)) == 0:
            found.append(Moved("take_back", before, at))
            state, before = before, ""
            continue
        open_rows = [row for row in MOVES if state in row.sources and row.target != PREVIOUS]
        if not open_rows:
            break
        row = draw(st.sampled_from(open_rows))
        details = {"track": draw(st.sampled_from(["full", "fast"]))} if row.name == "submit" else {}
        found.append(Moved(row.name, row.target, at, details))
        held = row.name in {"return_for_changes", "approve", "approve_with_conditions", "decline"}
        state, before = row.target, state if held else ""
    return found


def day_by_day(start: datetime, end: datetime) -> int:
    """Business days after the day of `start` up to the day of `end`, one at a time."""
    from workflow.calendar import is_business_day, local_date

    day, last, count = local_date(start), local_date(end), 0
    while day < last:
        day += timedelta(days=1)
        count += is_business_day(day)
    return count
