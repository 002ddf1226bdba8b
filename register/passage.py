"""How a listing passes the door."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from notifications.rules import Audience
from notifications.services import Recipient
from notifications.webhooks.hearing import Matter
from partners.actors import Actor
from proposals import audiences, door, matters
from proposals.door import Move, Passage
from proposals.intake.circle import duties
from proposals.needs.models import Need
from proposals.needs.passage import NEED
from proposals.standing import standing
from register.models import Listing
from workflow import clocks
from workflow.facts import Facts, ListingFacts
from workflow.process import Who
from workflow.states import NeedState

OFFICES = frozenset({Who.COORDINATOR, Who.SIGNATORY})


def stand(listing: Listing, actor: Actor, state: str) -> Facts:
    who = standing(actor, listing.proposal) & {Who.SYSTEM, Who.COORDINATOR, Who.SIGNATORY}
    return Facts(state=state, standing=who, now=clocks.now())


def gather(listing: Listing, actor: Actor, state: str) -> ListingFacts:
    known = stand(listing, actor, state)
    return ListingFacts(
        state=state,
        standing=known.standing,
        now=known.now,
        involvement=duties(listing.proposal, actor.user) if OFFICES & known.standing == {Who.COORDINATOR} else (),
        held_until=listing.proposal.held_until,
        review_due=listing.review_due,
    )


def resolve(listing: Listing) -> Callable[[Audience], Iterable[Recipient]]:
    def people(audience: Audience) -> Iterable[Recipient]:
        return audiences.resolve(audience, listing.proposal)

    return people


def context(listing: Listing, actor: Actor, reason: str) -> dict[str, Any]:
    return audiences.context(
        listing.proposal,
        actor,
        reason,
        listing=reverse("register:listing", args=[listing.slug]),
        due=listing.review_due.isoformat() if listing.review_due else "",
    )


def matter(listing: Listing) -> Matter:
    return matters.of_part(listing.proposal, listing.pk, listing.state)


def published(move: Move) -> None:
    """The listing is dated, and every need that its proposal took up is met."""
    listing: Listing = move.subject
    listing.published_at = move.record.at
    listing.review_due = next_review(listing)
    listing.save(update_fields=["published_at", "review_due"])
    open_needs = Need.objects.filter(answers__proposal=listing.proposal, state__in=[NeedState.OPEN, NeedState.TAKEN_UP])
    for need in open_needs:
        door.act(NEED, need.pk, "meet", actor=move.actor, seen_version=None)


def renewed(move: Move) -> None:
    listing: Listing = move.subject
    listing.review_due = next_review(listing)
    listing.save(update_fields=["review_due"])


def next_review(listing: Listing) -> Any:
    """From now, by the review cycle (months) that the decided document states."""
    snapshot = listing.snapshots.first()
    months = int(snapshot.content.get("review_cycle_months") or 24) if snapshot else 24
    return clocks.add_calendar_days(clocks.now(), months * 365 // 12)


LISTING = Passage(
    machine="listing",
    model=Listing,
    case_field="proposal",
    stand=stand,
    gather=gather,
    resolve=resolve,
    context=context,
    matter=matter,
    pinned=lambda listing: listing.proposal.framework,
    effects={"publish": published, "renew": renewed},
)
