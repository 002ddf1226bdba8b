"""Who reviews: assigned by the coordinator, free of conflict by their own declaration, taken off."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import User
from proposals import door
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review.locked import IN_PROVINCE
from proposals.review.models import Review
from proposals.review.passage import REVIEW
from proposals.standing import permissions
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, WrongState


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
