"""The criterion ledger across rounds: what did not change is not judged again."""

from proposals.facts import framework_of
from proposals.models import Proposal, Revision
from proposals.review.models import DEMANDS_CHANGE, Consensus, Review, Verdict
from workflow import clocks


def changed_sections(before: Revision, after: Revision) -> frozenset[str]:
    """Keys of the sections whose substance differs."""
    keys = set(before.substance) | set(after.substance)
    return frozenset(key for key in keys if before.substance.get(key) != after.substance.get(key))


def carry_over(proposal: Proposal, review: Review) -> None:
    """Copy this reviewer's verdicts of the round before for criteria whose sections did not change.

    A verdict that demanded a change is always judged again.
    """
    latest = Revision.objects.filter(proposal=proposal).first()
    if latest is None:
        return
    framework = framework_of(proposal)
    for verdict in review.verdicts.filter(round=proposal.round - 1).select_related("revision"):
        judged = set(framework.criterion(verdict.criterion).sections)
        if verdict.value in DEMANDS_CHANGE or judged & changed_sections(verdict.revision, latest):
            continue
        Verdict.objects.create(
            review=review,
            round=proposal.round,
            criterion=verdict.criterion,
            value=verdict.value,
            comment=verdict.comment,
            revision=verdict.revision,
            carried=True,
            at=clocks.now(),
        )


def carried_consensus(proposal: Proposal) -> dict[str, Consensus]:
    """Consensus of the round before, by criterion, as a start where every reviewer's verdict carried over."""
    open_again = {
        row.criterion for row in Verdict.objects.filter(review__proposal=proposal, round=proposal.round, carried=False)
    }
    before = Consensus.objects.filter(proposal=proposal, round=proposal.round - 1)
    return {row.criterion: row for row in before if row.criterion not in open_again and row.value not in DEMANDS_CHANGE}
