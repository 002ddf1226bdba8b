"""The one verdict on each criterion that the reviewers agree on; what was agreed before stays on record."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.facts import dossier
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review.carry import carried_consensus
from proposals.review.locked import coordinated, person
from proposals.review.models import NEEDS_COMMENT, Consensus, Review
from proposals.review.widening import widen
from proposals.selectors import frozen_revision
from workflow import clocks
from workflow.refusals import GateClosed, StaleVersion, WrongState
from workflow.states import ProposalState, ReviewState

OUT = frozenset({ReviewState.ASSIGNED, ReviewState.DECLARED, ReviewState.IN_PROGRESS})


def agree(
    pk: UUID, verdicts: Mapping[str, tuple[str, str]], *, actor: Actor, seen_version: int | None
) -> list[Consensus]:
    """Several agreed verdicts, {criterion: (value, comment)}, all or none; what carried over is kept with them.

    Raises:
        StaleVersion. As `set_consensus`.
    """
    with transaction.atomic():
        proposal: Proposal = door.lock(PROPOSAL, pk)
        if seen_version is not None and seen_version != proposal.version:
            raise StaleVersion(seen_version, proposal.version)
        agreed = [_written(pk, key, value, text, actor) for key, (value, text) in verdicts.items()]
        carry_consensus(pk, actor=actor)
        widen(proposal, {key: value for key, (value, _text) in verdicts.items()})
        return agreed


def set_consensus(
    pk: UUID, criterion: str, value: str, comment: str, *, actor: Actor, seen_version: int | None = None
) -> Consensus:
    """The one verdict that the reviewers agree on, written down by the coordinator. The same again adds nothing.

    On the fast track one that demands a change sends the case to the full review.

    Raises:
        WrongState: reviews are still out. GateClosed: the comment is missing.
    """
    with transaction.atomic():
        consensus = _written(pk, criterion, value, comment, actor, seen_version)
        widen(consensus.proposal, {criterion: value})
    return consensus


def _written(
    pk: UUID, criterion: str, value: str, comment: str, actor: Actor, seen_version: int | None = None
) -> Consensus:
    with transaction.atomic():
        proposal = _meeting(pk, actor)
        if value in NEEDS_COMMENT and not comment.strip():
            raise GateClosed(_("Say why: a comment is needed with this verdict."))
        last = Consensus.objects.filter(proposal=proposal, round=proposal.round, criterion=criterion).last()
        if last is not None and (last.value, last.comment) == (value, comment):
            return last
        door.touch(proposal, seen_version=seen_version)
        return Consensus.objects.create(
            proposal=proposal,
            round=proposal.round,
            criterion=criterion,
            number=last.number + 1 if last else 1,
            value=value,
            comment=comment,
            revision=frozen_revision(proposal),
            by=person(actor),
            at=clocks.now(),
        )


def carry_consensus(pk: UUID, *, actor: Actor) -> int:
    """Keep the last round's consensus where every verdict carried over. Returns how many."""
    with transaction.atomic():
        proposal = _meeting(pk, actor)
        case = dossier(proposal)
        done = {row.criterion for row in case.consensus}
        kept = [row for key, row in carried_consensus(case).items() if key not in done]
        if kept:
            door.touch(proposal, seen_version=None)
        for row in kept:
            Consensus.objects.create(
                proposal=proposal,
                round=proposal.round,
                criterion=row.criterion,
                value=row.value,
                comment=row.comment,
                revision=row.revision,
                carried=True,
                by=person(actor),
                at=clocks.now(),
            )
    return len(kept)


def _meeting(pk: UUID, actor: Actor) -> Proposal:
    proposal = coordinated(pk, actor, {ProposalState.UNDER_REVIEW})
    if Review.objects.filter(proposal=proposal, state__in=OUT).exists():
        raise WrongState(_("Consensus begins when every review is in."))
    return proposal
