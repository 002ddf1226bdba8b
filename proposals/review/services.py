"""The Province's acts on a case that are not moves of the proposal itself, and the answers to them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from notifications import services as notifications
from partners.actors import Actor
from partners.models import User
from proposals import audiences, door
from proposals.facts import shown_state
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review import letters
from proposals.review.carry import carried_consensus
from proposals.review.models import (
    NEEDS_COMMENT,
    Condition,
    Consensus,
    Recommendation,
    RequiredChange,
    Review,
    Verdict,
)
from proposals.review.passage import REVIEW
from proposals.selectors import frozen_revision
from proposals.standing import permissions
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, StaleVersion, WrongState
from workflow.states import ProposalState, ReviewState

IN_PROVINCE = frozenset({ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.DECISION_PENDING})


def assign(
    *,
    actor: Actor,
    proposal: Proposal,
    reviewer: User,
    override_reason: str = "",
    idempotency_key: str | None = None,
) -> Review:
    """Ask a reviewer. They see no document until they declare that they have no conflict.

    Raises:
        NotYours: not the coordinator. GateClosed: this person was on the case before.
    """
    if actor.user is None:
        raise NotYours
    earlier: Review | None = door.already_begun(REVIEW, idempotency_key, actor=actor)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        locked: Proposal = door.lock(PROPOSAL, proposal.pk)
        if locked.state not in IN_PROVINCE:
            raise WrongState(_("Reviewers are assigned after the submission and before the decision."))
        if Review.objects.filter(proposal=locked, reviewer=reviewer).exists():
            raise GateClosed(_("This person was assigned to this proposal before."))
        review = Review(
            proposal=locked,
            reviewer=reviewer,
            assigned_by=actor.user,
            assigned_at=clocks.now(),
            round=locked.round,
            override_reason=override_reason,
        )
        door.begin(REVIEW, review, actor=actor, name="assign", idempotency_key=idempotency_key)
    return review


def declare(
    pk: UUID,
    *,
    actor: Actor,
    conflict: bool,
    text: str,
    seen_version: int,
    idempotency_key: str | None = None,
) -> TransitionRecord:
    """Declare a conflict of interest or none. `text` explains; it is the reason where there is a conflict."""
    with transaction.atomic():
        Review.objects.filter(pk=pk, reviewer=actor.user).update(declaration=text)
        return door.act(
            REVIEW,
            pk,
            "declare_conflict" if conflict else "declare_clear",
            actor=actor,
            seen_version=seen_version,
            reason=text,
            idempotency_key=idempotency_key,
        )


def save_verdict(pk: UUID, criterion: str, value: str, comment: str, *, actor: Actor) -> Verdict:
    """One verdict of the present round; the first one begins the review.

    Raises:
        NotYours. WrongState: not under review, or submitted. GateClosed: the comment is missing.
    """
    with transaction.atomic():
        review: Review = door.lock(REVIEW, pk)
        if actor.user is None or review.reviewer_id != actor.user.pk:
            raise NotYours
        if review.state == ReviewState.DECLARED:
            door.act(REVIEW, pk, "begin", actor=actor, seen_version=None)
        elif review.state != ReviewState.IN_PROGRESS:
            raise WrongState(_("This review is closed."))
        if value in NEEDS_COMMENT and not comment.strip():
            raise GateClosed(_("Say why: a comment is needed with this verdict."))
        revision = frozen_revision(review.proposal)
        if revision is None:
            raise WrongState(_("Nothing is submitted yet."))
        values = {"value": value, "comment": comment, "revision": revision, "at": clocks.now()}
        verdict, _created = Verdict.objects.update_or_create(
            review=review,
            round=review.proposal.round,
            criterion=criterion,
            defaults={**values, "carried": False},
        )
    return verdict


def submit_review(
    pk: UUID, *, actor: Actor, seen_version: int | None, idempotency_key: str | None = None
) -> TransitionRecord:
    return door.act(REVIEW, pk, "submit", actor=actor, seen_version=seen_version, idempotency_key=idempotency_key)


def recuse(
    pk: UUID, *, actor: Actor, reason: str, seen_version: int | None, idempotency_key: str | None = None
) -> TransitionRecord:
    return door.act(
        REVIEW,
        pk,
        "recuse",
        actor=actor,
        seen_version=seen_version,
        reason=reason,
        idempotency_key=idempotency_key,
    )


def set_consensus(
    pk: UUID, criterion: str, value: str, comment: str, *, actor: Actor, seen_version: int | None = None
) -> Consensus:
    """The one verdict that the reviewers agree on, written down by the coordinator.

    Raises:
        WrongState: reviews are still out. GateClosed: the comment is missing.
    """
    with transaction.atomic():
        proposal = _coordinated(pk, actor, {ProposalState.UNDER_REVIEW})
        outstanding = Review.objects.filter(
            proposal=proposal,
            state__in=[ReviewState.ASSIGNED, ReviewState.DECLARED, ReviewState.IN_PROGRESS],
        )
        if outstanding.exists():
            raise WrongState(_("Consensus begins when every review is in."))
        if value in NEEDS_COMMENT and not comment.strip():
            raise GateClosed(_("Say why: a comment is needed with this verdict."))
        door.touch(proposal, seen_version=seen_version)
        consensus, _created = Consensus.objects.update_or_create(
            proposal=proposal,
            round=proposal.round,
            criterion=criterion,
            defaults={"value": value, "comment": comment, "by": _person(actor), "at": clocks.now()},
        )
    return consensus


def agree(
    pk: UUID, verdicts: Mapping[str, tuple[str, str]], *, actor: Actor, seen_version: int | None
) -> list[Consensus]:
    """Several agreed verdicts, {criterion: (value, comment)}, all or none. Raises as `set_consensus`."""
    with transaction.atomic():
        proposal: Proposal = door.lock(PROPOSAL, pk)
        if seen_version is not None and seen_version != proposal.version:
            raise StaleVersion(seen_version, proposal.version)
        return [set_consensus(pk, key, value, text, actor=actor) for key, (value, text) in verdicts.items()]


def carry_consensus(pk: UUID, *, actor: Actor) -> int:
    """Keep the last round's consensus where every verdict carried over. Returns how many."""
    with transaction.atomic():
        proposal = _coordinated(pk, actor, {ProposalState.UNDER_REVIEW})
        done = set(
            Consensus.objects.filter(proposal=proposal, round=proposal.round).values_list("criterion", flat=True)
        )
        carried = [row for key, row in carried_consensus(proposal).items() if key not in done]
        for row in carried:
            set_consensus(pk, row.criterion, row.value, row.comment, actor=actor)
    return len(carried)


def require_change(
    pk: UUID, *, actor: Actor, criterion: str, section: str, text: str, seen_version: int | None = None
) -> RequiredChange:
    """A numbered demand of the present round; told with the return."""
    with transaction.atomic():
        proposal = _coordinated(pk, actor, IN_PROVINCE)
        door.touch(proposal, seen_version=seen_version)
        return RequiredChange.objects.create(
            proposal=proposal,
            round=proposal.round,
            number=_next(RequiredChange, proposal),
            criterion=criterion,
            section=section,
            text=text,
            by=_person(actor),
        )


def answer_changes(pk: UUID, answers: Mapping[int, str], *, actor: Actor, seen_version: int | None = None) -> int:
    """The institution's answers, {number: text}. Returns how many are new or different; the rest is left alone."""
    with transaction.atomic():
        proposal = _applicants(pk, actor)
        if shown_state(proposal, clocks.now()) not in {ProposalState.RETURNED, ProposalState.CO_DESIGN}:
            raise WrongState(_("Required changes are answered while the proposal is returned."))
        rows = RequiredChange.objects.filter(proposal=proposal, round=proposal.round)
        changed = [row for row in rows if answers.get(row.number, row.answer).strip() != row.answer]
        if changed:
            door.touch(proposal, seen_version=seen_version)
        for row in changed:
            row.answer, row.answered_by, row.answered_at = answers[row.number].strip(), actor.user, clocks.now()
            row.save(update_fields=["answer", "answered_by", "answered_at"])
        return len(changed)


def set_condition(
    pk: UUID,
    *,
    actor: Actor,
    criterion: str,
    text: str,
    owner: str,
    due: date,
    seen_version: int | None = None,
) -> Condition:
    """Something the approval will depend on; coordinator or approver, before the decision."""
    with transaction.atomic():
        proposal = _coordinated(pk, actor, {ProposalState.UNDER_REVIEW, ProposalState.DECISION_PENDING})
        door.touch(proposal, seen_version=seen_version)
        return Condition.objects.create(
            proposal=proposal,
            round=proposal.round,
            number=_next(Condition, proposal),
            criterion=criterion,
            text=text,
            owner=owner,
            due=due,
        )


def evidence_conditions(pk: UUID, evidence: Mapping[int, str], *, actor: Actor, seen_version: int | None = None) -> int:
    """How conditions are met, {number: text}; the coordinators are told of each that is new or different.

    Returns how many those are.
    """
    with transaction.atomic():
        proposal = _applicants(pk, actor)
        if shown_state(proposal, clocks.now()) != ProposalState.APPROVED_WITH_CONDITIONS:
            raise WrongState(_("There is no open condition."))
        rows = Condition.objects.filter(proposal=proposal, round=proposal.round)
        changed = [row for row in rows if evidence.get(row.number, row.evidence).strip() != row.evidence]
        if changed:
            door.touch(proposal, seen_version=seen_version)
        for row in changed:
            row.evidence, row.evidenced_by = evidence[row.number].strip(), actor.user
            row.evidenced_at = clocks.now()
            row.save(update_fields=["evidence", "evidenced_by", "evidenced_at"])
            _tell_of_evidence(row, actor)
        return len(changed)


def _tell_of_evidence(condition: Condition, actor: Actor) -> None:
    proposal = condition.proposal
    at = condition.evidenced_at.isoformat() if condition.evidenced_at else ""
    notifications.announce(
        "condition.evidenced",
        lambda audience: audiences.resolve(audience, proposal),
        actor=actor,
        event_key=f"condition:{proposal.pk}:{condition.number}:{at}",
        context=audiences.context(proposal, actor, "", conditions=[f"{condition.number}. {condition.text}"]),
        case_id=proposal.pk,
    )
    transaction.on_commit(notifications.ring)


def recommend_draft(
    pk: UUID,
    *,
    actor: Actor,
    outcome: str,
    reasons: str,
    letter: str,
    language: str,
    seen_version: int | None = None,
) -> Recommendation:
    """Write or edit the recommendation and the letter of the present round, until the decision is taken.

    An empty `letter` is drafted from the verdicts, the reasons and the conditions, in `language`.
    """
    with transaction.atomic():
        proposal = _coordinated(pk, actor, IN_PROVINCE)
        door.touch(proposal, seen_version=seen_version)
        letter = letter.strip() or letters.draft(proposal, outcome, reasons, language)
        values: dict[str, Any] = {
            "outcome": outcome,
            "reasons": reasons,
            "letter": letter,
            "language": language,
            "by": actor.user,
            "at": clocks.now(),
        }
        draft, _created = Recommendation.objects.update_or_create(
            proposal=proposal, round=proposal.round, defaults=values
        )
    return draft


def _coordinated(pk: UUID, actor: Actor, states: set[ProposalState] | frozenset[ProposalState]) -> Proposal:
    proposal: Proposal = door.lock(PROPOSAL, pk)
    if actor.user is None or not permissions(actor, proposal) & {"coordinate", "decide"}:
        raise NotYours
    if proposal.state not in states:
        raise WrongState(_("This is not possible any more: somebody has moved it on."))
    return proposal


def _applicants(pk: UUID, actor: Actor) -> Proposal:
    """The case, locked, of an actor who writes or signs for the institution."""
    proposal: Proposal = door.lock(PROPOSAL, pk)
    if not permissions(actor, proposal) & {"write", "sign"}:
        raise NotYours
    return proposal


def _person(actor: Actor) -> User:
    if actor.user is None:
        raise NotYours
    return actor.user


def _next(model: type[Model], proposal: Proposal) -> int:
    rows = model._default_manager.filter(proposal=proposal, round=proposal.round)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
