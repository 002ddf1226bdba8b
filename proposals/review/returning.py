"""Numbered required changes, and the institution’s answers to them."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.facts import shown_state
from proposals.review.locked import IN_PROVINCE, applicants, coordinated, next_number, person
from proposals.review.models import RequiredChange
from workflow import clocks
from workflow.refusals import WrongState
from workflow.states import ProposalState


def require_change(
    pk: UUID, *, actor: Actor, criterion: str, place: str, text: str, seen_version: int | None = None
) -> RequiredChange:
    """A numbered demand of the present round; told with the return. `place`: "F", "F.moderation", "F.assessments.2"."""
    with transaction.atomic():
        proposal = coordinated(pk, actor, IN_PROVINCE)
        door.touch(proposal, seen_version=seen_version)
        return RequiredChange.objects.create(
            proposal=proposal,
            round=proposal.round,
            number=next_number(RequiredChange, proposal),
            criterion=criterion,
            section=place.partition(".")[0],
            place=place,
            text=text,
            by=person(actor),
        )


def answer_changes(pk: UUID, answers: Mapping[int, str], *, actor: Actor, seen_version: int | None = None) -> int:
    """The institution's answers, {number: text}. Returns how many are new or different; the rest is left alone."""
    with transaction.atomic():
        proposal = applicants(pk, actor)
        if shown_state(proposal, clocks.now()) not in {ProposalState.RETURNED, ProposalState.CO_DESIGN}:
            raise WrongState(_("Required changes are answered while the proposal is returned."))
        rows = RequiredChange.standing.filter(proposal=proposal, round=proposal.round)
        changed = [row for row in rows if answers.get(row.number, row.answer).strip() != row.answer]
        if changed:
            door.touch(proposal, seen_version=seen_version)
        for row in changed:
            row.answer, row.answered_by, row.answered_at = answers[row.number].strip(), actor.user, clocks.now()
            row.save(update_fields=["answer", "answered_by", "answered_at"])
        return len(changed)
