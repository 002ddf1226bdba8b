"""Who stands in each audience of a case, with the page that each of them should open."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from notifications.rules import Audience
from notifications.services import Recipient
from partners.actors import Actor
from partners.models import Membership, Organisation, User
from partners.roles import OrganisationKind, Role
from proposals.codesign.models import Endorsement
from proposals.models import Proposal
from proposals.needs.models import Need
from proposals.review.models import Review
from proposals.standing import holders
from workflow.states import (
    ENDORSEMENT_AWAITS_PARTNER,
    ENDORSEMENT_CURRENT,
    PARTY,
    REVIEW_CLEAN,
    TURN,
    EndorsementState,
    Party,
)


def page(proposal: Proposal) -> str:
    return reverse("proposals:page", args=[proposal.pk])


def _people(users: Iterable[User], path: str) -> list[Recipient]:
    return [Recipient(user=user, path=path) for user in users]


def partner(endorsement: Endorsement) -> Recipient:
    """A guest gets their own link, a member the partner page; who is out of it, no address at all."""
    via = endorsement.organisation.name_in(endorsement.person.language)
    if endorsement.state == EndorsementState.REVOKED:
        return Recipient(user=endorsement.person, path="", via=via)
    return Recipient(
        user=endorsement.person,
        path=reverse("codesign:partner", args=[endorsement.proposal_id]),
        guest_link=endorsement.guest_link if endorsement.person.is_guest else None,
        via=via,
    )


def _partners(proposal: Proposal, states: Iterable[str]) -> list[Recipient]:
    rows = Endorsement.objects.filter(proposal=proposal, state__in=list(states))
    return [partner(row) for row in rows.select_related("person", "guest_link", "organisation")]


def resolve(
    audience: Audience,
    proposal: Proposal,
    *,
    endorsement: Endorsement | None = None,
    review: Review | None = None,
) -> list[Recipient]:
    """People of one audience of one case, each once."""
    path = page(proposal)
    match audience:
        case Audience.AUTHORS:
            return _people(holders(proposal, "write"), path)
        case Audience.SIGNATORIES:
            return _people(holders(proposal, "sign"), path)
        case Audience.APPLICANT:
            found = _people(holders(proposal, "write"), path)
            return found + _people(holders(proposal, "sign"), path)
        case Audience.COORDINATORS:
            people = holders(proposal, "coordinate")
            return _people(people, path)
        case Audience.ADMINISTRATORS:
            return _administrators(proposal)
        case Audience.APPROVERS:
            return _people(holders(proposal, "decide"), path)
        case Audience.REVIEWERS:
            rows = proposal.reviews.filter(state__in=REVIEW_CLEAN).select_related("reviewer")
            return _people([row.reviewer for row in rows], reverse("review:mine", args=[proposal.pk]))
        case Audience.ASSIGNEE:
            return _people([review.reviewer], reverse("review:mine", args=[proposal.pk])) if review else []
        case Audience.INVITEE:
            return [partner(endorsement)] if endorsement else []
        case Audience.INVITED_PARTNERS:
            return _partners(proposal, ENDORSEMENT_AWAITS_PARTNER | ENDORSEMENT_CURRENT)
        case Audience.CURRENT_ENDORSERS:
            return _partners(proposal, ENDORSEMENT_CURRENT | {EndorsementState.STALE})
        case Audience.NEED_OWNERS:
            return _need_owners(proposal)
        case _:
            return []


def _administrators(proposal: Proposal) -> list[Recipient]:
    """Of the Province in its turn, else of the institution; they may not open the case itself."""
    in_province = PARTY[TURN[proposal.state]] == Party.PROVINCE
    late = Q(kind=OrganisationKind.PROVINCE) if in_province else Q(pk=proposal.lead_id)
    rows = Membership.objects.filter(
        organisation__in=Organisation.objects.filter(late), role=Role.ADMINISTRATOR, user__is_active=True
    )
    figures = reverse("insight:report", args=["now"])
    return [
        Recipient(user=row.user, path=figures if in_province else reverse("organisation", args=[row.organisation_id]))
        for row in rows.select_related("user")
    ]


def _need_owners(proposal: Proposal) -> list[Recipient]:
    needs = Need.objects.filter(answers__proposal=proposal).select_related("stated_by")
    return [Recipient(user=need.stated_by, path=reverse("needs:page", args=[need.pk])) for need in needs]


def context(proposal: Proposal, actor: Actor, reason: str, **extra: Any) -> dict[str, Any]:
    """The words a message may use; JSON only, because it is stored until delivery."""
    return {
        "number": proposal.number,
        "title": {"en": proposal.title, "fr": proposal.title_fr or proposal.title},
        "institution": {"en": proposal.lead.name, "fr": proposal.lead.name_in("fr")},
        "actor_name": actor.user.name if actor.user else "Tidemark",
        "reason": reason,
        "due": proposal.due_at.isoformat() if proposal.due_at else "",
        **extra,
    }
