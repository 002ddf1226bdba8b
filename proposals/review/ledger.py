"""The criterion ledger of the present round: each reviewer's verdict, and the one they agree on."""

from dataclasses import dataclass

from proposals.facts import Dossier, criteria_in_play
from proposals.review.models import Consensus, Verdict
from workflow.framework import Criterion
from workflow.states import REVIEW_ACTIVE, ReviewState


@dataclass(frozen=True)
class Row:
    criterion: Criterion
    verdicts: list[Verdict]
    agreed: Consensus | None

    @property
    def differ(self) -> bool:
        return len({verdict.value for verdict in self.verdicts}) > 1


def reviews_in(case: Dossier) -> bool:
    """Whether every active review is submitted: before that, nobody sees another's verdicts."""
    active = [row for row in case.reviews if row.state in REVIEW_ACTIVE]
    return bool(active) and all(row.state == ReviewState.SUBMITTED for row in active)


def rows(case: Dossier) -> list[Row]:
    """One row for each criterion in play; verdicts stay hidden until every review is in."""
    verdicts: dict[str, list[Verdict]] = {}
    if reviews_in(case):
        found = Verdict.objects.filter(
            review__proposal=case.proposal, round=case.proposal.round, review__state__in=REVIEW_ACTIVE
        ).select_related("review__reviewer")
        for verdict in found:
            verdicts.setdefault(verdict.criterion, []).append(verdict)
    agreed = {row.criterion: row for row in case.consensus}
    return [Row(one, verdicts.get(one.key, []), agreed.get(one.key)) for one in criteria_in_play(case)]
