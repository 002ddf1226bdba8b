"""What an applicant may know of the Province's work on a round: nothing before it is told."""

from proposals.facts import Dossier, is_held
from proposals.review.models import Outcome, Recommendation, RequiredChange
from proposals.selectors import Access
from proposals.standing import INSTITUTION
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.states import ProposalState as P

READS = (*INSTITUTION, "coordinate", "decide", "audit", "review")
SUBMISSIONS = frozenset({"submit", "resubmit", "reconsider"})
LETTERS: dict[str, frozenset[str]] = {
    P.APPROVED: frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS}),
    P.APPROVED_WITH_CONDITIONS: frozenset({Outcome.APPROVE_WITH_CONDITIONS}),
    P.DECLINED: frozenset({Outcome.DECLINE}),
    P.RETURNED: frozenset({Outcome.RETURN}),
}


def told_changes(access: Access, case: Dossier) -> tuple[RequiredChange, ...]:
    """Required changes of the present round: the Province's own until a return is told."""
    if access.of_province:
        return case.changes
    if is_held(access.proposal, clocks.now()):
        return ()
    records = TransitionRecord.objects.filter(subject_id=access.proposal.pk).order_by("id")
    for record in reversed(clocks.effective(records)):
        if record.transition == "return_for_changes":
            return case.changes
        if record.transition in SUBMISSIONS:
            return ()
    return ()


def told_letter(access: Access) -> Recommendation | None:
    """The letter of the decision that this reader knows; a draft for another decision stays a draft."""
    outcomes = LETTERS.get(access.state, frozenset())
    drafts = Recommendation.objects.filter(proposal=access.proposal, round=access.proposal.round)
    return drafts.filter(outcome__in=outcomes).first()
