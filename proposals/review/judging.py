"""What a reviewer writes: one verdict for each criterion, then the review is in."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.review.models import NEEDS_COMMENT, Review, Verdict
from proposals.review.passage import REVIEW
from proposals.selectors import frozen_revision
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, WrongState
from workflow.states import ReviewState


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
