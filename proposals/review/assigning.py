"""Who reviews: assigned by the coordinator, free of conflict by their own declaration, taken off."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import SYSTEM, Actor
from partners.models import User
from proposals import door
from proposals.intake.ties import Finding
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review.locked import IN_PROVINCE
from proposals.review.models import Declared, Review
from proposals.review.passage import REVIEW, conflicts, standing_conflicts
from proposals.standing import permissions
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.process import CREATED
from workflow.refusals import GateClosed, NotYours, Refusal, WrongState
from workflow.states import REVIEW_CLEAN, ProposalState

STILL_JUDGED = frozenset({ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.RETURNED})


def assign(
    *,
    actor: Actor,
    proposal: Proposal,
    reviewer: User,
    override_reason: str = "",
    idempotency_key: str | None = None,
) -> Review:
    """Ask a reviewer. They see no document until they declare that they have no conflict.

    `override_reason` lifts a tie through an organisation, a mail domain or an invitation; it stays in the record.

    Raises:
        NotYours: not the coordinator. GateClosed: this person was on the case before, or something ties them to it.
    """
    if actor.user is None:
        raise NotYours
    earlier: Review | None = door.already_begun(REVIEW, idempotency_key, actor=actor)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        locked: Proposal = door.lock(PROPOSAL, proposal.pk)
        if "coordinate" not in permissions(actor, locked):
            raise NotYours
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
        )
        details = _overridden(review, actor, override_reason)
        door.begin(
            REVIEW,
            review,
            actor=actor,
            name="assign",
            reason=review.override_reason,
            details=details,
            idempotency_key=idempotency_key,
        )
    return review


def _overridden(review: Review, actor: Actor, reason: str) -> dict[str, list[str]]:
    """Keep the reason where there is something to override; what a record says of it: {"ties": kinds}."""
    found = [str(one.tie) for one in conflicts(review, CREATED)]
    if not found or not reason.strip():
        return {}
    review.override_reason, review.overridden_by = reason.strip(), actor.user
    return {"ties": found}


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
        record = door.act(
            REVIEW,
            pk,
            "declare_conflict" if conflict else "declare_clear",
            actor=actor,
            seen_version=seen_version,
            reason=text,
            idempotency_key=idempotency_key,
        )
        _note_declared(pk, actor, Declared.CONFLICT if conflict else Declared.NONE, text)
    return record


def declare_possible(
    pk: UUID, *, actor: Actor, text: str, seen_version: int, idempotency_key: str | None = None
) -> TransitionRecord:
    """Explain a tie that may matter. The document stays closed until the coordinator has decided."""
    with transaction.atomic():
        record = door.act(
            REVIEW,
            pk,
            "declare_possible",
            actor=actor,
            seen_version=seen_version,
            reason=text,
            idempotency_key=idempotency_key,
        )
        _note_declared(pk, actor, Declared.POSSIBLE, text)
    return record


def _note_declared(pk: UUID, actor: Actor, declared: Declared, text: str) -> None:
    """After the door has asked: it goes by what was declared before."""
    Review.objects.filter(pk=pk, reviewer=actor.user).update(declaration=text, declared=declared)


def accept_tie(
    pk: UUID, *, actor: Actor, reason: str, seen_version: int | None, idempotency_key: str | None = None
) -> TransitionRecord:
    """Let a reviewer judge in spite of a tie that they explained, or that has come up since."""
    with transaction.atomic():
        review: Review = door.lock(REVIEW, pk)
        record = door.act(
            REVIEW,
            pk,
            "accept_tie",
            actor=actor,
            seen_version=seen_version,
            reason=reason,
            details={"ties": [str(one.tie) for one in conflicts(review, review.state)]},
            idempotency_key=idempotency_key,
        )
        Review.objects.filter(pk=pk).update(override_reason=reason.strip(), overridden_by=actor.user)
    return record


def suspend_where_tied() -> int:
    """Close the document to reviewers to whom a tie has come up since they declared. Returns how many.

    A tie is looked for where the judging is not over: afterwards the consensus has been reached with what was known.
    """
    clean = Review.objects.filter(state__in=REVIEW_CLEAN, proposal__state__in=STILL_JUDGED)
    done = 0
    for review in clean.select_related("proposal__lead", "reviewer").order_by("pk").iterator():
        found = standing_conflicts(review)
        if found:
            done += _suspend(review.pk, found)
    return done


def _suspend(pk: UUID, found: tuple[Finding, ...]) -> bool:
    """False where somebody was quicker. The record names no person."""
    reason = " ".join(replace(one, name=_("The reviewer")).sentence for one in found)
    try:
        door.act(REVIEW, pk, "suspend", actor=SYSTEM, seen_version=None, reason=reason)
    except Refusal:
        return False
    return True


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
