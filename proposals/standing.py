"""What an actor is to a case: object permissions, asked from the tables themselves (being superuser passes nothing)."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from partners.actors import Actor
from partners.models import User
from proposals.intake.absences import acting_groups, for_whom, stand_ins
from proposals.models import Proposal, ProposalGroupPermission, ProposalUserPermission
from workflow.process import Row, Who

WHO_OF: dict[str, Who] = {
    "write": Who.AUTHOR,
    "sign": Who.SIGNATORY,
    "contribute": Who.CONTRIBUTOR,
    "endorse": Who.ENDORSER,
    "coordinate": Who.COORDINATOR,
    "decide": Who.APPROVER,
}
INSTITUTION = frozenset({"write", "sign"})
PARTNER = frozenset({"contribute", "endorse"})
PROVINCE = frozenset({"coordinate", "review", "decide", "audit"})
OFFICE_CODES = ("coordinate", "decide")  # what a stand-in does for somebody who is away


def permissions(actor: Actor, proposal: Proposal) -> frozenset[str]:
    """Codenames of the actor's object permissions on this proposal, by person, by group, or for somebody whom they
    stand in for; one query."""
    if actor.user is None or not actor.user.is_active or not actor.reaches(proposal.pk):
        return frozenset()
    of_person = ProposalUserPermission.objects.filter(content_object=proposal, user=actor.user)
    of_groups = ProposalGroupPermission.objects.filter(content_object=proposal, group__in=acting_groups(actor.user))
    codes = of_person.values_list("permission__codename").union(of_groups.values_list("permission__codename"))
    return frozenset(code for (code,) in codes)


def standing(actor: Actor, proposal: Proposal) -> frozenset[Who]:
    if actor.is_system:
        return frozenset({Who.SYSTEM})
    return frozenset(WHO_OF[code] for code in permissions(actor, proposal) if code in WHO_OF)


def on_behalf(proposal: Proposal, row: Row, actor: Actor) -> dict[str, list[str]]:
    """What a record says of a step that somebody takes for those who are away: {"for": their keys}; {} where the
    person holds the office themselves."""
    codes = [code for code in OFFICE_CODES if WHO_OF[code] in row.who]
    if actor.user is None or not codes:
        return {}
    granted = ProposalGroupPermission.objects.filter(content_object=proposal, permission__codename__in=codes)
    if granted.filter(group__user=actor.user).exists():
        return {}
    absent = for_whom(actor.user, granted.values("group"))
    return {"for": [str(key) for key in absent]} if absent else {}


def holding(actor: Actor, codes: Iterable[str]) -> Q:
    """Condition on Proposal: the actor holds at least one of these permissions."""
    of_person = ProposalUserPermission.objects.filter(
        content_object=OuterRef("pk"), user=actor.user, permission__codename__in=list(codes)
    )
    groups = acting_groups(actor.user) if actor.user else []
    of_groups = ProposalGroupPermission.objects.filter(
        content_object=OuterRef("pk"), group__in=groups, permission__codename__in=list(codes)
    )
    condition = Q(Exists(of_person)) | Q(Exists(of_groups))
    return condition & Q(pk=actor.guest_link.case_id) if actor.guest_link else condition


def holders(proposal: Proposal, code: str) -> QuerySet[User]:
    """Active people who hold this permission on this proposal."""
    of_person = ProposalUserPermission.objects.filter(content_object=proposal, permission__codename=code).values("user")
    of_groups = ProposalGroupPermission.objects.filter(content_object=proposal, permission__codename=code).values(
        "group"
    )
    found = Q(pk__in=of_person) | Q(groups__in=of_groups)
    if code in OFFICE_CODES:
        found |= Q(pk__in=stand_ins(of_groups))
    return User.objects.filter(found).filter(is_active=True).distinct()


def grant(proposal: Proposal, holder: User | Group, codes: Iterable[str]) -> None:
    for code in ("view_proposal", *codes):
        assign_perm(code, holder, proposal)


def revoke(proposal: Proposal, holder: User | Group, codes: Iterable[str]) -> None:
    for code in codes:
        remove_perm(code, holder, proposal)
