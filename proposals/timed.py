"""What time brings about, through the same door with the system as actor. Run again, it changes nothing more."""

from collections.abc import Callable

from django.db.models import Q

from partners.actors import SYSTEM
from proposals import door
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT
from proposals.codesign.passage import context as endorsement_context
from proposals.codesign.passage import resolve as endorsement_resolver
from proposals.effects import release_needs
from proposals.exchange import services as exchange
from proposals.facts import REMINDER_EVENTS, framework_of, reminder_moments
from proposals.frameworks import services as frameworks
from proposals.frameworks import trying
from proposals.matters import of_endorsement, of_review
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.reminding import first_time
from proposals.review.assigning import suspend_where_tied
from proposals.review.models import Review
from proposals.review.passage import context as review_context
from proposals.review.passage import resolve as review_resolver
from proposals.writing.services import settle_sittings
from workflow import clocks
from workflow.refusals import Refusal
from workflow.states import (
    ENDORSEMENT_CURRENT,
    ENDORSEMENT_UNANSWERED,
    IN_PROVINCE,
    EndorsementState,
    NeedState,
    ProposalState,
    ReviewState,
)


def run() -> dict[str, int]:
    """Reminders first, then what they announced. Returns how many of each happened."""
    return {
        "reminders": remind_institutions() + remind_partners() + remind_reviewers(),
        "suspended": suspend_where_tied(),
        "escalated": escalate(),
        "expired": expire_endorsements(),
        "lapsed": lapse_proposals(),
        "released": release_needs_of_declined(),
        "revisions": settle_sittings(),
        "imports": exchange.resume(),
        "frameworks": frameworks.supersede(),
        "trials": trying.resume(),
    }


def remind_institutions() -> int:
    told = 0
    now = clocks.now()
    waiting = Proposal.objects.filter(state__in=list(REMINDER_EVENTS)).select_related("lead", "framework")
    for proposal in waiting.iterator():
        event = REMINDER_EVENTS[ProposalState(proposal.state)]
        for moment in reminder_moments(proposal, framework_of(proposal)):
            if moment <= now:
                told += first_time(proposal, event, proposal.pk, proposal.turn_since, moment, actor=SYSTEM)
    return told


def remind_partners() -> int:
    told = 0
    now = clocks.now()
    waiting = Endorsement.objects.filter(
        state__in=ENDORSEMENT_UNANSWERED, due_at__gt=now, proposal__state=ProposalState.CO_DESIGN
    ).select_related("proposal__lead", "proposal__framework", "organisation", "person", "guest_link")
    for endorsement in waiting.iterator():
        proposal, since = endorsement.proposal, endorsement.invited_at
        moments = clocks.invitation_reminders(since, endorsement.due_at, framework_of(proposal))
        passed = [planned for planned, moved in moments if moved <= now]
        for moment in passed[-1:]:  # never two at once, where a day was moved forward
            told += first_time(
                proposal,
                "invitation.reminder",
                endorsement.pk,
                since,
                moment,
                actor=SYSTEM,
                resolve=endorsement_resolver(endorsement),
                context=endorsement_context(endorsement, SYSTEM, ""),
                matter=of_endorsement(endorsement),
            )
    return told


def remind_reviewers() -> int:
    told = 0
    outstanding = Review.objects.filter(
        state__in=[ReviewState.DECLARED, ReviewState.IN_PROGRESS],
        proposal__state=ProposalState.UNDER_REVIEW,
        proposal__due_at__lt=clocks.now(),
    ).select_related("proposal__lead", "proposal__framework", "reviewer")
    for review in outstanding.iterator():
        case = review.proposal
        told += first_time(
            case,
            "review.overdue",
            review.pk,
            case.turn_since,
            case.due_at,
            actor=SYSTEM,
            resolve=review_resolver(review),
            context=review_context(review, SYSTEM, ""),
            matter=of_review(review),
        )
    return told


def escalate() -> int:
    """Told once per step to whoever can see to it: the Province when it is late, an institution while it can answer."""
    now = clocks.now()
    moving = Proposal.objects.filter(Q(held_until=None) | Q(held_until__lte=now)).select_related("lead", "framework")
    told = 0
    for proposal in moving.filter(state__in=IN_PROVINCE, due_at__lt=now).iterator():
        told += first_time(
            proposal, "province.overdue", proposal.pk, proposal.turn_since, proposal.due_at, actor=SYSTEM
        )
    for proposal in moving.filter(state__in=list(REMINDER_EVENTS), risk_at__lte=now, due_at__gte=now).iterator():
        told += first_time(
            proposal, "institution.at_risk", proposal.pk, proposal.turn_since, proposal.due_at, actor=SYSTEM
        )
    return told


def expire_endorsements() -> int:
    now = clocks.now()
    unsent = Q(proposal__state=ProposalState.DRAFT)  # the day moves on when co-design opens
    over = Q(state__in=ENDORSEMENT_UNANSWERED, due_at__lt=now) & ~unsent | Q(
        state__in=ENDORSEMENT_CURRENT | {EndorsementState.STALE}, valid_until__lt=now
    )
    return sum(
        _through(lambda pk=pk: door.act(ENDORSEMENT, pk, "expire", actor=SYSTEM, seen_version=None))
        for pk in Endorsement.objects.filter(over).values_list("pk", flat=True)
    )


def lapse_proposals() -> int:
    late = Proposal.objects.filter(
        state__in=[ProposalState.RETURNED, ProposalState.APPROVED_WITH_CONDITIONS], due_at__lt=clocks.now()
    )
    return sum(
        _through(lambda pk=pk: door.act(PROPOSAL, pk, "lapse", actor=SYSTEM, seen_version=None))
        for pk in late.values_list("pk", flat=True)
    )


def release_needs_of_declined() -> int:
    """Once a decline is told, the needs it leaves unanswered are open again."""
    told = Proposal.objects.filter(
        state=ProposalState.DECLINED, held_until__lte=clocks.now(), answers__need__state=NeedState.TAKEN_UP
    )
    return sum(release_needs(proposal) for proposal in told.distinct())


def _through(move: Callable[[], object]) -> bool:
    """False where somebody else was quicker or a gate still holds it back."""
    try:
        move()
    except Refusal:
        return False
    return True
