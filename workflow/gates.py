"""What must hold before a move: pure functions of facts and framework, each with its sentence.

The same functions answer the button, the API, the page ("why not") and the tests. A gate returns None when it holds,
else the sentence that says what to do next.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.facts import EndorsementFacts, ListingFacts, ProposalFacts
from workflow.framework import Framework
from workflow.minimum import missing_kinds, tally
from workflow.review_gates import REVIEW_GATES
from workflow.states import ENDORSEMENT_AWAITS_PARTNER, ProposalState

Sentence = str | None


def _list(items: Iterable[object]) -> str:
    return ", ".join(str(item) for item in items)


# --- Proposal -------------------------------------------------------------------------------------------------------


def partner_invited(facts: ProposalFacts, framework: Framework) -> Sentence:
    if facts.partners_invited:
        return None
    return _("Invite at least one partner before you open co-design.")


def content_begun(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.missing_to_begin:
        return None
    return _("Begin these parts first: %(parts)s.") % {"parts": _list(facts.missing_to_begin)}


def ready(facts: ProposalFacts, framework: Framework) -> Sentence:
    count = len(facts.blocking)
    if not count:
        return None
    return ngettext(
        "%(count)d thing is missing in the document: %(first)s",
        "%(count)d things are missing in the document; the first is: %(first)s",
        count,
    ) % {"count": count, "first": facts.blocking[0]}


def endorsed(facts: ProposalFacts, framework: Framework) -> Sentence:
    rule = framework.endorsement
    missing = rule.minimum - len(tally(facts.endorsements, rule).current)
    if missing <= 0:
        return None
    return ngettext(
        "%(count)d more current endorsement from outside the institution is needed.",
        "%(count)d more current endorsements from outside the institution are needed.",
        missing,
    ) % {"count": missing}


def endorsed_independently(facts: ProposalFacts, framework: Framework) -> Sentence:
    """Said once there are enough endorsements: those with an interest in it do not count."""
    rule = framework.endorsement
    found = tally(facts.endorsements, rule)
    missing = rule.minimum - len(found.independent)
    if missing <= 0 or len(found.current) < rule.minimum:
        return None
    return ngettext(
        "%(count)d endorsement without an interest of the partner’s own is missing; one is declared by: %(names)s.",
        "%(count)d endorsements without an interest of the partner’s own are missing; one is declared by: %(names)s.",
        missing,
    ) % {"count": missing, "names": _list(found.dependent_names)}


def endorsed_confirming(facts: ProposalFacts, framework: Framework) -> Sentence:
    """Said once enough of them are independent: those that say no to what the framework asks do not count."""
    rule = framework.endorsement
    found = tally(facts.endorsements, rule)
    missing = rule.minimum - len(found.confirming)
    if missing <= 0 or len(found.independent) < rule.minimum:
        return None
    return ngettext(
        "%(count)d endorsement that confirms demand and assessment is missing; not confirmed by: %(names)s.",
        "%(count)d endorsements that confirm demand and assessment are missing; not confirmed by: %(names)s.",
        missing,
    ) % {"count": missing, "names": _list(found.unconfirmed_names)}


def endorsed_by_kind(facts: ProposalFacts, framework: Framework) -> Sentence:
    rule = framework.endorsement
    found = tally(facts.endorsements, rule)
    lacks = [one for one in rule.kinds if one.key in missing_kinds(found, rule)]
    counted = [(one.minimum - found.of_kind(one.key), one.by) for one in lacks]
    sentences = [_missing_of_kind(count) % {"count": count, "kind": by} for count, by in counted]
    return " ".join(sentences) or None


def _missing_of_kind(count: int) -> str:
    if count == 1:
        return _("One endorsement by %(kind)s is missing.")
    return _("%(count)d endorsements, each by %(kind)s, are missing.")


def declarations_accepted(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.declarations_missing:
        return None
    return _("Accept these declarations first: %(names)s.") % {"names": _list(facts.declarations_missing)}


def comments_settled(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.comments_unsettled:
        return None
    return _("Settle the comments that must be settled before submission: %(places)s.") % {
        "places": _list(facts.comments_unsettled)
    }


def complete(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.blocking:
        return None
    return _("The submission is not complete: %(first)s") % {"first": facts.blocking[0]}


def reviewers_clear(facts: ProposalFacts, framework: Framework) -> Sentence:
    missing = facts.reviewers_needed - facts.reviewers_clear
    if missing > 0:
        return ngettext(
            "%(count)d more reviewer with a clean declaration is needed.",
            "%(count)d more reviewers with a clean declaration are needed.",
            missing,
        ) % {"count": missing}
    if facts.reviewers_undeclared:
        return _("These reviewers have not declared yet: %(names)s.") % {"names": _list(facts.reviewers_undeclared)}
    return None


def on_fast_track(facts: ProposalFacts, framework: Framework) -> Sentence:
    return None if facts.fast_track else _("It is in the full review already.")


def change_required(facts: ProposalFacts, framework: Framework) -> Sentence:
    return None if facts.changes_required else _("Write at least one required change before you return it.")


def told(facts: ProposalFacts, framework: Framework) -> Sentence:
    """The institution may answer a decision only once it is out of the holding window."""
    if facts.held_until is None or facts.now >= facts.held_until:
        return None
    return _("The last decision can still be taken back; wait until it has been sent.")


def changes_answered(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.changes_unanswered:
        return None
    return _("Answer these required changes first: %(numbers)s.") % {"numbers": _list(facts.changes_unanswered)}


def endorsements_settled(facts: ProposalFacts, framework: Framework) -> Sentence:
    if facts.stale_unexplained:
        return _("Ask these partners to endorse again, or explain the gap: %(names)s.") % {
            "names": _list(facts.stale_unexplained)
        }
    return endorsed(facts, framework)


def reviews_in(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.reviews_outstanding:
        return reviewers_clear(facts, framework)
    return _("These reviews are not in yet: %(names)s.") % {"names": _list(facts.reviews_outstanding)}


def consensus_reached(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.consensus_missing:
        return None
    return _("Record the consensus verdict for: %(criteria)s.") % {"criteria": _list(facts.consensus_missing)}


def recommendation_written(facts: ProposalFacts, framework: Framework) -> Sentence:
    return None if facts.recommendation else _("Write the recommendation and the letter first.")


def gate_criteria_met(facts: ProposalFacts, framework: Framework) -> Sentence:
    failing = facts.gates_unmet + facts.gates_partly
    if not failing:
        return None
    return _("Gate criteria are not met: %(criteria)s.") % {"criteria": _list(failing)}


def gate_criteria_met_or_conditioned(facts: ProposalFacts, framework: Framework) -> Sentence:
    failing = facts.gates_unmet + facts.gates_partly_unconditioned
    if not failing:
        return None
    return _("Gate criteria are not met, and no condition covers them: %(criteria)s.") % {"criteria": _list(failing)}


def independent(facts: ProposalFacts | ListingFacts, framework: Framework) -> Sentence:
    """Separation of duties: whoever takes part in a case takes no step of the Province in it."""
    return facts.involvement[0] if facts.involvement else None


def completeness_confirmed(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.intake_unconfirmed:
        return None
    return _("Confirm these points of the completeness check first: %(points)s.") % {
        "points": _list(facts.intake_unconfirmed)
    }


def approver_independent(facts: ProposalFacts, framework: Framework) -> Sentence:
    return facts.approver_involvement[0] if facts.approver_involvement else None


def approval_letter_written(facts: ProposalFacts, framework: Framework) -> Sentence:
    return None if facts.letter_for == "approve" else _("Write the letter for an approval first.")


def conditional_letter_written(facts: ProposalFacts, framework: Framework) -> Sentence:
    fits = facts.letter_for == "approve_with_conditions"
    return None if fits else _("Write the letter for an approval with conditions first.")


def decline_letter_written(facts: ProposalFacts, framework: Framework) -> Sentence:
    return None if facts.letter_for == "decline" else _("Write the letter that declines first.")


def condition_set(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.conditions:
        return _("Set at least one condition, with an owner and a due date.")
    if facts.conditions_incomplete:
        return _("Name an owner and a due date for condition %(numbers)s.") % {
            "numbers": _list(facts.conditions_incomplete)
        }
    return None


def conditions_met(facts: ProposalFacts, framework: Framework) -> Sentence:
    if not facts.conditions_unmet:
        return None
    return _("These conditions have no evidence yet: %(numbers)s.") % {"numbers": _list(facts.conditions_unmet)}


def within_reconsideration(facts: ProposalFacts, framework: Framework) -> Sentence:
    if facts.reconsider_until is not None and facts.now <= facts.reconsider_until:
        return None
    return _("The time to ask for reconsideration is over.")


def deadline_passed(facts: ProposalFacts, framework: Framework) -> Sentence:
    if facts.due_at is not None and facts.now > facts.due_at:
        return None
    return _("The deadline has not passed.")


def reminders_sent(facts: ProposalFacts, framework: Framework) -> Sentence:
    return None if facts.reminders_sent >= facts.reminders_expected else _("Reminders come first.")


def within_holding_window(facts: ProposalFacts, framework: Framework) -> Sentence:
    if facts.held_until is not None and facts.now < facts.held_until:
        return None
    return _("The holding window is over and people have been told.")


# --- Endorsement ------------------------------------------------------------------------------------------------------


def case_takes_endorsements(facts: EndorsementFacts, framework: Framework) -> Sentence:
    open_states = {ProposalState.CO_DESIGN, ProposalState.SIGN_OFF, ProposalState.RETURNED}
    if facts.case_state in open_states:
        return None
    return _("This proposal does not take endorsements at the moment.")


def case_invites(facts: EndorsementFacts, framework: Framework) -> Sentence:
    if facts.case_state in {ProposalState.DRAFT, ProposalState.CO_DESIGN}:
        return None
    return _("Partners are invited in a draft or in co-design.")


def statement_complete(facts: EndorsementFacts, framework: Framework) -> Sentence:
    if not facts.statement_missing:
        return None
    return _("Answer these first: %(questions)s.") % {"questions": _list(facts.statement_missing)}


def authority_confirmed(facts: EndorsementFacts, framework: Framework) -> Sentence:
    return None if facts.authority_confirmed else _("Confirm that you are allowed to sign for your organisation.")


def not_an_author(facts: EndorsementFacts, framework: Framework) -> Sentence:
    return _("An author of the proposal cannot endorse it.") if facts.signer_is_author else None


def validity_over(facts: EndorsementFacts, framework: Framework) -> Sentence:
    limit = facts.due_at if facts.state in ENDORSEMENT_AWAITS_PARTNER - {"stale"} else facts.valid_until
    if limit is not None and facts.now > limit:
        return None
    return _("It is still valid.")


# --- Listing ----------------------------------------------------------------------------------------------------------


def decision_told(facts: ListingFacts, framework: Framework) -> Sentence:
    if facts.held_until is None or facts.now >= facts.held_until:
        return None
    return _("The decision can still be taken back.")


def renewal_due(facts: ListingFacts, framework: Framework) -> Sentence:
    notice = timedelta(days=framework.deadlines["review_cycle_notice"])
    if facts.review_due is not None and facts.now >= facts.review_due - notice:
        return None
    return _("The review cycle does not end within the notice period.")


GATES: dict[str, Callable[[Any, Framework], Sentence]] = {
    gate.__name__: gate
    for gate in (
        *REVIEW_GATES,
        partner_invited,
        content_begun,
        ready,
        endorsed,
        endorsed_independently,
        endorsed_confirming,
        endorsed_by_kind,
        declarations_accepted,
        comments_settled,
        complete,
        reviewers_clear,
        on_fast_track,
        change_required,
        told,
        changes_answered,
        endorsements_settled,
        reviews_in,
        consensus_reached,
        recommendation_written,
        gate_criteria_met,
        gate_criteria_met_or_conditioned,
        approver_independent,
        independent,
        completeness_confirmed,
        approval_letter_written,
        conditional_letter_written,
        decline_letter_written,
        condition_set,
        conditions_met,
        within_reconsideration,
        deadline_passed,
        reminders_sent,
        within_holding_window,
        case_takes_endorsements,
        case_invites,
        statement_complete,
        authority_confirmed,
        not_an_author,
        validity_over,
        decision_told,
        renewal_due,
    )
}
