"""The case, locked for somebody who may write on it; and the next number of a numbered row."""

from uuid import UUID

from django.db.models import Max, Model
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import User
from proposals import door
from proposals.intake.circle import duties
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.standing import permissions
from workflow.refusals import GateClosed, NotYours, WrongState
from workflow.states import ProposalState

IN_PROVINCE = frozenset({ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.DECISION_PENDING})


def coordinated(pk: UUID, actor: Actor, states: set[ProposalState] | frozenset[ProposalState]) -> Proposal:
    """The case, locked, of an actor who coordinates or decides it.

    Raises:
        NotYours, WrongState. GateClosed: the actor takes part in the case, so somebody else has to take the step.
    """
    proposal: Proposal = door.lock(PROPOSAL, pk)
    if actor.user is None or not permissions(actor, proposal) & {"coordinate", "decide"}:
        raise NotYours
    if proposal.state not in states:
        raise WrongState(_("This is not possible any more: somebody has moved it on."))
    why = duties(proposal, actor.user)
    if why:
        raise GateClosed(*why)
    return proposal


def applicants(pk: UUID, actor: Actor) -> Proposal:
    """The case, locked, of an actor who writes or signs for the institution."""
    proposal: Proposal = door.lock(PROPOSAL, pk)
    if not permissions(actor, proposal) & {"write", "sign"}:
        raise NotYours
    return proposal


def person(actor: Actor) -> User:
    if actor.user is None:
        raise NotYours
    return actor.user


def next_number(model: type[Model], proposal: Proposal) -> int:
    rows = model._default_manager.filter(proposal=proposal, round=proposal.round)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
