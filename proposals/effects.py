"""What follows from a proposal's move, inside the move's transaction."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet

from notifications import services as notifications
from partners.actors import SYSTEM
from partners.models import Organisation
from partners.roles import OrganisationKind, Role
from partners.services import group_for
from proposals import door
from proposals.codesign.models import Endorsement
from proposals.door import Move
from proposals.dossiers import Dossier, dossier, framework_of
from proposals.insight import services as insight
from proposals.models import Proposal, Revision, Track
from proposals.needs.models import Need
from proposals.needs.passage import NEED
from proposals.overlap import services as overlap
from proposals.review.carry import carry_over
from proposals.review.models import Condition, DecisionPackage, Outcome, Review
from proposals.review.package import freeze
from proposals.review.passage import REVIEW
from proposals.review.sight import SEEN, must_be_current
from proposals.standing import grant
from workflow import clocks
from workflow import framework as frameworks
from workflow.framework import Framework
from workflow.models import TransitionRecord
from workflow.states import ENDORSEMENT_UNANSWERED, OPEN, REVIEW_ACTIVE, NeedState, ProposalState, ReviewState


def set_fields(proposal: Proposal, **fields: Any) -> None:
    """Write plain fields of the locked case (never its state)."""
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=list(fields))


def set_clock(move: Move) -> None:
    """Whose turn since when, due when."""
    proposal: Proposal = move.subject
    records = _moves(proposal)
    insight.note(proposal, records)
    _renew(proposal, records)


def renew_clock(proposal: Proposal) -> None:
    """After what moves no state and yet changes what is due: evidence, another framework."""
    _renew(proposal, _moves(proposal))


def _renew(proposal: Proposal, records: list[TransitionRecord]) -> None:
    """From the records, or from the conditions' own dates."""
    framework = framework_of(proposal)
    due = _due(proposal, _conditions(proposal), framework, records)
    since = clocks.since(records) or records[-1].at
    start = clocks.clock_start(records) or since
    risk = clocks.at_risk_from(start, due, framework.at_risk) if due else None
    set_fields(proposal, turn_since=since, due_at=due, risk_at=risk)


def due_now(proposal: Proposal) -> datetime | None:
    return due_of(dossier(proposal), _moves(proposal))


def due_of(case: Dossier, records: Iterable[TransitionRecord]) -> datetime | None:
    """When the turn ends, by the framework of the dossier; conditions have dates of their own."""
    return _due(case.proposal, case.conditions, case.framework, records)


def _due(
    proposal: Proposal, conditions: Iterable[Condition], framework: Framework, records: Iterable[TransitionRecord]
) -> datetime | None:
    if proposal.state == ProposalState.APPROVED_WITH_CONDITIONS:
        return _first_due(conditions)
    return clocks.due_of(records, framework, fast=proposal.track == Track.FAST)


def _conditions(proposal: Proposal) -> QuerySet[Condition]:
    return Condition.standing.filter(proposal=proposal, round=proposal.round)


def _first_due(conditions: Iterable[Condition]) -> datetime | None:
    days = [row.due for row in conditions if row.due and not row.met]
    return clocks.last_moment(min(days)) if days else None


def _moves(proposal: Proposal) -> list[TransitionRecord]:
    return list(TransitionRecord.objects.filter(subject_id=proposal.pk).order_by("id"))


def open_to_institution(move: Move) -> None:
    proposal: Proposal = move.subject
    let_institution_in(proposal, proposal.lead)
    set_clock(move)


def co_design_opened(move: Move) -> None:
    """Invitations go out now: who was given a day that has come too near meanwhile gets the framework's own."""
    proposal: Proposal = move.subject
    framework = framework_of(proposal)
    first, _last = clocks.invitation_bounds(move.record.at, framework)
    too_near = datetime.combine(first, time(), tzinfo=clocks.HALIFAX)
    waiting = Endorsement.objects.filter(proposal=proposal, state__in=ENDORSEMENT_UNANSWERED, due_at__lt=too_near)
    waiting.update(due_at=clocks.deadline("invitation", move.record.at, framework))
    set_clock(move)


def let_institution_in(proposal: Proposal, organisation: Organisation) -> None:
    grant(proposal, group_for(organisation, Role.AUTHOR), ["write"])
    grant(proposal, group_for(organisation, Role.SIGNATORY), ["sign"])


def submitted(move: Move) -> None:
    """Freeze the revision, pin the framework, open the case to the Province, and begin another round."""
    proposal: Proposal = move.subject
    latest = Revision.objects.filter(proposal=proposal).first()
    if proposal.framework is None:
        set_fields(proposal, framework=frameworks.current())
    frozen = latest.number if latest else None
    set_fields(proposal, round=proposal.round + 1, frozen_revision=frozen, track=move.record.details["track"])
    overlap.note(proposal, latest.content if latest else {}, submitted=True)
    open_to_province(proposal)
    set_clock(move)


def open_to_province(proposal: Proposal) -> None:
    for province in Organisation.objects.filter(kind=OrganisationKind.PROVINCE):
        grant(proposal, group_for(province, Role.COORDINATOR), ["coordinate"])
        grant(proposal, group_for(province, Role.APPROVER), ["decide"])
        grant(proposal, group_for(province, Role.AUDITOR), ["audit"])


def widened(move: Move) -> None:
    """All criteria, and the framework's number of reviewers; who is done judges what was left out."""
    proposal: Proposal = move.subject
    set_fields(proposal, track=Track.FULL)
    set_clock(move)
    for review in Review.objects.filter(proposal=proposal, state=ReviewState.SUBMITTED):
        door.act(REVIEW, review.pk, "reopen", actor=SYSTEM, seen_version=None)


def resubmitted(move: Move) -> None:
    """The same reviewers look again, if there were any; criteria whose sections did not change carry over."""
    submitted(move)
    proposal: Proposal = move.subject
    for review in Review.objects.filter(proposal=proposal, state__in=REVIEW_ACTIVE):
        if review.state == ReviewState.SUBMITTED:
            door.act(REVIEW, review.pk, "reopen", actor=SYSTEM, seen_version=None)
        carry_over(proposal, review)


def reconsidered(move: Move) -> None:
    """Different reviewers: everybody who reviewed before is taken off."""
    submitted(move)
    for review in Review.objects.filter(proposal=move.subject, state__in=REVIEW_ACTIVE):
        door.act(
            REVIEW,
            review.pk,
            "recuse",
            actor=SYSTEM,
            seen_version=None,
            reason="Reconsideration: new reviewers.",
        )


def hold(move: Move) -> None:
    """Nobody is told, and the applicant sees the state before, until the window is over."""
    window = framework_of(move.subject).holding_window
    set_fields(move.subject, held_from=move.record.source, held_until=move.record.at + window)
    set_clock(move)


def seen(move: Move) -> None:
    """A decision taken on a page stands only on what that page showed. Raises WrongState."""
    if SEEN in move.details:
        must_be_current(move.subject, str(move.details[SEEN]))


def returned(move: Move) -> None:
    seen(move)
    hold(move)


def approved(move: Move) -> None:
    seen(move)
    freeze(move.subject, move.record, Outcome.APPROVE)
    hold(move)


def approved_with_conditions(move: Move) -> None:
    seen(move)
    freeze(move.subject, move.record, Outcome.APPROVE_WITH_CONDITIONS)
    hold(move)


def declined(move: Move) -> None:
    """Needs that it answered are released when the decision is told (`timed`), not while it is held."""
    seen(move)
    freeze(move.subject, move.record, Outcome.DECLINE)
    hold(move)


def taken_back(move: Move) -> None:
    """As if it had not been decided: nothing is sent, the package is marked."""
    proposal: Proposal = move.subject
    held = TransitionRecord.objects.filter(subject_id=proposal.pk, id__lt=move.record.id).last()
    if held is not None:
        notifications.cancel_held(str(held.uuid))
    DecisionPackage.objects.filter(proposal=proposal, taken_back_at=None, round=proposal.round).update(
        taken_back_at=move.record.at
    )
    set_fields(proposal, held_from="", held_until=None)
    set_clock(move)


def ended(move: Move) -> None:
    set_clock(move)
    release_needs(move.subject)


def release_needs(proposal: Proposal) -> int:
    """A need that no other open proposal answers is open again. Returns how many."""
    released = 0
    for need in Need.objects.filter(answers__proposal=proposal, state=NeedState.TAKEN_UP):
        others = need.answers.exclude(proposal=proposal).filter(proposal__state__in=OPEN)
        if not others.exists():
            door.act(NEED, need.pk, "release", actor=SYSTEM, seen_version=None)
            released += 1
    return released


EFFECTS = {
    "create": open_to_institution,
    "open_co_design": co_design_opened,
    "close_co_design": set_clock,
    "request_sign_off": set_clock,
    "refuse_sign_off": set_clock,
    "submit": resubmitted,
    "start_review": set_clock,
    "send_to_full_review": widened,
    "return_for_changes": returned,
    "resubmit": resubmitted,
    "reopen_co_design": set_clock,
    "recommend": set_clock,
    "approve": approved,
    "approve_with_conditions": approved_with_conditions,
    "confirm_conditions": set_clock,
    "decline": declined,
    "reconsider": reconsidered,
    "withdraw": ended,
    "lapse": ended,
    "reopen": set_clock,
    "take_back": taken_back,
}
HELD = frozenset({"return_for_changes", "approve", "approve_with_conditions", "decline"})
