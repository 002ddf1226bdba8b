"""Comments: written into a lane, read by the lane."""

from typing import Any

from django.db import transaction

from notifications import services as notifications
from notifications.rules import Audience
from partners.actors import Actor
from proposals import audiences
from proposals.codesign.models import Comment, Lane
from proposals.models import Proposal
from proposals.selectors import get
from proposals.standing import PROVINCE, holders
from workflow import clocks
from workflow.refusals import NotYours


def comment(*, actor: Actor, proposal: Proposal, text: str, lane: str, section: str = "") -> Comment:
    """Write into a lane that the actor belongs to, and tell the others in it.

    Raises:
        Http404: no access. NotYours: not their lane.
    """
    access = get(actor, proposal.pk)
    if actor.user is None or lane not in lanes(access):
        raise NotYours
    with transaction.atomic():
        written = Comment.objects.create(
            proposal=proposal, author=actor.user, section=section, lane=lane, text=text, at=clocks.now()
        )
        hidden = {
            Lane.INSTITUTION: {Audience.AUTHORS, Audience.SIGNATORIES, Audience.APPLICANT},
            Lane.PROVINCE: {Audience.COORDINATORS, Audience.REVIEWERS, Audience.APPROVERS},
        }.get(Lane(lane))
        notifications.announce(
            "comment.added",
            lambda audience: audiences.resolve(audience, proposal) if hidden is None or audience in hidden else [],
            actor=actor,
            event_key=f"comment:{written.pk}",
            context=audiences.context(proposal, actor, "", text=text, section=section),
            case_id=proposal.pk,
        )
        transaction.on_commit(notifications.ring)
    return written


def lanes(access: Any) -> list[str]:
    """The lanes that somebody with this access reads and writes, the narrowest last."""
    if access.of_institution:
        return [Lane.PARTNERS, Lane.INSTITUTION]
    if access.of_province:
        return [Lane.PROVINCE]
    return [Lane.PARTNERS]


def readers(access: Any) -> dict[str, list[str]]:
    """Who can read each lane now, by name: {lane: names}."""
    case = access.proposal
    institution = set(holders(case, "write")) | set(holders(case, "sign"))
    groups = {
        Lane.INSTITUTION: institution,
        Lane.PARTNERS: institution | set(holders(case, "contribute")),
        Lane.PROVINCE: {person for code in PROVINCE for person in holders(case, code)},
    }
    return {lane: sorted(person.name for person in groups[Lane(lane)]) for lane in lanes(access)}


def comments(access: Any) -> Any:
    rows = Comment.objects.filter(proposal=access.proposal, lane__in=lanes(access))
    return rows.select_related("author").order_by("at", "id")
