"""What an approval depends on: set before the decision, met with evidence after it."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from notifications import services as notifications
from notifications.services import Told
from partners.actors import Actor
from proposals import audiences, door, matters
from proposals.effects import renew_clock
from proposals.facts import shown_state
from proposals.models import Proposal
from proposals.review.locked import applicants, coordinated, next_number
from proposals.review.models import Condition
from workflow import clocks
from workflow.refusals import WrongState
from workflow.states import ProposalState

EVIDENCED, LACKING = "condition.evidenced", "condition.lacking"


def set_condition(
    pk: UUID,
    *,
    actor: Actor,
    criterion: str,
    text: str,
    owner: str,
    due: date,
    seen_version: int | None = None,
) -> Condition:
    """Something the approval will depend on; coordinator or approver, before the decision."""
    with transaction.atomic():
        proposal = coordinated(pk, actor, {ProposalState.UNDER_REVIEW, ProposalState.DECISION_PENDING})
        door.touch(proposal, seen_version=seen_version)
        return Condition.objects.create(
            proposal=proposal,
            round=proposal.round,
            number=next_number(Condition, proposal),
            criterion=criterion,
            text=text,
            owner=owner,
            due=due,
        )


def evidence_conditions(pk: UUID, evidence: Mapping[int, str], *, actor: Actor, seen_version: int | None = None) -> int:
    """How conditions are met, {number: text}; the coordinators are told of each that is new or different.

    Returns how many those are.
    """
    with transaction.atomic():
        proposal = applicants(pk, actor)
        if shown_state(proposal, clocks.now()) != ProposalState.APPROVED_WITH_CONDITIONS:
            raise WrongState(_("There is no open condition."))
        rows = Condition.standing.filter(proposal=proposal, round=proposal.round)
        changed = [row for row in rows if evidence.get(row.number, row.evidence).strip() != row.evidence]
        if changed:
            door.touch(proposal, seen_version=seen_version)
        for row in changed:
            row.evidence, row.evidenced_by = evidence[row.number].strip(), actor.user
            row.evidenced_at, row.lacking = clocks.now(), ""
            row.save(update_fields=["evidence", "evidenced_by", "evidenced_at", "lacking"])
            _tell(EVIDENCED, row, actor)
        if changed:
            renew_clock(proposal)
        return len(changed)


def ask_for_more(pk: UUID, number: int, text: str, *, actor: Actor, seen_version: int | None = None) -> Condition:
    """The evidence does not show that the condition is met: say what is missing; the institution is told.

    Raises WrongState: there is no evidence that this could be said of.
    """
    with transaction.atomic():
        proposal = coordinated(pk, actor, {ProposalState.APPROVED_WITH_CONDITIONS})
        row = Condition.standing.filter(proposal=proposal, round=proposal.round, number=number).first()
        if row is None or not row.met:
            raise WrongState(_("There is no evidence to answer to."))
        door.touch(proposal, seen_version=seen_version)
        row.lacking = text.strip()
        row.save(update_fields=["lacking"])
        _tell(LACKING, row, actor)
        renew_clock(proposal)
        return row


def would_hear(event: str, proposal: Proposal, *, actor: Actor, of_province: bool) -> list[Told]:
    """Whom `_tell` would write to now, as the actor may know them."""
    people = partial(audiences.resolve, proposal=proposal)
    return notifications.preview(event, people, actor=actor, of_province=of_province)


def _tell(event: str, condition: Condition, actor: Actor) -> None:
    """Once per evidence: the event of the institution's, and of the Province's answer to it."""
    proposal = condition.proposal
    at = condition.evidenced_at.isoformat() if condition.evidenced_at else ""
    notifications.announce(
        event,
        partial(audiences.resolve, proposal=proposal),
        actor=actor,
        event_key=f"{event}:{proposal.pk}:{condition.round}:{condition.number}:{at}",
        context=audiences.context(
            proposal, actor, condition.lacking, conditions=[f"{condition.number}. {condition.text}"]
        ),
        matter=matters.of_case(proposal),
        case_id=proposal.pk,
    )
    transaction.on_commit(notifications.ring)
