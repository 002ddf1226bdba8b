"""Cases as records: closed ones, those past their retention, those on hold. For who keeps the records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from partners.actors import Actor
from partners.models import Organisation, User
from partners.roles import OrganisationKind, Role
from partners.selectors import has_role, members_with_role
from proposals import selectors
from proposals.models import Proposal
from proposals.records.models import Hold, PackageJob
from proposals.selectors import Access
from proposals.standing import holding
from workflow import clocks
from workflow.models import Seal, TransitionRecord
from workflow.states import ENDED, ListingState, ProposalState

KEEPERS = frozenset({"coordinate", "audit"})  # who keeps the records of a case
READERS = KEEPERS | {"sign"}  # who may take them away
APPROVED = frozenset({ProposalState.APPROVED, ProposalState.APPROVED_WITH_CONDITIONS})


def keeps_records(actor: Actor) -> bool:
    """A coordinator or records officer of the Province."""
    if actor.guest_link is not None:
        return False
    return has_role(actor.user, Role.AUDITOR) or has_role(actor.user, Role.COORDINATOR)


def get(actor: Actor, pk: UUID | str) -> Access:
    """The case, for who may take its records away. Raises Http404."""
    return selectors.get(actor, pk, *READERS)


def jobs(actor: Actor, proposal: Proposal) -> QuerySet[PackageJob]:
    """The person's own packages of this case, the newest first."""
    return PackageJob.objects.filter(proposal=proposal, made_by=actor.user).order_by("-made_at", "id")


def job(actor: Actor, pk: UUID | str) -> PackageJob:
    """Raises Http404: absent, another person's, or the case is not theirs any more."""
    found = PackageJob.objects.select_related("proposal").filter(pk=pk).first()
    if found is None or actor.user is None or found.made_by_id != actor.user.pk:
        raise Http404
    get(actor, found.proposal_id)
    return found


def kept(actor: Actor) -> QuerySet[Any]:
    """Every case whose records this person keeps, each with `held` and, where it is closed, `closed_at`."""
    last_hold = Hold.objects.filter(proposal=OuterRef("pk")).order_by("-id")
    moves = TransitionRecord.objects.filter(case_id=OuterRef("pk"))
    listed = moves.filter(machine="listing").order_by("-link").values("target")[:1]
    closed = moves.filter(machine__in=["proposal", "listing"]).order_by("-link").values("at")[:1]
    return (
        Proposal.objects.filter(holding(actor, KEEPERS))
        .select_related("lead")
        .annotate(held=_held(last_hold), listed=Subquery(listed), closed_at=Subquery(closed))
    )


def past_retention(actor: Actor) -> QuerySet[Proposal]:
    """Closed so long ago that they may be disposed of, and not on hold; the longest closed first."""
    closed = Q(state__in=ENDED) | Q(state__in=APPROVED, listed=ListingState.RETIRED)
    due = kept(actor).filter(closed, closed_at__lte=_years_ago(clocks.now()))
    return due.filter(held=False).order_by("closed_at", "number")


def held(actor: Actor) -> QuerySet[Proposal]:
    return kept(actor).filter(held=True).order_by("number")


def holds(proposal: Proposal) -> QuerySet[Hold]:
    """Newest first."""
    return Hold.objects.filter(proposal=proposal).select_related("by")


def current_hold(proposal: Proposal) -> Hold | None:
    newest = holds(proposal).first()
    return newest if newest is not None and newest.put else None


def kept_until(proposal: Proposal) -> datetime | None:
    """The day from which a closed case may be disposed of; None while it is open."""
    moves = TransitionRecord.objects.filter(case_id=proposal.pk).order_by("-link")
    listed = moves.filter(machine="listing").values_list("target", flat=True).first()
    if proposal.state not in ENDED and not (proposal.state in APPROVED and listed == ListingState.RETIRED):
        return None
    closed = moves.filter(machine__in=["proposal", "listing"]).values_list("at", flat=True).first()
    return _shifted(closed, settings.RETENTION_YEARS) if closed else None


def proof(proposal: Proposal) -> dict[str, Any]:
    """How long the chain is, and up to where and when it is sealed."""
    last = TransitionRecord.objects.filter(case_id=proposal.pk).order_by("-link").first()
    seal = Seal.objects.filter(heads__case_id=proposal.pk).order_by("-number").first()
    return {"last": last, "seal": seal}


def held_cases_of(person: User) -> QuerySet[Proposal]:
    """Cases on hold in which this person acted or was asked to."""
    acted = TransitionRecord.objects.filter(case_id=OuterRef("pk"), actor=person)
    last_hold = Hold.objects.filter(proposal=OuterRef("pk")).order_by("-id")
    took_part = Q(Exists(acted)) | Q(endorsements__person=person) | Q(reviews__reviewer=person)
    found = Proposal.objects.annotate(held=_held(last_hold)).filter(held=True)
    return found.filter(took_part).distinct().order_by("number")


def administers_everybody(actor: Actor) -> bool:
    """An administrator of the Province."""
    if actor.user is None or actor.guest_link is not None:
        return False
    return members_with_role(Role.ADMINISTRATOR, OrganisationKind.PROVINCE).filter(pk=actor.user.pk).exists()


def administrator_of(actor: Actor, person: User) -> bool:
    """An administrator of the Province for everybody; of an organisation for people who belong to no other."""
    if actor.user is None or actor.guest_link is not None or person.pk == actor.user.pk:
        return False
    if administers_everybody(actor):
        return True
    own = Organisation.objects.filter(memberships__user=actor.user, memberships__role=Role.ADMINISTRATOR)
    theirs = Organisation.objects.filter(memberships__user=person).distinct()
    return theirs.exists() and not theirs.exclude(pk__in=own.values("pk")).exists()


def person(actor: Actor, pk: UUID | str) -> User:
    """An account that this administrator may anonymise. Raises Http404."""
    found = User.objects.filter(pk=pk, anonymised=None).first()
    if found is None or not administrator_of(actor, found):
        raise Http404
    return found


def _held(last_hold: QuerySet[Hold]) -> Coalesce:
    return Coalesce(Subquery(last_hold.values("put")[:1]), Value(False))


def _years_ago(moment: datetime) -> datetime:
    return _shifted(moment, -settings.RETENTION_YEARS)


def _shifted(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year + years, day=28)
