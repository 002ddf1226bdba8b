"""The one verdict on each criterion that the reviewers agree on."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review.carry import carried_consensus
from proposals.review.locked import coordinated, person
from proposals.review.models import NEEDS_COMMENT, Consensus, Review
from workflow import clocks
from workflow.refusals import GateClosed, StaleVersion, WrongState
from workflow.states import ProposalState, ReviewState


def set_consensus(
    pk: UUID, criterion: str, value: str, comment: str, *, actor: Actor, seen_version: int | None = None
) -> Consensus:
    """The one verdict that the reviewers agree on, written down by the coordinator.

    Raises:
        WrongState: reviews are still out. GateClosed: the comment is missing.
    """
    with transaction.atomic():
        proposal = coordinated(pk, actor, {ProposalState.UNDER_REVIEW})
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
            defaults={"value": value, "comment": comment, "by": person(actor), "at": clocks.now()},
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
        proposal = coordinated(pk, actor, {ProposalState.UNDER_REVIEW})
        done = set(
            Consensus.objects.filter(proposal=proposal, round=proposal.round).values_list("criterion", flat=True)
        )
        carried = [row for key, row in carried_consensus(proposal).items() if key not in done]
        for row in carried:
            set_consensus(pk, row.criterion, row.value, row.comment, actor=actor)
    return len(carried)
