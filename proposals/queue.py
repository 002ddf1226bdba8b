""" "My work" and the list of proposals: one line per case, for all roles of a person at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.actors import Actor
from proposals.codesign.models import Endorsement
from proposals.intake.absences import acting_groups
from proposals.models import Proposal, ProposalGroupPermission, ProposalUserPermission
from proposals.review.models import Review
from proposals.selectors import Access, visible
from proposals.standing import INSTITUTION, holding
from workflow import clocks
from workflow.states import ENDORSEMENT_AWAITS_PARTNER, OPEN, EndorsementState, ReviewState
from workflow.states import ProposalState as P

TASKS: tuple[tuple[str, str, Promise], ...] = (
    (P.DRAFT, "write", _("Write the document and invite a partner")),
    (P.CO_DESIGN, "write", _("Work with your partners, then ask for sign-off")),
    (P.SIGN_OFF, "sign", _("Sign and submit, or send back")),
    (P.RETURNED, "write", _("Answer the required changes")),
    (P.RETURNED, "sign", _("Sign and resubmit when every change is answered")),
    (P.APPROVED_WITH_CONDITIONS, "write", _("Meet the conditions and show the evidence")),
    (P.SUBMITTED, "coordinate", _("Check completeness and assign reviewers")),
    (P.UNDER_REVIEW, "coordinate", _("Lead to a consensus and recommend")),
    (P.DECISION_PENDING, "decide", _("Decide")),
)
DECIDING = frozenset({P.SUBMITTED, P.UNDER_REVIEW})
PARTNERS_TURN = frozenset({P.CO_DESIGN, P.SIGN_OFF, P.RETURNED})
REVIEWERS_TURN = frozenset({ReviewState.ASSIGNED, ReviewState.DECLARED, ReviewState.IN_PROGRESS})


@dataclass(frozen=True)
class Line:
    """A case as one person meets it in a list. `tasks` is empty where it is somebody else's turn."""

    access: Access
    tasks: tuple[str, ...]
    url: str

    @property
    def proposal(self) -> Proposal:
        return self.access.proposal


def waiting_on(actor: Actor) -> QuerySet[Proposal]:
    """Cases where it is this person's turn, in any role, the most urgent first."""
    if actor.user is None:
        return Proposal.objects.none()
    shown = Q(held_until=None) | Q(held_until__lte=clocks.now())
    outstanding = Review.objects.filter(proposal=OuterRef("pk"), state__in=REVIEWERS_TURN)
    mine = Q(pk__in=[])
    for state, code, _task in TASKS:
        condition = holding(actor, [code]) & Q(state=state)
        if state == P.UNDER_REVIEW:
            condition &= ~Q(Exists(outstanding))
        mine |= condition & shown if code in INSTITUTION else condition
    asked = Endorsement.objects.filter(proposal=OuterRef("pk"), person=actor.user, state__in=ENDORSEMENT_AWAITS_PARTNER)
    assigned = outstanding.filter(reviewer=actor.user)
    mine |= Q(Exists(asked), state__in=PARTNERS_TURN) | Q(Exists(assigned), state__in=DECIDING)
    return Proposal.objects.filter(mine).select_related("lead", "framework").order_by("due_at", "turn_since", "number")


def waiting_on_others(actor: Actor) -> QuerySet[Proposal]:
    """Open cases that this person follows and that somebody else has to move; a held decision is not out yet."""
    mine = waiting_on(actor).order_by().values("pk")
    still_open = Q(state__in=OPEN) | Q(held_until__gt=clocks.now())
    return visible(actor).filter(still_open).exclude(pk__in=mine).order_by("due_at", "turn_since", "number")


def lines(actor: Actor, proposals: Iterable[Proposal]) -> list[Line]:
    """Lines for one page of cases; five queries, however many cases."""
    cases = list(proposals)
    keys = [case.pk for case in cases]
    codes = _codes(actor, keys)
    asked = dict(_endorsements(actor, keys).values_list("proposal_id", "state"))
    assigned = dict(Review.objects.filter(proposal__in=keys, reviewer=actor.user).values_list("proposal_id", "state"))
    outstanding = set(
        Review.objects.filter(proposal__in=keys, state__in=REVIEWERS_TURN).values_list("proposal_id", flat=True)
    )
    found = []
    for case in cases:
        access = Access(case, codes.get(case.pk, frozenset()))
        tasks = _tasks(access, asked.get(case.pk), assigned.get(case.pk), reviewing=case.pk in outstanding)
        url = _url(access, reviewing=assigned.get(case.pk) in REVIEWERS_TURN)
        found.append(Line(access, tuple(tasks), url))
    return found


def _endorsements(actor: Actor, keys: list[UUID]) -> QuerySet[Endorsement]:
    return Endorsement.objects.filter(proposal__in=keys, person=actor.user)


def _codes(actor: Actor, keys: list[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {}
    of_person = ProposalUserPermission.objects.filter(content_object__in=keys, user=actor.user)
    of_groups = ProposalGroupPermission.objects.filter(content_object__in=keys, group__in=acting_groups(actor.user))
    for rows in (of_person, of_groups):
        for pk, code in rows.values_list("content_object_id", "permission__codename"):
            found.setdefault(pk, set()).add(code)
    return {pk: frozenset(codes) for pk, codes in found.items()}


def _tasks(access: Access, asked: str | None, assigned: str | None, *, reviewing: bool) -> list[str]:
    """What this person has to do; the coordinator's turn comes when no reviewer is at work any more."""
    state = access.state
    due = [] if reviewing and state == P.UNDER_REVIEW else TASKS
    tasks = [str(task) for at, code, task in due if at == state and code in access.permissions]
    if asked in ENDORSEMENT_AWAITS_PARTNER and state in PARTNERS_TURN:
        stale = asked == EndorsementState.STALE
        tasks.append(str(_("Read what changed and endorse again") if stale else _("Read the proposal and answer")))
    if assigned in REVIEWERS_TURN and state in DECIDING:
        declare = assigned == ReviewState.ASSIGNED
        tasks.append(str(_("Declare whether you have a conflict of interest") if declare else _("Review")))
    return tasks


def _url(access: Access, *, reviewing: bool) -> str:
    name = "proposals:page"
    if access.of_partner and not access.of_province:
        name = "codesign:partner"
    elif reviewing:
        name = "review:mine"
    return reverse(name, args=[access.proposal.pk])
