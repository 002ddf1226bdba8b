"""How a review passes the door."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from notifications.rules import Audience
from notifications.services import Recipient
from partners.actors import Actor
from partners.models import Membership
from proposals import audiences
from proposals.codesign.models import Endorsement
from proposals.door import Move, Passage
from proposals.facts import criteria_in_play, dossier
from proposals.models import Proposal
from proposals.review.models import NEEDS_COMMENT, Review
from proposals.standing import grant, revoke, standing
from proposals.writing.selectors import wrote
from workflow import clocks
from workflow.facts import Facts, ReviewFacts
from workflow.process import CREATED, Who

PUBLIC_MAIL = frozenset({"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com"})


def stand(review: Review, actor: Actor, state: str) -> Facts:
    return Facts(state=state, standing=_standing(review, actor, state), now=clocks.now())


def gather(review: Review, actor: Actor, state: str) -> ReviewFacts:
    known = stand(review, actor, state)
    return ReviewFacts(
        state=state,
        standing=known.standing,
        now=known.now,
        case_state=review.proposal.state,
        automatic_conflict=automatic_conflicts(review),
        conflict_overridden=bool(review.override_reason.strip()),
        verdicts_missing=() if state == CREATED else verdicts_missing(review),
    )


def _standing(review: Review, actor: Actor, state: str) -> frozenset[Who]:
    if actor.is_system:
        return frozenset({Who.SYSTEM})
    found = standing(actor, review.proposal) & {Who.COORDINATOR}
    if state != CREATED and actor.user is not None and review.reviewer_id == actor.user.pk:
        found |= {Who.ASSIGNEE}
    return found


def automatic_conflicts(review: Review) -> tuple[str, ...]:
    """Sentences for what speaks against this reviewer: organisation, mail domain, author, endorser."""
    proposal, reviewer = review.proposal, review.reviewer
    partners = Endorsement.objects.filter(proposal=proposal).select_related("person")
    involved = {proposal.lead_id, *(row.organisation_id for row in partners)}
    found = []
    if Membership.objects.filter(user=reviewer, organisation__in=involved).exists():
        found.append(_("The reviewer belongs to an organisation that takes part in this proposal."))
    if reviewer.pk in {row.person_id for row in partners}:
        found.append(_("The reviewer was invited to endorse this proposal."))
    if wrote(proposal, reviewer):
        found.append(_("The reviewer wrote this proposal."))
    if _domain(reviewer.email) in _domains(proposal, [row.person.email for row in partners]):
        found.append(_("The reviewer’s mail address has the same domain as somebody who takes part."))
    return tuple(found)


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _domains(proposal: Proposal, partner_emails: Iterable[str]) -> set[str]:
    found = {_domain(email) for email in partner_emails} | {_domain(proposal.created_by.email)}
    return found - PUBLIC_MAIL


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
    pinned=lambda review: review.proposal.framework,
    effects={
        "declare_clear": open_document,
        "declare_conflict": close_document,
        "recuse": close_document,
        "reopen": next_round,
    },
)
