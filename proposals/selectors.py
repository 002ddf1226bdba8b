"""Proposals are fetched here and nowhere else: forbidden looks like absent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from partners.actors import Actor
from proposals.codesign.models import Endorsement
from proposals.document.comparing import FieldChange, compared
from proposals.facts import is_held, shown_state
from proposals.models import Proposal, Revision
from proposals.review.models import Review
from proposals.standing import INSTITUTION, PARTNER, PROVINCE, holding, permissions
from proposals.writing.models import SectionSave
from proposals.writing.selectors import latest_revision, pending, working
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.states import TURN, ProposalState, Turn

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
    def state_label(self) -> str:
        return str(ProposalState(self.state).label)

    @property
    def since(self) -> datetime | None:
        """Since when it is the shown turn; a held decision must not show through its date."""
        return None if self._veiled else self.proposal.turn_since

    @property
    def due(self) -> datetime | None:
        return None if self._veiled else self.proposal.due_at

    @property
    def mark(self) -> clocks.Mark | None:
        """Overdue, at risk, or None: on time, or no clock runs."""
        return None if self._veiled else clocks.mark(self.proposal.risk_at, self.proposal.due_at, clocks.now())

    @property
    def _veiled(self) -> bool:
        return not self.of_province and is_held(self.proposal, clocks.now())

    @property
    def held_until(self) -> datetime | None:
        held = is_held(self.proposal, clocks.now()) and self.of_province
        return self.proposal.held_until if held else None


def find(actor: Actor, pk: UUID | str) -> Access | None:
    """Like `get` for any permission to read, with None for absent and forbidden."""
    try:
        return get(actor, pk)
    except Http404:
        return None


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


def search(
    actor: Actor, *, words: str = "", state: str = "", institution: str = "", mark: str = ""
) -> QuerySet[Proposal]:
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
    if mark in clocks.Mark.values:
        now = clocks.now()
        told = Q(held_until=None) | Q(held_until__lte=now) | holding(actor, PROVINCE)
        overdue = Q(due_at__lt=now)
        found = found.filter(told, overdue if mark == clocks.Mark.OVERDUE else Q(risk_at__lte=now) & ~overdue)
    if institution:
        found = found.filter(lead__pk=institution)
    return found


def readable_revision(access: Access) -> Revision | None:
    """What this person reads: the Province the submitted revision, everybody else the latest."""
    if access.of_province and not access.of_institution:
        return frozen_revision(access.proposal)
    return latest_revision(access.proposal)


def readable_revisions(access: Access) -> QuerySet[Revision]:
    """Every revision that this person may compare, the newest first: the institution all of them, the Province what
    was submitted, partners what has stood since co-design was first opened."""
    found = Revision.objects.filter(proposal=access.proposal).select_related("author")
    if access.of_institution:
        return found
    moves = TransitionRecord.objects.filter(subject_id=access.proposal.pk, machine="proposal").order_by("id")
    wanted = {"submit", "resubmit"} if access.of_province else {"open_co_design"}
    versions = list(moves.filter(transition__in=wanted).values_list("subject_version", flat=True))
    numbers = [found.filter(case_version__lte=version).values_list("number", flat=True).first() for version in versions]
    shown = [number for number in numbers if number is not None]
    if access.of_province:
        return found.filter(number__in=shown)
    return found.filter(number__gte=min(shown)) if shown else found.none()


def frozen_revision(proposal: Proposal) -> Revision | None:
    """The submitted revision; None before the first submission."""
    if proposal.frozen_revision is None:
        return None
    return Revision.objects.filter(proposal=proposal, number=proposal.frozen_revision).first()


def content(access: Access) -> dict[str, Any]:
    """The document as this person reads it: the institution with everything that is saved, others a revision."""
    if access.of_institution:
        return working(access.proposal)
    revision = readable_revision(access)
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
class Changes:
    """What happened to a case since somebody looked: moves, fields of the document, and who saved what.

    `saves` are the newest of each section that no revision holds yet.
    """

    moves: list[TransitionRecord]
    fields: list[FieldChange]
    revisions: list[Revision]
    saves: list[SectionSave]


def changes_since(access: Access, seen_version: int, language: str) -> Changes:
    """Everything that this person may know and that is newer than `seen_version` of the case."""
    newer_moves = Q(machine="proposal", subject_version__gt=seen_version) | Q(details__case_version__gt=seen_version)
    moves = history(access).filter(newer_moves)
    newer = list(
        Revision.objects.filter(proposal=access.proposal, case_version__gt=seen_version).select_related("author")
    )
    base = Revision.objects.filter(proposal=access.proposal, case_version__lte=seen_version).first()
    fields = compared(base.content, content(access), language) if base else []
    saves = {row.section: row for row in pending(access.proposal)} if access.of_institution else {}
    return Changes(list(moves), fields, newer, list(saves.values()))


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
