"""What a trial found, added up from its lines: numbers and keys only, so that it is read in any language."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Any

from proposals.frameworks.asking import newly, reasons
from proposals.frameworks.models import TrialLine
from proposals.frameworks.stages import REVIEW
from workflow.states import DECIDED
from workflow.states import ProposalState as P

ENDORSEMENT = "endorse"  # every gate about endorsements begins like this
STAGES = (P.SUBMITTED, REVIEW, P.RETURNED)


def summarise(lines: Iterable[TrialLine]) -> dict[str, Any]:
    """See `templates/frameworks/trial.html` for what is shown of it."""
    rows = list(lines)
    why: Counter[tuple[str, str]] = Counter()
    decided: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for reason in reasons(newly(row.own["closed"], row.tried["closed"])):
            why[reason] += 1
            decided[reason] += row.case_state in DECIDED
    return {
        "tried": len(rows),
        "decided": sum(row.case_state in DECIDED for row in rows),
        "counted_only": sum(not row.shown for row in rows),
        "blocked": sum(bool(row.blocked) for row in rows),
        "blocked_decided": sum(bool(row.blocked) and row.case_state in DECIDED for row in rows),
        "lacking_endorsements": sum(
            any(gate.startswith(ENDORSEMENT) for gate, _named in reasons(newly(row.own["closed"], row.tried["closed"])))
            for row in rows
        ),
        "reasons": [
            {"gate": gate, "named": named, "count": count, "decided": decided[gate, named]}
            for (gate, named), count in sorted(why.items(), key=lambda one: (-one[1], one[0]))
        ],
        "stages": [_stage(stage, rows) for stage in STAGES],
        "due": _due(rows),
        "fast": [sum(bool(side["fast"]) for side in (getattr(row, name) for row in rows)) for name in ("own", "tried")],
    }


def _stage(stage: str, rows: list[TrialLine]) -> dict[str, Any]:
    stays = [stay for row in rows for stay in row.stages if stay[0] == stage]
    middle = [median(stay[n] for stay in stays) if stays else None for n in (1, 2, 3)]
    over = [sum(stay[n] for stay in stays) for n in (4, 5)]
    return {"stage": stage, "stays": len(stays), "median": middle, "over": over}


def _due(rows: list[TrialLine]) -> dict[str, Any]:
    """Of proposals whose clock runs: how many are due sooner or later, and by how many days in the middle."""
    shifts = []
    for row in rows:
        before, after = row.own["due"], row.tried["due"]
        if before and after:
            shifts.append((datetime.fromisoformat(after) - datetime.fromisoformat(before)).days)
    return {
        "running": len(shifts),
        "sooner": sum(one < 0 for one in shifts),
        "later": sum(one > 0 for one in shifts),
        "median": median(shifts) if shifts else None,
    }
