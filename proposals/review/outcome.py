"""What an applicant may know of the Province's work on a round: nothing before it is told."""

from proposals.facts import Dossier, is_held
from proposals.models import Proposal
from proposals.review.ledger import reviews_in
from proposals.review.models import Outcome, Recommendation, RequiredChange
from proposals.selectors import Access
from proposals.standing import INSTITUTION, PROVINCE
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
    """Required changes of the present round: the Province's own until a return is told, and kept from reviewers who
    may still be influenced by them."""
    if access.of_province:
        return case.changes if reads_others(access, case) else ()
    if is_held(access.proposal, clocks.now()) or access.proposal.round not in returned_rounds(access.proposal):
        return ()
    return case.changes


def earlier_changes(access: Access) -> list[RequiredChange]:
    """Of the rounds before that ended with a return, the newest first, with their answers."""
    proposal = access.proposal
    rounds = {one for one in returned_rounds(proposal) if one < proposal.round}
    return list(RequiredChange.standing.filter(proposal=proposal, round__in=rounds).order_by("-round", "number"))


def returned_rounds(proposal: Proposal) -> set[int]:
    """Rounds that ended with a return which was not taken back."""
    found, current = set(), 0
    for record in clocks.effective(TransitionRecord.objects.filter(subject_id=proposal.pk).order_by("id")):
        if record.transition in SUBMISSIONS:
            current += 1
        elif record.transition == "return_for_changes":
            found.add(current)
    return found


def earlier_letters(access: Access) -> list[Recommendation]:
    """Of the returns that ended the rounds before."""
    proposal = access.proposal
    rounds = {one for one in returned_rounds(proposal) if one < proposal.round}
    letters = Recommendation.objects.filter(proposal=proposal, round__in=rounds, outcome=Outcome.RETURN)
    return list(letters.select_related("proposal__framework", "proposal__lead"))


def reads_others(access: Access, case: Dossier) -> bool:
    """Whether this reader may see what the Province makes of the round: a reviewer once every review is in."""
    return access.permissions & PROVINCE != {"review"} or reviews_in(case)


def told_letter(access: Access) -> Recommendation | None:
    """The letter of the decision that this reader knows; a draft for another decision stays a draft."""
    outcomes = LETTERS.get(access.state, frozenset())
    drafts = Recommendation.objects.filter(proposal=access.proposal, round=access.proposal.round)
    return drafts.filter(outcome__in=outcomes).select_related("proposal__framework", "proposal__lead").first()
