"""What a submission's completeness is made of, read from the rooms of the case."""

from typing import Any

from proposals.dossiers import Dossier
from proposals.files.models import Attachment
from proposals.intake.checklist import Given, points, unconfirmed
from proposals.intake.models import Confirmation
from proposals.models import Proposal
from proposals.review.models import RequiredChange
from workflow.minimum import lines, tally


def given(case: Dossier, document: dict[str, Any], codesign: dict[str, Any]) -> Given:
    """`document` and `codesign` are those parts of the gates' facts, so that both go by the same."""
    rule = case.framework.endorsement
    found = tally(codesign["endorsements"], rule)
    files = list(Attachment.objects.filter(proposal=case.proposal, removed_at=None))
    demands = list(RequiredChange.standing.filter(proposal=case.proposal, round=case.proposal.round - 1))
    return Given(
        blocking=document["blocking"],
        declarations_missing=document["declarations_missing"],
        endorsements=len(codesign["endorsements"]),
        short=tuple(f"{one.have}/{one.want} {one.name}".strip() for one in lines(found, rule) if not one.met),
        stale=codesign["stale_unexplained"],
        gap=case.proposal.gap_explained.strip(),
        files=len(files),
        unscanned=tuple(one.name for one in files if not one.scanned),
        answered=sum(bool(one.answer.strip()) for one in demands),
        unanswered=tuple(one.number for one in demands if not one.answer.strip()),
    )


def confirmed(proposal: Proposal) -> dict[str, Confirmation]:
    """{point: its last confirmation} of the present round."""
    rows = Confirmation.objects.filter(proposal=proposal, round=proposal.round).select_related("by")
    return {row.point: row for row in rows}


def open_points(case: Dossier, document: dict[str, Any], codesign: dict[str, Any]) -> tuple[str, ...]:
    """Titles of what nobody has confirmed as it is now."""
    return unconfirmed(points(given(case, document, codesign)), confirmed(case.proposal))
