"""What questions about proposals read from the database: of one case, or of many in the same number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from proposals.codesign.models import Endorsement, Statement
from proposals.models import Proposal, Revision
from proposals.review.models import Condition, Consensus, Recommendation, RequiredChange, Review
from proposals.writing.models import SectionSave
from proposals.writing.selectors import overlaid
from workflow import framework as frameworks
from workflow.framework import Framework
from workflow.states import ENDORSEMENT_CURRENT


@dataclass(frozen=True)
class Dossier:
    """What one question about a proposal reads from the database, once.

    `waiting` are the sections whose newest text no revision holds yet. `inside` are the institution and its
    co-applicants. `asked` keeps what was looked up since and does not depend on the framework, `judged` what was worked
    out and does.
    """

    proposal: Proposal
    framework: Framework
    revision: Revision | None
    content: dict[str, Any]
    waiting: tuple[str, ...]
    endorsements: tuple[Endorsement, ...]
    reviews: tuple[Review, ...]
    changes: tuple[RequiredChange, ...]
    conditions: tuple[Condition, ...]
    consensus: tuple[Consensus, ...]
    statements: dict[UUID, Statement]  # the latest of each endorsement
    recommendation: Recommendation | None
    inside: frozenset[UUID]
    asked: dict[str, Any] = field(default_factory=dict, compare=False, init=False)
    judged: dict[str, Any] = field(default_factory=dict, compare=False, init=False)

    @property
    def signed(self) -> Iterator[tuple[Endorsement, dict[str, Any]]]:
        """The current endorsements, each with what was signed last (a draft says nothing yet)."""
        for row in self.endorsements:
            if row.state in ENDORSEMENT_CURRENT and row.pk in self.statements:
                yield row, self.statements[row.pk].answers

    def under(self, framework: Framework) -> "Dossier":
        """The same case, as if it went by another framework."""
        found = replace(self, framework=framework)
        found.asked.update(self.asked)
        return found


def framework_of(proposal: Proposal) -> Framework:
    return frameworks.load(proposal.framework or frameworks.current())


def dossier(proposal: Proposal) -> Dossier:
    return dossiers([proposal])[0]


def dossiers(proposals: Iterable[Proposal]) -> list[Dossier]:
    """In the order of `proposals`, which have their lead and framework with them."""
    cases = list(proposals)
    read = _Read([case.pk for case in cases])
    return [read.of(case) for case in cases]


def latest_statements(proposal: Proposal) -> dict[UUID, Statement]:
    """What each partner signed last: {endorsement's id: statement}; one query."""
    return _latest(_statements([proposal.pk]))


class _Read:
    """The rows of many cases, by case."""

    def __init__(self, keys: list[UUID]) -> None:
        newer = Revision.objects.filter(proposal=OuterRef("proposal"), number__gt=OuterRef("number"))
        latest = Revision.objects.filter(~Exists(newer), proposal__in=keys).select_related("author")
        waiting = SectionSave.objects.filter(proposal__in=keys, revision=None, version__gt=0).select_related("author")
        self.revisions = _by_case(latest)
        self.saves = _by_case(waiting)
        self.endorsements = _by_case(_of(Endorsement, keys).select_related("organisation", "person"))
        self.reviews = _by_case(_of(Review, keys).select_related("reviewer", "overridden_by"))
        self.changes = _by_case(RequiredChange.standing.filter(proposal__in=keys))
        self.conditions = _by_case(Condition.standing.filter(proposal__in=keys))
        self.consensus = _by_case(_of(Consensus, keys))
        self.recommendations = _by_case(_of(Recommendation, keys))
        self.statements = defaultdict(list)
        for row in _statements(keys):
            self.statements[row.endorsement.proposal_id].append(row)
        self.co_applicants = defaultdict(set)
        for case, organisation in Proposal.co_applicants.through.objects.filter(proposal__in=keys).values_list(
            "proposal_id", "organisation_id"
        ):
            self.co_applicants[case].add(organisation)
        self.loaded: dict[UUID | None, Framework] = {}

    def of(self, case: Proposal) -> Dossier:
        revision = next(iter(self.revisions[case.pk]), None)
        saves = self.saves[case.pk]
        drafts = (row for row in self.recommendations[case.pk] if row.round == case.round)
        return Dossier(
            proposal=case,
            framework=self._framework(case),
            revision=revision,
            content=overlaid(revision.content if revision else {}, saves),
            waiting=tuple(sorted({row.section for row in saves})),
            endorsements=tuple(self.endorsements[case.pk]),
            reviews=tuple(self.reviews[case.pk]),
            changes=_in_round(case, self.changes),
            conditions=_in_round(case, self.conditions),
            consensus=Consensus.in_force(_in_round(case, self.consensus)),
            statements=_latest(self.statements[case.pk]),
            recommendation=next(drafts, None),
            inside=frozenset({case.lead_id, *self.co_applicants[case.pk]}),
        )

    def _framework(self, case: Proposal) -> Framework:
        if case.framework_id not in self.loaded:
            self.loaded[case.framework_id] = framework_of(case)
        return self.loaded[case.framework_id]


def _of(model: Any, keys: list[UUID]) -> QuerySet[Any]:
    found: QuerySet[Any] = model.objects.filter(proposal__in=keys)
    return found


def _by_case(rows: Iterable[Any]) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(row)
    return found


def _in_round(case: Proposal, rows: dict[UUID, list[Any]]) -> tuple[Any, ...]:
    return tuple(row for row in rows[case.pk] if row.round == case.round)


def _statements(keys: list[UUID]) -> QuerySet[Statement]:
    rows = Statement.objects.filter(endorsement__proposal__in=keys).select_related("endorsement")
    return rows.defer("shown_text", "authority_text").order_by("number")


def _latest(rows: Iterable[Statement]) -> dict[UUID, Statement]:
    return {row.endorsement_id: row for row in rows}
