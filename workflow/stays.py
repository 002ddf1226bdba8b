"""How long a case stayed where: one stay per stage entered, made from its transition records alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from workflow.clocks import Moved, Track, business_days_between, effective
from workflow.states import IN_PROVINCE


class Told(Moved, Protocol):
    """A record with its details; those of a submission say the track."""

    @property
    def details(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Stay:
    """`days` are business days, None while the case is still there. `round` counts submissions, 0 before the first.

    `to_decision`: the Province's business days from entering this stage to the decision of its round (a return is
    one), which fell at `decided`; None where there is none, or none yet.
    """

    state: str
    round: int
    track: str
    entered: datetime
    left: datetime | None = None
    days: int | None = None
    to_decision: int | None = None
    decided: datetime | None = None


ROUND_BEGINS = {"submit", "resubmit", "reconsider"}
DECIDES = frozenset({"approve", "approve_with_conditions", "decline", "return_for_changes"})


def stays(records: Iterable[Told]) -> list[Stay]:
    """Adjoining stays share their moment, so their days add up to those of the whole, less what is still open."""
    found: list[Stay] = []
    number, track = 0, str(Track.FULL)
    for record in effective(records):
        if record.transition in ROUND_BEGINS:
            number, track = number + 1, _track(record)
        elif record.transition == "send_to_full_review":
            track = str(Track.FULL)
            found = [replace(stay, track=track) if stay.round == number else stay for stay in found]
        if found and found[-1].state == record.target:
            continue
        if found:
            days = business_days_between(found[-1].entered, record.at)
            found[-1] = replace(found[-1], left=record.at, days=days)
        if record.transition in DECIDES:
            found = _decided(found, number, record.at)
        found.append(Stay(record.target, number, track, record.at))
    return found


def _track(record: Told) -> str:
    if record.transition == "resubmit":
        return str(Track.RESUBMISSION)
    return str(record.details.get("track") or Track.FULL)


def _decided(found: list[Stay], number: int, at: datetime) -> list[Stay]:
    """Only the Province's stages of this round know how long it was until the decision."""
    return [
        replace(stay, to_decision=business_days_between(stay.entered, at), decided=at)
        if stay.round == number and stay.state in IN_PROVINCE
        else stay
        for stay in found
    ]
