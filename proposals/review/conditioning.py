"""What an approval depends on: set before the decision, met with evidence after it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from notifications import services as notifications
from partners.actors import Actor
from proposals import audiences, door
from proposals.effects import first_condition_due, set_fields
from proposals.facts import shown_state
from proposals.review.locked import applicants, coordinated, next_number
from proposals.review.models import Condition
from workflow import clocks
from workflow.refusals import WrongState
from workflow.states import ProposalState


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
        rows = Condition.objects.filter(proposal=proposal, round=proposal.round)
        changed = [row for row in rows if evidence.get(row.number, row.evidence).strip() != row.evidence]
        if changed:
            door.touch(proposal, seen_version=seen_version)
        for row in changed:
            row.evidence, row.evidenced_by = evidence[row.number].strip(), actor.user
            row.evidenced_at = clocks.now()
            row.save(update_fields=["evidence", "evidenced_by", "evidenced_at"])
            _tell_of_evidence(row, actor)
        if changed:
            set_fields(proposal, due_at=first_condition_due(proposal))
        return len(changed)


def _tell_of_evidence(condition: Condition, actor: Actor) -> None:
    proposal = condition.proposal
    at = condition.evidenced_at.isoformat() if condition.evidenced_at else ""
    notifications.announce(
        "condition.evidenced",
        lambda audience: audiences.resolve(audience, proposal),
        actor=actor,
        event_key=f"condition:{proposal.pk}:{condition.number}:{at}",
        context=audiences.context(proposal, actor, "", conditions=[f"{condition.number}. {condition.text}"]),
        case_id=proposal.pk,
    )
    transaction.on_commit(notifications.ring)
