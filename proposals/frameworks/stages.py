"""How long each stay in a stage took, and how long it may take under one framework or another."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from workflow import clocks
from workflow.framework import Framework
from workflow.models import TransitionRecord
from workflow.states import ProposalState as P

REVIEW = "review"  # review and decision share one clock
STAGE: dict[str, str] = {
    P.SUBMITTED: P.SUBMITTED,
    P.UNDER_REVIEW: REVIEW,
    P.DECISION_PENDING: REVIEW,
    P.RETURNED: P.RETURNED,
}
Stay = tuple[str, int, int, int, int, int]  # stage, days taken, days allowed: own, tried; over it: own, tried


def stays(
    records: Sequence[TransitionRecord], own: Framework, tried: Framework, *, fast: bool, until: datetime
) -> Iterator[Stay]:
    """Stays in stages with a deadline, in calendar days; the last one runs until now."""
    kept = clocks.effective(records)
    starts = [0]
    starts += [n for n, (a, b) in enumerate(pairwise(kept), 1) if _stage(a.target) != _stage(b.target)]
    for first, following in zip(starts, [*starts[1:], None], strict=True):
        state = kept[first].target if kept else ""
        if state not in STAGE:
            continue
        since = kept[first].at
        end = kept[following].at if following is not None else until
        track = clocks.track_of(kept[: first + 1], fast=fast)
        ends = [clocks.due(state, since, framework, track) or end for framework in (own, tried)]
        allowed = [(one - since).days for one in ends]
        yield STAGE[state], (end - since).days, *allowed, *(int(end > one) for one in ends)


def _stage(state: str) -> str:
    return STAGE.get(state, state)
