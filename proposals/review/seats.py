"""Who reviews a case, with what ties them to it: as the coordinator sees it."""

from dataclasses import dataclass
from datetime import date

from proposals.facts import Dossier
from proposals.intake.absences import away
from proposals.intake.circle import ties
from proposals.intake.ties import Finding, Tie
from proposals.review.models import Declared, Review
from workflow.states import ReviewState


@dataclass(frozen=True)
class Seat:
    """`ties` without the review itself."""

    review: Review
    ties: tuple[Finding, ...]
    away_until: date | None = None

    @property
    def to_decide(self) -> bool:
        """Does the coordinator have to say whether this person may judge?"""
        waits = self.review.state == ReviewState.ASSIGNED and not self.review.override_reason
        return waits and (self.review.declared == Declared.POSSIBLE or bool(self.ties))


def seats(case: Dossier) -> list[Seat]:
    found = ties(case.proposal, [row.reviewer for row in case.reviews]) if case.reviews else {}
    absent = away(row.reviewer for row in case.reviews) if case.reviews else {}
    return [
        Seat(
            row,
            tuple(one for one in found[row.reviewer_id] if one.tie != Tie.REVIEWED),
            absent.get(row.reviewer_id),
        )
        for row in case.reviews
    ]
