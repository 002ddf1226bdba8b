"""How a proposal passes the door, and the list of all passages of this room."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from notifications.rules import Audience
from notifications.services import Recipient
from partners.actors import Actor
from proposals import audiences, matters
from proposals.codesign.passage import ENDORSEMENT
from proposals.completeness import confirmed
from proposals.door import Move, Passage
from proposals.effects import EFFECTS, HELD
from proposals.facts import gather, stand
from proposals.models import Proposal
from proposals.needs.passage import NEED
from proposals.review.models import Condition, RequiredChange
from proposals.review.outcome import LETTERS
from proposals.review.passage import REVIEW
from proposals.standing import on_behalf
from proposals.tracks import details
from proposals.writing.services import settle_before


def resolve(proposal: Proposal) -> Callable[[Audience], Iterable[Recipient]]:
    def people(audience: Audience) -> Iterable[Recipient]:
        return audiences.resolve(audience, proposal)

    return people


def context(proposal: Proposal, actor: Actor, reason: str) -> dict[str, Any]:
    in_round = {"proposal": proposal, "round": proposal.round}
    fitting = LETTERS.get(proposal.state, frozenset())
    draft = proposal.recommendations.filter(round=proposal.round, outcome__in=fitting).first()
    return audiences.context(
        proposal,
        actor,
        reason,
        changes=[f"{row.number}. {row.text}" for row in RequiredChange.standing.filter(**in_round)],
        conditions=[
            f"{row.number}. {row.text} ({row.owner}, {row.due})" for row in Condition.standing.filter(**in_round)
        ],
        letter=draft.letter if draft else "",
    )


def not_before(move: Move) -> datetime | None:
    held: datetime | None = move.subject.held_until if move.row.name in HELD else None
    return held


def said_of(proposal: Proposal, name: str) -> dict[str, Any]:
    """What a record says of the move: a submission its track, the start of a review who confirmed what."""
    if name == "start_review":
        return {"confirmed": {key: str(row.by_id) for key, row in confirmed(proposal).items()}}
    return details(proposal, name)


PROPOSAL = Passage(
    machine="proposal",
    model=Proposal,
    case_field="",
    stand=stand,
    gather=gather,
    resolve=resolve,
    context=context,
    matter=matters.of_case,
    pinned=lambda proposal: proposal.framework,
    effects=EFFECTS,
    not_before=not_before,
    prepare=settle_before,
    details=said_of,
    behalf=on_behalf,
)
PASSAGES = {passage.machine: passage for passage in (PROPOSAL, ENDORSEMENT, REVIEW, NEED)}
