"""What must hold before a review moves: as in `workflow.gates`, which lists them with the others."""

from django.utils.translation import gettext as _

from workflow.facts import ReviewFacts
from workflow.framework import Framework
from workflow.states import ProposalState

Sentence = str | None


def coordinator_independent(facts: ReviewFacts, framework: Framework) -> Sentence:
    return facts.involvement[0] if facts.involvement else None


def no_absolute_conflict(facts: ReviewFacts, framework: Framework) -> Sentence:
    return facts.absolute_conflict[0] if facts.absolute_conflict else None


def no_automatic_conflict(facts: ReviewFacts, framework: Framework) -> Sentence:
    if facts.absolute_conflict:
        return facts.absolute_conflict[0]
    if not facts.automatic_conflict or facts.conflict_overridden:
        return None
    return facts.automatic_conflict[0]


def conflict_found(facts: ReviewFacts, framework: Framework) -> Sentence:
    """The other way round: what closes the document."""
    if no_automatic_conflict(facts, framework) is not None:
        return None
    return _("Nothing ties the reviewer to this proposal.")


def no_tie_explained(facts: ReviewFacts, framework: Framework) -> Sentence:
    return _("The coordinator decides on the tie that you have explained.") if facts.tie_explained else None


def tie_to_accept(facts: ReviewFacts, framework: Framework) -> Sentence:
    if facts.tie_explained or (facts.automatic_conflict and not facts.conflict_overridden):
        return None
    return _("The reviewer declares first.")


def case_under_review(facts: ReviewFacts, framework: Framework) -> Sentence:
    if facts.case_state == ProposalState.UNDER_REVIEW:
        return None
    return _("The review has not been started by the coordinator, or it is over.")


def verdicts_complete(facts: ReviewFacts, framework: Framework) -> Sentence:
    if not facts.verdicts_missing:
        return None
    return _("Finish your verdict on: %(criteria)s.") % {"criteria": ", ".join(facts.verdicts_missing)}


REVIEW_GATES = (
    coordinator_independent,
    no_absolute_conflict,
    no_automatic_conflict,
    conflict_found,
    no_tie_explained,
    tie_to_accept,
    case_under_review,
    verdicts_complete,
)
