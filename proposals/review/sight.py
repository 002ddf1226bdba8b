"""What a decider sees: letter, verdicts, changes, conditions, endorsements, text. Its fingerprint goes with the act."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from proposals.codesign.models import Endorsement
from proposals.models import Proposal
from proposals.review.models import Condition, Consensus, Outcome, Recommendation, RequiredChange
from workflow.canonical import sha256
from workflow.refusals import WrongState

DECISIONS = frozenset(Outcome.values)
SEEN = "seen"  # where the fingerprint stands in a record's details, and in the form


@dataclass
class Sight:
    """Of the present round. `fingerprint` changes when anything of it does."""

    proposal: Proposal
    recommendation: Recommendation | None = None
    consensus: list[Consensus] = field(default_factory=list)
    changes: list[RequiredChange] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    endorsements: list[Endorsement] = field(default_factory=list)

    @property
    def agreed(self) -> tuple[Consensus, ...]:
        return Consensus.in_force(self.consensus)

    @property
    def notable(self) -> list[Consensus]:
        """Agreed verdicts that are more or less than "meets fully"."""
        return [row for row in self.agreed if row.value != "3" or row.comment.strip()]

    @property
    def fingerprint(self) -> str:
        draft = self.recommendation
        seen: list[Any] = [
            self.proposal.frozen_revision,
            [draft.outcome, draft.reasons, draft.letter, draft.language] if draft else None,
            [[row.criterion, row.number, row.value, row.comment] for row in self.agreed],
            [[row.number, row.criterion, row.place or row.section, row.text] for row in self.changes],
            [[row.number, row.criterion, row.text, row.owner, str(row.due)] for row in self.conditions],
            sorted([str(row.pk), str(row.state), row.version] for row in self.endorsements),
        ]
        return sha256(seen)


def sights(proposals: Iterable[Proposal]) -> dict[UUID, Sight]:
    """Five queries, however many cases."""
    found = {one.pk: Sight(one) for one in proposals}
    for draft in _present(Recommendation.objects, found):
        found[draft.proposal_id].recommendation = draft
    for name, rows in (
        ("consensus", Consensus.objects),
        ("changes", RequiredChange.standing),
        ("conditions", Condition.standing),
    ):
        for pk, group in _grouped(_present(rows, found)).items():
            setattr(found[pk], name, group)
    endorsements = Endorsement.objects.filter(proposal__in=list(found)).select_related("organisation")
    for pk, group in _grouped(endorsements).items():
        found[pk].endorsements = group
    return found


def sight(proposal: Proposal) -> Sight:
    return sights([proposal])[proposal.pk]


def must_be_current(proposal: Proposal, seen: str) -> None:
    """Raises WrongState: what this decision was taken on is not what stands now."""
    if seen != sight(proposal).fingerprint:
        raise WrongState(
            _("Something that you decide on has changed since you opened the page. Nothing was done: read it again.")
        )


def _present(rows: Any, found: dict[UUID, Sight]) -> QuerySet[Any]:
    present: QuerySet[Any] = rows.filter(proposal__in=list(found), round=F("proposal__round"))
    return present


def _grouped(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    groups: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.proposal_id].append(row)
    return groups
