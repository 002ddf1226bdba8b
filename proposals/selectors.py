"""Proposals are fetched here and nowhere else: forbidden looks like absent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from partners.actors import Actor
from proposals.codesign.models import Endorsement
from proposals.facts import is_held, shown_state
from proposals.models import Proposal, Revision
from proposals.review.models import Review
from proposals.standing import INSTITUTION, PARTNER, PROVINCE, holding, permissions
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.states import (
    ENDORSEMENT_AWAITS_PARTNER,
    TURN,
    ProposalState,
    ReviewState,
    Turn,
)

READ = INSTITUTION | PARTNER | PROVINCE


@dataclass(frozen=True)
class Access:
    """A proposal together with what the actor may do with it."""

    proposal: Proposal
    permissions: frozenset[str]

    @property
    def of_institution(self) -> bool:
        return bool(self.permissions & INSTITUTION)

    @property
    def of_province(self) -> bool:
        return bool(self.permissions & PROVINCE)

    @property
    def of_partner(self) -> bool:
        return bool(self.permissions & PARTNER) and not self.of_institution

    @property
    def state(self) -> str:
        """The state as this person may know it: a held decision shows to the Province only."""
        if self.of_province:
            return str(self.proposal.state)
        return shown_state(self.proposal, clocks.now())

    @property
    def turn(self) -> Turn:
        return TURN[ProposalState(self.state)]

    @property
    def held_until(self) -> datetime | None:
        held = is_held(self.proposal, clocks.now()) and self.of_province
        return self.proposal.held_until if held else None


def get(actor: Actor, pk: UUID | str, *codes: str) -> Access:
    """The proposal, when the actor holds any of `codes` (default: any permission to read).

    Raises:
        Http404: absent, malformed, forbidden, or a draft that its partners may not see yet.
    """
    proposal = _base().filter(pk=pk).first()
    if proposal is None:
        raise Http404
    access = Access(proposal, permissions(actor, proposal))
    if not access.permissions & (frozenset(codes) or READ):
        raise Http404
    if access.of_partner and proposal.state == ProposalState.DRAFT:
        raise Http404
    return access


def visible(actor: Actor) -> QuerySet[Proposal]:
    """Every proposal that the actor may read."""
    if actor.user is None:
        return _base().none()
    inside = holding(actor, INSTITUTION | PROVINCE)
    at_table = holding(actor, PARTNER) & ~Q(state=ProposalState.DRAFT)
    return _base().filter(inside | at_table)


def search(actor: Actor, *, words: str = "", state: str = "", institution: str = "") -> QuerySet[Proposal]:
    found = visible(actor)
    if words.strip():
        found = found.filter(
            Q(title__icontains=words.strip())
            | Q(title_fr__icontains=words.strip())
            | Q(number__icontains=words.strip())
        )
    if state in ProposalState.values:
        # A held decision must not show through the filter: people outside the Province filter what they see.
        held = Q(held_until__gt=clocks.now()) & ~holding(actor, PROVINCE)
        found = found.filter((Q(state=state) & ~held) | (Q(held_from=state) & held))
    if institution:
        found = found.filter(lead__pk=institution)
    return found


def latest_revision(proposal: Proposal) -> Revision | None:
    return Revision.objects.filter(proposal=proposal).select_related("author").first()


def content(proposal: Proposal) -> dict[str, dict[str, object]]:
    """The document as it stands: {section key: {field key: value}}."""
    revision = latest_revision(proposal)
    return revision.content if revision else {}


def history(access: Access) -> QuerySet[TransitionRecord]:
    """Transition records of the case that this person may know, oldest first; a held decision is left out."""
    records = TransitionRecord.objects.filter(case_id=access.proposal.pk).select_related("actor")
    if access.of_province:
        return records.order_by("id")
    if access.of_partner:
        records = records.filter(machine__in=["proposal"])
    records = records.exclude(machine="review")
    if is_held(access.proposal, clocks.now()):
        last = TransitionRecord.objects.filter(subject_id=access.proposal.pk).order_by("id").last()
        if last is not None:
            records = records.exclude(pk=last.pk)
    return records.order_by("id")


@dataclass(frozen=True)
class Waiting:
    """One line of "My work": what to do, on which case, since when, due when."""

    proposal: Proposal
    task: str
    since: datetime
    due: datetime | None


_MY_TURN: dict[str, frozenset[str]] = {
    "write": frozenset(
        {
            ProposalState.DRAFT,
            ProposalState.CO_DESIGN,
            ProposalState.RETURNED,
            ProposalState.APPROVED_WITH_CONDITIONS,
        }
    ),
    "sign": frozenset({ProposalState.SIGN_OFF, ProposalState.RETURNED}),
    "coordinate": frozenset({ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW}),
    "decide": frozenset({ProposalState.DECISION_PENDING}),
}


def waiting_on(actor: Actor) -> QuerySet[Proposal]:
    """Cases where it is this person's turn, in any role, the most urgent first."""
    if actor.user is None:
        return _base().none()
    now = clocks.now()
    mine = Q(pk__in=[])
    for code, states in _MY_TURN.items():
        institution = code in INSTITUTION
        held = Q(held_until__gt=now) if institution else Q(pk__in=[])
        mine |= holding(actor, [code]) & Q(state__in=states) & ~held
    mine |= Exists(
        Endorsement.objects.filter(proposal=OuterRef("pk"), person=actor.user, state__in=ENDORSEMENT_AWAITS_PARTNER)
    ) & Q(state__in=[ProposalState.CO_DESIGN, ProposalState.SIGN_OFF, ProposalState.RETURNED])
    mine |= Exists(
        Review.objects.filter(
            proposal=OuterRef("pk"),
            reviewer=actor.user,
            state__in=[ReviewState.ASSIGNED, ReviewState.DECLARED, ReviewState.IN_PROGRESS],
        )
    ) & Q(state__in=[ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW])
    return _base().filter(mine).order_by("due_at", "turn_since", "number")


def get_endorsement(actor: Actor, pk: UUID | str) -> Endorsement:
    """The actor's own endorsement.

    Raises:
        Http404: absent, somebody else's, or its case is not open to partners.
    """
    rows = Endorsement.objects.select_related(
        "proposal__lead", "proposal__framework", "organisation", "person", "guest_link"
    )
    endorsement = rows.filter(pk=pk, person=actor.user).first()
    if endorsement is None or actor.user is None or not actor.reaches(endorsement.proposal_id):
        raise Http404
    get(actor, endorsement.proposal_id, *PARTNER)
    return endorsement


def own_endorsement(actor: Actor, proposal_id: UUID | str) -> Endorsement:
    """The actor's endorsement on this case, the newest first.

    Raises:
        Http404: there is none.
    """
    pk = (
        Endorsement.objects.filter(proposal_id=proposal_id, person=actor.user)
        .order_by("-invited_at")
        .values_list("pk", flat=True)
        .first()
    )
    if pk is None:
        raise Http404
    return get_endorsement(actor, pk)


def get_review(actor: Actor, proposal_id: UUID | str) -> Review:
    """The actor's own review of this case. It opens no document: that needs the permission `review`.

    Raises:
        Http404: there is none.
    """
    rows = Review.objects.select_related("proposal__lead", "proposal__framework", "reviewer")
    review = rows.filter(proposal_id=proposal_id, reviewer=actor.user).first()
    if review is None or actor.guest_link is not None:
        raise Http404
    return review


def _base() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("lead", "framework")


def codes(access: Access, wanted: Iterable[str]) -> bool:
    return bool(access.permissions & frozenset(wanted))
