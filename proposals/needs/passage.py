"""How a stated need passes the door. A need is its own case."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from notifications.rules import Audience
from notifications.services import Recipient
from partners.actors import Actor
from partners.models import Membership, User
from partners.roles import OrganisationKind, Role
from proposals import matters
from proposals.door import Passage
from proposals.needs.models import Need
from workflow import clocks
from workflow.facts import NeedFacts
from workflow.process import CREATED, Who


def standing(need: Need, actor: Actor, state: str) -> frozenset[Who]:
    if actor.is_system:
        return frozenset({Who.SYSTEM})
    if actor.guest_link is not None or actor.user is None:
        return frozenset()
    roles = Membership.objects.filter(user=actor.user).values_list("organisation_id", "organisation__kind", "role")
    found = set()
    for organisation_id, kind, role in roles:
        if organisation_id == need.organisation_id and kind != OrganisationKind.PROVINCE:
            found.add(Who.ANY_MEMBER if state == CREATED else Who.OWNER)
        if kind == OrganisationKind.INSTITUTION and role == Role.AUTHOR:
            found.add(Who.ANY_AUTHOR)
    return frozenset(found)


def stand(need: Need, actor: Actor, state: str) -> NeedFacts:
    """Moves of a need have no gates: there is nothing more to know."""
    return NeedFacts(state=state, standing=standing(need, actor, state), now=clocks.now())


def resolve(need: Need) -> Callable[[Audience], Iterable[Recipient]]:
    path = reverse("needs:page", args=[need.pk])

    def people(audience: Audience) -> Iterable[Recipient]:
        if audience == Audience.NEED_OWNERS:
            return [Recipient(user=need.stated_by, path=path)]
        if audience == Audience.NEED_SHARERS:
            standing = need.supports.filter(withdrawn_at=None).select_related("supported_by", "organisation")
            return [Recipient(user=one.supported_by, path=path, via=str(one.organisation)) for one in standing]
        if audience == Audience.NEED_SUPPORTERS:
            authors = User.objects.filter(
                memberships__role=Role.AUTHOR, memberships__organisation__proposals__answers__need=need
            )
            return [Recipient(user=user, path=path) for user in authors.filter(is_active=True).distinct()]
        return []

    return people


def context(need: Need, actor: Actor, reason: str) -> dict[str, Any]:
    """`institution` is the one that took it up last."""
    answer = need.answers.select_related("proposal__lead").last()
    institution = answer.proposal.lead if answer else need.organisation
    return {
        "number": "",
        "title": {"en": need.title, "fr": need.title},
        "institution": {"en": institution.name, "fr": institution.name_in("fr")},
        "actor_name": actor.user.name if actor.user else "Tidemark",
        "reason": reason,
        "due": "",
    }


NEED = Passage(
    machine="need",
    model=Need,
    case_field="",
    stand=stand,
    gather=stand,
    resolve=resolve,
    context=context,
    matter=matters.of_need,
    pinned=lambda need: None,
)
