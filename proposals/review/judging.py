"""What a reviewer writes: one verdict for each criterion, notes of their own, and then the review is in."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.review.models import NEEDS_COMMENT, Note, Review, Verdict
from proposals.review.passage import REVIEW
from proposals.review.widening import widen
from proposals.selectors import frozen_revision
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, WrongState
from workflow.states import REVIEW_CLEAN, ProposalState, ReviewState


def save_verdict(
    pk: UUID, criterion: str, value: str, comment: str, *, actor: Actor, seen_revision: int | None = None
) -> Verdict:
    """One verdict of the present round; the first one begins the review.

    Raises:
        NotYours. WrongState: not under review, submitted, or another revision than `seen_revision` is under review.
        GateClosed: the comment is missing.
    """
    with transaction.atomic():
        review = _own(pk, actor)
        if review.state == ReviewState.DECLARED:
            door.act(REVIEW, pk, "begin", actor=actor, seen_version=None)
        elif review.state != ReviewState.IN_PROGRESS or review.proposal.state != ProposalState.UNDER_REVIEW:
            raise WrongState(_("This review is closed."))
        if value in NEEDS_COMMENT and not comment.strip():
            raise GateClosed(_("Say why: a comment is needed with this verdict."))
        revision = frozen_revision(review.proposal)
        if revision is None:
            raise WrongState(_("Nothing is submitted yet."))
        if seen_revision is not None and seen_revision != revision.number:
            raise WrongState(_("The proposal was submitted again while you read. Read the new text before you judge."))
        values = {"value": value, "comment": comment, "revision": revision, "at": clocks.now()}
        verdict, _created = Verdict.objects.update_or_create(
            review=review,
            round=review.proposal.round,
            criterion=criterion,
            defaults={**values, "carried": False},
        )
    return verdict


def keep_note(pk: UUID, criterion: str, text: str, *, actor: Actor) -> None:
    """The reviewer's own notes on a criterion, from round to round; a record all the same."""
    with transaction.atomic():
        review = _own(pk, actor)
        if review.state not in REVIEW_CLEAN:
            raise WrongState(_("This review is closed."))
        kept = Note.objects.filter(review=review, criterion=criterion).first()
        if text.strip() != (kept.text if kept else ""):
            Note.objects.update_or_create(
                review=review, criterion=criterion, defaults={"text": text.strip(), "at": clocks.now()}
            )


def submit_review(
    pk: UUID, *, actor: Actor, seen_version: int | None, idempotency_key: str | None = None
) -> TransitionRecord:
    """On the fast track a verdict that demands a change sends the case to the full review."""
    with transaction.atomic():
        record = door.act(REVIEW, pk, "submit", actor=actor, seen_version=seen_version, idempotency_key=idempotency_key)
        review = Review.objects.select_related("proposal").get(pk=pk)
        in_round = review.verdicts.filter(round=review.proposal.round)
        widen(review.proposal, dict(in_round.values_list("criterion", "value")))
    return record


def _own(pk: UUID, actor: Actor) -> Review:
    review: Review = door.lock(REVIEW, pk)
    if actor.user is None or review.reviewer_id != actor.user.pk:
        raise NotYours
    return review
