"""What is due in the register, for the calendar of one person (`settings.DUE_ELSEWHERE`)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals.due.selectors import MOST, Due, headed
from proposals.facts import framework_of
from proposals.models import Proposal
from proposals.standing import holding
from register.models import Listing
from workflow import clocks
from workflow.states import ListingState


def reviews(actor: Actor) -> Iterator[Due]:
    """Published listings whose review cycle ends soon, for the applicants: from when they are reminded."""
    task = _("See whether the listing still meets the need")
    mine = Proposal.objects.filter(holding(actor, ["write", "sign"]))
    found = Listing.objects.filter(state=ListingState.PUBLISHED, proposal__in=mine, review_due__isnull=False)
    for listing in found.select_related("proposal__framework").order_by("review_due")[:MOST]:
        moment = remind_from(listing, listing.review_due)
        if moment <= clocks.now():
            case = listing.proposal
            yield Due(
                key=f"{case.pk}-review-cycle",
                day=clocks.local_date(listing.review_due),
                summary=headed(case, task),
                text=case.title,
                path=reverse("register:listing", args=[listing.slug]),
                since=moment,
            )


def remind_from(listing: Listing, review_due: datetime) -> datetime:
    """The moment from which the applicants of a published listing are reminded of its review."""
    days = framework_of(listing.proposal).deadlines["review_cycle_notice"]
    return clocks.add_calendar_days(review_due, -days)
