"""How an endorsement passes the door."""

from collections.abc import Callable, Iterable
from typing import Any

from notifications import services as notifications
from notifications.rules import Audience
from notifications.services import Recipient
from partners import guests
from partners.actors import Actor
from partners.models import GuestPurpose
from proposals import audiences
from proposals.codesign.models import Endorsement
from proposals.codesign.statement import missing_answers
from proposals.door import Move, Passage
from proposals.standing import PARTNER, grant, permissions, revoke, standing
from workflow import clocks
from workflow.facts import EndorsementFacts
from workflow.process import CREATED, Who
from workflow.states import DECIDED, ProposalState


def gather(endorsement: Endorsement, actor: Actor, state: str) -> EndorsementFacts:
    proposal = endorsement.proposal
    return EndorsementFacts(
        state=state,
        standing=_standing(endorsement, actor, state),
        now=clocks.now(),
        case_state=proposal.state,
        statement_missing=() if state == CREATED else missing_answers(endorsement.draft),
        authority_confirmed=bool(endorsement.draft.get("authority")),
        signer_is_author=actor.user is not None
        and bool(permissions(actor, proposal) & {"write"} or proposal.created_by_id == actor.user.pk),
        due_at=endorsement.due_at,
        valid_until=endorsement.valid_until,
    )


def _standing(endorsement: Endorsement, actor: Actor, state: str) -> frozenset[Who]:
    """Only the invited person stands as endorser of their own endorsement; authors may invite, and nothing more."""
    if actor.is_system:
        return frozenset({Who.SYSTEM})
    found = standing(actor, endorsement.proposal)
    if state == CREATED:
        return found & {Who.AUTHOR}
    own = actor.user is not None and endorsement.person_id == actor.user.pk
    return found & {Who.ENDORSER, Who.CONTRIBUTOR} if own else frozenset()


def resolve(endorsement: Endorsement) -> Callable[[Audience], Iterable[Recipient]]:
    def people(audience: Audience) -> Iterable[Recipient]:
        return audiences.resolve(audience, endorsement.proposal, endorsement=endorsement)

    return people


def context(endorsement: Endorsement, actor: Actor, reason: str) -> dict[str, Any]:
    organisation = endorsement.organisation
    return audiences.context(
        endorsement.proposal,
        actor,
        reason,
        partner={"en": organisation.name, "fr": organisation.name_in("fr")},
        due=endorsement.due_at.isoformat(),
        message=endorsement.message,
        sections=endorsement.stale_because.get("titles", []),
    )


def let_in(move: Move) -> None:
    """The invited person may read, comment and, when asked to, endorse."""
    endorsement: Endorsement = move.subject
    codes = ["contribute", "endorse"] if endorsement.purpose == GuestPurpose.ENDORSE else ["contribute"]
    grant(endorsement.proposal, endorsement.person, codes)


def show_out(move: Move) -> None:
    """An invitation that ran out opens nothing any more."""
    endorsement: Endorsement = move.subject
    revoke(endorsement.proposal, endorsement.person, ["view_proposal", *PARTNER])
    if endorsement.guest_link is not None:
        guests.revoke(endorsement.guest_link, actor=move.actor)


def support_lost(move: Move) -> None:
    """After a decision a withdrawal does not vanish: the Province hears of it."""
    endorsement: Endorsement = move.subject
    if endorsement.proposal.state in DECIDED:
        notifications.announce(
            "endorsement.support_lost",
            resolve(endorsement),
            actor=move.actor,
            event_key=f"support:{move.record.uuid}",
            context=context(endorsement, move.actor, move.record.reason),
            case_id=endorsement.proposal_id,
        )


def invited_before_co_design(endorsement: Endorsement, name: str) -> bool:
    """Invitations made in a draft go out when co-design opens (see the rule of proposal.open_co_design)."""
    return name == "invite" and endorsement.proposal.state == ProposalState.DRAFT


ENDORSEMENT = Passage(
    machine="endorsement",
    model=Endorsement,
    case_field="proposal",
    gather=gather,
    resolve=resolve,
    context=context,
    pinned=lambda endorsement: endorsement.proposal.framework,
    effects={"invite": let_in, "expire": show_out, "withdraw": support_lost},
    methods={"draft": "save_draft"},
    silent=invited_before_co_design,
    weigh=frozenset({"sign", "reaffirm", "decline", "withdraw", "expire"}),
)
