"""Who of the Province is away, and who stands in for them: derived from the days, so that nothing has to be undone."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from partners.models import User
from partners.roles import OrganisationKind, Role
from proposals.intake.models import Absence
from workflow import clocks

# What a stand-in does for somebody: offices, held through a group. A review is a person's own.
OFFICES = (Role.COORDINATOR, Role.APPROVER)
WORKING = (*OFFICES, Role.REVIEWER)


def current() -> QuerySet[Absence]:
    """Absences of today, in Halifax."""
    today = clocks.today()
    return Absence.objects.filter(since__lte=today, until__gte=today, ended_at=None)


def away(people: Iterable[User]) -> dict[UUID, date]:
    """{person who is away today: their last day}, one query."""
    rows = current().filter(person__in=list(people)).order_by("until")
    return dict(rows.values_list("person", "until"))


def acting_groups(user: User) -> QuerySet:
    """Ids of the groups that this person acts in: their own, and the offices of those they stand in for today.

    Who stands in for somebody does not stand in for those whom that somebody stands in for.
    """
    absent = current().filter(stand_in=user, person__is_active=True).values("person")
    offices = Q(user__in=absent, group__role_group__role__in=OFFICES)
    return User.groups.through.objects.filter(Q(user=user) | offices).values("group")


def stand_ins(groups: QuerySet) -> QuerySet:
    """Ids of the people who stand in today for somebody in one of these groups."""
    offices = User.groups.through.objects.filter(group__in=groups, group__role_group__role__in=OFFICES)
    return current().filter(person__in=offices.values("user"), person__is_active=True).values("stand_in")


def for_whom(user: User, groups: QuerySet) -> list[UUID]:
    """Those whom this person stands in for today, who are in one of these groups."""
    rows = current().filter(stand_in=user, person__is_active=True, person__groups__in=groups)
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def may_be_away(user: User | None) -> bool:
    """Somebody with work of the Province to do."""
    return user is not None and user.is_active and working().filter(pk=user.pk).exists()


def working() -> QuerySet[User]:
    """Active people who coordinate, review or decide for the Province."""
    return User.objects.filter(
        is_active=True, memberships__role__in=WORKING, memberships__organisation__kind=OrganisationKind.PROVINCE
    ).distinct()


def still_said(user: User) -> QuerySet[Absence]:
    """A person's own absences that are not over."""
    rows = Absence.objects.filter(person=user, until__gte=clocks.today(), ended_at=None)
    return rows.select_related("stand_in")


def standing_in(user: User) -> QuerySet[Absence]:
    """For whom this person stands in today."""
    return current().filter(stand_in=user, person__is_active=True).select_related("person")
