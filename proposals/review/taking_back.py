"""Taking back a required change or a condition before it is told. It stays on record, and counts for nothing."""

from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.models import Proposal
from proposals.review.locked import IN_PROVINCE, coordinated
from proposals.review.models import Condition, RequiredChange
from workflow import clocks
from workflow.refusals import WrongState
from workflow.states import ProposalState

Kind = TypeVar("Kind", RequiredChange, Condition)
WHILE: dict[type[Model], frozenset[ProposalState]] = {
    RequiredChange: IN_PROVINCE,
    Condition: frozenset({ProposalState.UNDER_REVIEW, ProposalState.DECISION_PENDING}),
}


def take_back(
    model: type[Kind],
    pk: UUID,
    number: int,
    *,
    actor: Actor,
    seen_version: int | None = None,
) -> Kind:
    """Of the present round. Raises NotYours, WrongState: it is told, or taken back already."""
    with transaction.atomic():
        proposal = coordinated(pk, actor, WHILE[model])
        row: Kind | None = model.standing.filter(proposal=proposal, round=proposal.round, number=number).first()
        if row is None:
            raise WrongState(_("This is not there any more: somebody has taken it back."))
        door.touch(proposal, seen_version=seen_version)
        row.taken_back_by, row.taken_back_at = actor.user, clocks.now()
        row.save(update_fields=["taken_back_by", "taken_back_at"])
        return row


def taken_back(model: type[Kind], proposal: Proposal, number: str) -> Kind | None:
    """Of the present round, by its number as it stands in an address."""
    if not (number.isascii() and number.isdigit()):
        return None
    rows = model.objects.filter(proposal=proposal, round=proposal.round, number=int(number[:4]))
    return rows.exclude(taken_back_at=None).first()
