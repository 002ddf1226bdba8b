"""One proposal asked under a framework: what its way through the process would be held up by. The gates are the door's.

`passed` are moves that it has made already (a new version does not undo them, but shows what would fail today); the
rest is what the door asks next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from partners.actors import SYSTEM
from proposals.effects import due_of
from proposals.facts import Dossier, blocking, facts_of
from proposals.tracks import fits_fast_track
from workflow.facts import ProposalFacts
from workflow.framework import Framework
from workflow.gates import GATES
from workflow.minimum import missing_kinds, tally
from workflow.models import TransitionRecord
from workflow.process import Who, rows_of
from workflow.states import ProposalState as P

Closed = dict[str, list[str]]  # {gate: what it names: keys of findings, of criteria, of kinds of partner}

NEXT: Mapping[str, str] = {
    P.DRAFT: "submit",
    P.CO_DESIGN: "submit",
    P.SIGN_OFF: "submit",
    P.SUBMITTED: "start_review",
    P.UNDER_REVIEW: "recommend",
    P.DECISION_PENDING: "approve",
    P.RETURNED: "resubmit",
    P.APPROVED_WITH_CONDITIONS: "confirm_conditions",
}
PASSED: Mapping[str, tuple[str, ...]] = {
    P.SUBMITTED: ("submit",),
    P.RETURNED: ("submit",),
    P.UNDER_REVIEW: ("submit", "start_review"),
    P.DECISION_PENDING: ("submit", "start_review", "recommend"),
    P.APPROVED: ("submit", "start_review", "recommend", "approve"),
    P.APPROVED_WITH_CONDITIONS: ("submit", "start_review", "recommend", "approve_with_conditions"),
    P.DECLINED: ("submit", "start_review", "recommend"),
}
# Said of the documents of findings and criteria; the others name nothing that outlives a language.
FINDINGS = frozenset({"ready", "complete"})


@dataclass(frozen=True)
class Answer:
    """Under one framework: {move: {gate: what it names}} of the closed gates, when its turn ends, whether it fits the
    fast track."""

    closed: dict[str, Closed]
    due: datetime | None
    fast: bool


def ask(case: Dossier, framework: Framework, records: Iterable[TransitionRecord], now: datetime) -> Answer:
    """The case as it stands, as if it had been submitted under `framework`."""
    under = case if framework is case.framework else case.under(framework)
    facts = facts_for(under, now)
    keys = [one.key for one in blocking(under, now) if one.section != "K"] if facts.blocking else []
    closed = {name: found for name in asked(case) if (found := closed_gates(name, under, facts, keys))}
    return Answer(closed, due_of(under, records), fits_fast_track(case.content, framework))


def facts_for(case: Dossier, now: datetime) -> ProposalFacts:
    """As the system asks: nobody's own involvement counts."""
    return facts_of(case, SYSTEM, str(case.proposal.state), frozenset({Who.SYSTEM}), now)


def asked(case: Dossier) -> tuple[str, ...]:
    """Moves to ask about, in the order of the way. What is to be decided is what the recommendation says."""
    state = str(case.proposal.state)
    following = NEXT.get(state)
    if state == P.DECISION_PENDING and case.recommendation:
        following = case.recommendation.outcome
    return (*PASSED.get(state, ()), *([following] if following else ()))


def closed_gates(name: str, case: Dossier, facts: ProposalFacts, keys: list[str]) -> Closed:
    """`keys` are those of the findings that block."""
    row = next(row for row in rows_of("proposal") if row.name == name)
    shut = [gate for gate in row.gates if GATES[gate](facts, case.framework) is not None]
    return {gate: _named(gate, case, facts, keys) for gate in shut}


def sentences(name: str, case: Dossier, facts: ProposalFacts) -> list[str]:
    """What the door says of a move, in the active language."""
    row = next(row for row in rows_of("proposal") if row.name == name)
    said = (GATES[gate](facts, case.framework) for gate in row.gates)
    return [sentence for sentence in said if sentence is not None]


def _named(gate: str, case: Dossier, facts: ProposalFacts, keys: list[str]) -> list[str]:
    rule = case.framework.endorsement
    criteria: dict[str, Iterable[str]] = {
        **dict.fromkeys(FINDINGS, keys),
        "endorsed_by_kind": missing_kinds(tally(facts.endorsements, rule), rule),
        "consensus_reached": facts.consensus_missing,
        "gate_criteria_met": facts.gates_unmet + facts.gates_partly,
        "gate_criteria_met_or_conditioned": facts.gates_unmet + facts.gates_partly_unconditioned,
    }
    return list(dict.fromkeys(criteria.get(gate, ())))


def newly(own: Mapping[str, Closed], draft: Mapping[str, Closed]) -> dict[str, Closed]:
    """What is closed under the draft and was not under the proposal's own: gates, and what they name."""
    found: dict[str, Closed] = {}
    for name, gates in draft.items():
        before = own.get(name, {})
        for gate, named in gates.items():
            more = [one for one in named if one not in before.get(gate, [])]
            if gate not in before or more:
                found.setdefault(name, {})[gate] = more
    return found


def reasons(closed: Mapping[str, Closed]) -> list[tuple[str, str]]:
    """Every (gate, what it names or "") once, whichever move asks for it: what the summary counts."""
    found = [
        ("ready" if gate in FINDINGS else gate, one)
        for gates in closed.values()
        for gate, named in gates.items()
        for one in named or [""]
    ]
    return list(dict.fromkeys(found))


def as_json(answer: Answer) -> dict[str, Any]:
    return {"closed": answer.closed, "due": answer.due.isoformat() if answer.due else None, "fast": answer.fast}
