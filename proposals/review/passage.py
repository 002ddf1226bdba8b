"""How a review passes the door."""

from collections.abc import Callable, Iterable
from typing import Any

from notifications.rules import Audience
from notifications.services import Recipient
from partners.actors import Actor
from proposals import audiences, matters
from proposals.door import Move, Passage
from proposals.facts import criteria_in_play, dossier
from proposals.intake.circle import duties, ties
from proposals.intake.ties import Finding, Tie
from proposals.review.models import NEEDS_COMMENT, Declared, Review
from proposals.standing import grant, on_behalf, revoke, standing
from workflow import clocks
from workflow.facts import Facts, ReviewFacts
from workflow.process import CREATED, Who


def stand(review: Review, actor: Actor, state: str) -> Facts:
    return Facts(state=state, standing=_standing(review, actor, state), now=clocks.now())


def gather(review: Review, actor: Actor, state: str) -> ReviewFacts:
    found, known = conflicts(review, state), stand(review, actor, state)
    return ReviewFacts(
        state=state,
        standing=known.standing,
        now=known.now,
        case_state=review.proposal.state,
        absolute_conflict=tuple(one.sentence for one in found if one.absolute),
        automatic_conflict=tuple(one.sentence for one in found if not one.absolute),
        conflict_overridden=bool(review.override_reason.strip()),
        tie_explained=review.declared == Declared.POSSIBLE,
        involvement=duties(review.proposal, actor.user) if Who.COORDINATOR in known.standing else (),
        verdicts_missing=() if state == CREATED else verdicts_missing(review),
    )


def _standing(review: Review, actor: Actor, state: str) -> frozenset[Who]:
    if actor.is_system:
        return frozenset({Who.SYSTEM})
    found = standing(actor, review.proposal) & {Who.COORDINATOR}
    if state != CREATED and actor.user is not None and review.reviewer_id == actor.user.pk:
        found |= {Who.ASSIGNEE}
    return found


def conflicts(review: Review, state: str) -> tuple[Finding, ...]:
    """What ties the reviewer to the case; their own review is no tie once it has begun."""
    found = ties(review.proposal, [review.reviewer])[review.reviewer_id]
    return tuple(one for one in found if state == CREATED or one.tie != Tie.REVIEWED)


def standing_conflicts(review: Review) -> tuple[Finding, ...]:
    """What keeps the document closed: a tie that nobody has overridden, or that nobody can."""
    found = conflicts(review, review.state)
    return tuple(one for one in found if one.absolute or not review.override_reason.strip())


def verdicts_missing(review: Review) -> tuple[str, ...]:
    """Criteria of the present round without a verdict, or with one that lacks its comment."""
    case = dossier(review.proposal)
    done = {
        row.criterion
        for row in review.verdicts.filter(round=review.proposal.round)
        if row.comment.strip() or row.value not in NEEDS_COMMENT
    }
    return tuple(c.key for c in criteria_in_play(case) if c.key not in done)


def resolve(review: Review) -> Callable[[Audience], Iterable[Recipient]]:
    def people(audience: Audience) -> Iterable[Recipient]:
        return audiences.resolve(audience, review.proposal, review=review)

    return people


def context(review: Review, actor: Actor, reason: str) -> dict[str, Any]:
    return audiences.context(review.proposal, actor, reason, reviewer=review.reviewer.name)


def open_document(move: Move) -> None:
    grant(move.subject.proposal, move.subject.reviewer, ["review"])


def close_document(move: Move) -> None:
    revoke(move.subject.proposal, move.subject.reviewer, ["view_proposal", "review"])


def next_round(move: Move) -> None:
    Review.objects.filter(pk=move.subject.pk).update(round=move.subject.proposal.round)


REVIEW = Passage(
    machine="review",
    model=Review,
    case_field="proposal",
    stand=stand,
    gather=gather,
    resolve=resolve,
    context=context,
    matter=matters.of_review,
    pinned=lambda review: review.proposal.framework,
    behalf=lambda review, row, actor: on_behalf(review.proposal, row, actor),
    effects={
        "declare_clear": open_document,
        "accept_tie": open_document,
        "suspend": close_document,
        "declare_conflict": close_document,
        "recuse": close_document,
        "reopen": next_round,
    },
)
