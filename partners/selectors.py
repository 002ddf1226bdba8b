"""Who belongs where. Being superuser opens nothing."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from partners.actors import Actor
from partners.models import Membership, Organisation, User
from partners.roles import OrganisationKind, Role


def memberships_of(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user).select_related("organisation")


def has_role(user: User | None, role: str, organisation: Organisation | None = None) -> bool:
    if user is None or not user.is_active:
        return False
    held = Membership.objects.filter(user=user, role=role)
    return (held.filter(organisation=organisation) if organisation else held).exists()


def member_kinds(user: User | None) -> frozenset[str]:
    """Kinds of the organisations that this person belongs to."""
    if user is None or not user.is_active:
        return frozenset()
    return frozenset(Organisation.objects.filter(memberships__user=user).values_list("kind", flat=True))


def organisations_where(user: User | None, role: str) -> QuerySet[Organisation]:
    """Organisations in which this person holds the role."""
    if user is None:
        return Organisation.objects.none()
    return Organisation.objects.filter(memberships__user=user, memberships__role=role).distinct()


def own_organisations(user: User | None) -> QuerySet[Organisation]:
    """Institutions and partners that this person belongs to in any role."""
    if user is None:
        return Organisation.objects.none()
    return Organisation.objects.filter(memberships__user=user).exclude(kind=OrganisationKind.PROVINCE).distinct()


def organisations(kind: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=kind)


def members_with_role(role: str, kind: str = OrganisationKind.PROVINCE) -> QuerySet[User]:
    """Active people who hold the role in any organisation of this kind."""
    return User.objects.filter(is_active=True, memberships__role=role, memberships__organisation__kind=kind).distinct()


def get_organisation(actor: Actor, pk: UUID | str) -> Organisation:
    """An organisation that the actor belongs to.

    Raises:
        Http404: absent, or not theirs.
    """
    if actor.user is None or actor.guest_link is not None:
        raise Http404
    found = Organisation.objects.filter(pk=pk, memberships__user=actor.user).first()
    if found is None:
        raise Http404
    return found


def administers(actor: Actor, organisation: Organisation) -> bool:
    return actor.guest_link is None and has_role(actor.user, Role.ADMINISTRATOR, organisation)
