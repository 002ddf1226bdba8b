"""How much each reviewer has in hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from proposals.review.models import Review
from workflow import clocks
from workflow.states import ProposalState, ReviewState

IN_HAND = (ReviewState.ASSIGNED, ReviewState.DECLARED, ReviewState.IN_PROGRESS)


@dataclass(frozen=True)
class Load:
    """Open reviews; of these, due by the end of Sunday, and over their date."""

    open: int = 0
    this_week: int = 0
    overdue: int = 0


def loads(cases: Q | None = None) -> dict[UUID, Load]:
    """{reviewer: load}, one query; `cases` narrows the reviews. A case that is back is nobody's to review."""
    now = clocks.now()
    late, soon = Q(proposal__due_at__lt=now), Q(proposal__due_at__gte=now, proposal__due_at__lte=_end_of_week())
    rows = Review.objects.filter(
        cases or Q(),
        state__in=IN_HAND,
        proposal__state__in=[ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW],
    )
    counts = rows.order_by().values("reviewer")
    counts = counts.annotate(all=Count("pk"), soon=Count("pk", filter=soon), late=Count("pk", filter=late))
    return {row["reviewer"]: Load(row["all"], row["soon"], row["late"]) for row in counts}


def _end_of_week() -> datetime:
    today = clocks.today()
    return clocks.last_moment(today + timedelta(days=6 - today.weekday()))
