"""What an actor is to a case: object permissions, asked from the tables themselves (being superuser passes nothing)."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from partners.actors import Actor
from partners.models import User
from proposals.models import Proposal, ProposalGroupPermission, ProposalUserPermission
from workflow.process import Who

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


def permissions(actor: Actor, proposal: Proposal) -> frozenset[str]:
    """Codenames of the actor's object permissions on this proposal, by person or by group; one query."""
    if actor.user is None or not actor.user.is_active or not actor.reaches(proposal.pk):
        return frozenset()
    of_person = ProposalUserPermission.objects.filter(content_object=proposal, user=actor.user)
    of_groups = ProposalGroupPermission.objects.filter(content_object=proposal, group__user=actor.user)
    codes = of_person.values_list("permission__codename").union(of_groups.values_list("permission__codename"))
    return frozenset(code for (code,) in codes)


def standing(actor: Actor, proposal: Proposal) -> frozenset[Who]:
    if actor.is_system:
        return frozenset({Who.SYSTEM})
    return frozenset(WHO_OF[code] for code in permissions(actor, proposal) if code in WHO_OF)


def holding(actor: Actor, codes: Iterable[str]) -> Q:
    """Condition on Proposal: the actor holds at least one of these permissions."""
    of_person = ProposalUserPermission.objects.filter(
        content_object=OuterRef("pk"), user=actor.user, permission__codename__in=list(codes)
    )
    of_groups = ProposalGroupPermission.objects.filter(
        content_object=OuterRef("pk"), group__user=actor.user, permission__codename__in=list(codes)
    )
    condition = Q(Exists(of_person)) | Q(Exists(of_groups))
    return condition & Q(pk=actor.guest_link.case_id) if actor.guest_link else condition


def holders(proposal: Proposal, code: str) -> QuerySet[User]:
    """Active people who hold this permission on this proposal."""
    of_person = ProposalUserPermission.objects.filter(content_object=proposal, permission__codename=code).values("user")
    of_groups = ProposalGroupPermission.objects.filter(content_object=proposal, permission__codename=code).values(
        "group"
    )
    return User.objects.filter(Q(pk__in=of_person) | Q(groups__in=of_groups)).filter(is_active=True).distinct()


def grant(proposal: Proposal, holder: User | Group, codes: Iterable[str]) -> None:
    for code in ("view_proposal", *codes):
        assign_perm(code, holder, proposal)


def revoke(proposal: Proposal, holder: User | Group, codes: Iterable[str]) -> None:
    for code in codes:
        remove_perm(code, holder, proposal)
