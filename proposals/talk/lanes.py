"""Who reads and writes which lane: one rule, for what an actor may read and for the names shown beside a box."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from partners.models import Membership, User
from proposals.codesign.models import Endorsement
from proposals.models import Proposal, ProposalGroupPermission, ProposalUserPermission
from proposals.standing import INSTITUTION, PARTNER, PROVINCE
from proposals.talk.models import Lane, Thread
from workflow.process import Who
from workflow.states import ProposalState

OF_INSTITUTION = (Lane.PARTNERS, Lane.INSTITUTION)


@dataclass(frozen=True)
class Reader:
    """`organisation` is whom they are here for, in the active language; empty where nobody knows."""

    user: User
    organisation: str

    @property
    def label(self) -> str:
        return f"{self.user.name} ({self.organisation})" if self.organisation else self.user.name


def lanes_of(codes: Collection[str], state: str) -> tuple[Lane, ...]:
    """The lanes that somebody with these permissions reads and writes; partners are not in while it is a draft."""
    held = frozenset(codes)
    if held & INSTITUTION:
        return OF_INSTITUTION
    if held & PROVINCE:
        return (Lane.PROVINCE,)
    return (Lane.PARTNERS,) if held & PARTNER and state != ProposalState.DRAFT else ()


def unsettled(proposal: Proposal, who: frozenset[Who]) -> QuerySet[Thread]:
    """Open threads that must be settled before submission, in the lanes of somebody who stands so to the case."""
    lanes: tuple[Lane, ...] = ()
    if who & {Who.AUTHOR, Who.SIGNATORY}:
        lanes = OF_INSTITUTION
    elif who & {Who.CONTRIBUTOR, Who.ENDORSER}:
        lanes = (Lane.PARTNERS,)
    if not lanes:
        return Thread.objects.none()
    return Thread.objects.filter(proposal=proposal, lane__in=lanes, must_settle=True, resolved_at=None)


def readers(proposal: Proposal) -> dict[str, list[Reader]]:
    """Everybody who can read each lane now, by name; a fixed number of queries."""
    codes, organisations = _held(proposal)
    people = User.objects.filter(pk__in=codes, is_active=True).order_by("name", "email")
    found: dict[str, list[Reader]] = {lane: [] for lane in Lane.values}
    for person in people:
        for lane in lanes_of(codes[person.pk], proposal.state):
            found[lane].append(Reader(person, organisations.get(person.pk, "")))
    return found


def _held(proposal: Proposal) -> tuple[dict[UUID, set[str]], dict[UUID, str]]:
    """{person: permissions} and {person: organisation}, from the permission tables."""
    codes: dict[UUID, set[str]] = {}
    organisations: dict[UUID, str] = {}
    groups = ProposalGroupPermission.objects.filter(content_object=proposal, group__user__isnull=False)
    of_groups = groups.values_list("group__user", "permission__codename", "group__role_group__organisation")
    of_people = ProposalUserPermission.objects.filter(content_object=proposal)
    members: dict[UUID, UUID] = {}
    for person, code, organisation in of_groups:
        codes.setdefault(person, set()).add(code)
        members[person] = organisation
    for person, code in of_people.values_list("user", "permission__codename"):
        codes.setdefault(person, set()).add(code)
    invited = Endorsement.objects.filter(proposal=proposal).select_related("organisation")
    partners = {row.person_id: str(row.organisation) for row in invited}
    for row in Membership.objects.filter(user__in=codes).select_related("organisation"):
        if members.get(row.user_id, row.organisation_id) == row.organisation_id:
            organisations[row.user_id] = str(row.organisation)
    return codes, organisations | {person: name for person, name in partners.items() if person not in members}
