"""The criterion ledger of the present round: each reviewer's verdict, what they agree on, and what carried over."""

from dataclasses import dataclass, field

from proposals.facts import Dossier, criteria_in_play
from proposals.models import Revision
from proposals.review.carry import carried_consensus, why_kept, why_open
from proposals.review.models import DEMANDS_CHANGE, Consensus, Review, Verdict
from workflow.framework import Criterion
from workflow.states import REVIEW_ACTIVE, ReviewState


@dataclass(frozen=True)
class Row:
    """`kept` is what was agreed in the round before, and `why` the sentence that says why it stands."""

    criterion: Criterion
    verdicts: list[Verdict]
    history: list[Consensus]
    kept: Consensus | None = None
    why: str = ""

    @property
    def differ(self) -> bool:
        return len({verdict.value for verdict in self.verdicts}) > 1

    @property
    def wanting(self) -> bool:
        """A change is due: by what was agreed, else by any reviewer's verdict."""
        values = [self.agreed.value] if self.agreed else [verdict.value for verdict in self.verdicts]
        return bool(DEMANDS_CHANGE.intersection(values))

    @property
    def agreed(self) -> Consensus | None:
        return self.history[-1] if self.history else None


@dataclass(frozen=True)
class Line:
    """A criterion as its reviewer finds it: judged or not, and why it is open again or carried over."""

    criterion: Criterion
    verdict: Verdict | None
    why: str = ""

    @property
    def carried(self) -> bool:
        return self.verdict is not None and self.verdict.carried


@dataclass(frozen=True)
class Sheet:
    """A reviewer's criteria of the present round."""

    open: list[Line] = field(default_factory=list)
    carried: list[Line] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.open) + len(self.carried)

    @property
    def done(self) -> int:
        return sum(line.verdict is not None for line in self.open)

    @property
    def left(self) -> int:
        return len(self.open) - self.done

    def line(self, key: str) -> Line | None:
        return next((line for line in [*self.open, *self.carried] if line.criterion.key == key), None)

    def after(self, key: str) -> str:
        """The key of the next criterion without a verdict, the ones below first; "" where none is left."""
        keys = [line.criterion.key for line in self.open]
        start = keys.index(key) + 1 if key in keys else 0
        waiting = {line.criterion.key for line in self.open if line.verdict is None}
        return next((one for one in [*keys[start:], *keys[:start]] if one in waiting), "")


def reviews_in(case: Dossier) -> bool:
    """Whether every active review is submitted: before that, nobody sees another's verdicts."""
    active = [row for row in case.reviews if row.state in REVIEW_ACTIVE]
    return bool(active) and all(row.state == ReviewState.SUBMITTED for row in active)


def rows(case: Dossier) -> list[Row]:
    """One row for each criterion in play; verdicts stay hidden until every review is in."""
    verdicts: dict[str, list[Verdict]] = {}
    kept: dict[str, Consensus] = {}
    if reviews_in(case):
        found = Verdict.objects.filter(
            review__proposal=case.proposal, round=case.proposal.round, review__state__in=REVIEW_ACTIVE
        ).select_related("review__reviewer", "revision")
        for verdict in found:
            verdicts.setdefault(verdict.criterion, []).append(verdict)
        kept = carried_consensus(case)
    history: dict[str, list[Consensus]] = {}
    for row in Consensus.objects.filter(proposal=case.proposal, round=case.proposal.round).select_related(
        "by", "revision"
    ):
        history.setdefault(row.criterion, []).append(row)
    now = _submitted(case)
    return [
        Row(one, verdicts.get(one.key, []), history.get(one.key, []), *_kept(one, kept.get(one.key), now))
        for one in criteria_in_play(case)
    ]


def sheet(case: Dossier, review: Review) -> Sheet:
    """What this reviewer has to judge, and what carried over from their own round before."""
    verdicts = review.verdicts.select_related("revision")
    current = {row.criterion: row for row in verdicts.filter(round=case.proposal.round)}
    before = {row.criterion: row for row in verdicts.filter(round=case.proposal.round - 1)}
    now = _submitted(case)
    found = Sheet()
    for criterion in criteria_in_play(case):
        verdict = current.get(criterion.key)
        if verdict is not None and verdict.carried:
            why = why_kept(criterion, verdict.revision, now) if now else ""
            found.carried.append(Line(criterion, verdict, why))
        else:
            why = why_open(criterion, before.get(criterion.key), now) if now else ""
            found.open.append(Line(criterion, verdict, why))
    return found


def _kept(criterion: Criterion, row: Consensus | None, now: Revision | None) -> tuple[Consensus | None, str]:
    if row is None or row.revision is None or now is None:
        return row, ""
    return row, why_kept(criterion, row.revision, now)


def _submitted(case: Dossier) -> Revision | None:
    number = case.proposal.frozen_revision
    return Revision.objects.filter(proposal=case.proposal, number=number).first() if number else None
