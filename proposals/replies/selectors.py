"""What an operator finds among received mail."""

from django.db.models import Q, QuerySet

from proposals.replies.models import REFUSED, Outcome, Received
from proposals.replies.services import mark_of

NOT_ADDED = "not_added"


def received(words: str = "", outcome: str = "") -> QuerySet[Received]:
    """The newest first: whose case number, reader's address or Message-ID holds `words`.

    `outcome` is an `Outcome`, `NOT_ADDED` for what its reader was refused, or "" for all.
    """
    found = Received.objects.select_related("notice").order_by("-at", "id")
    if outcome == NOT_ADDED:
        found = found.filter(outcome__in=[*REFUSED, Outcome.BROKEN])
    elif outcome:
        found = found.filter(outcome=outcome)
    if words:
        number = Q(notice__context__number__icontains=words) | Q(notice__gathered__context__number__icontains=words)
        found = found.filter(number | Q(notice__address__icontains=words) | Q(mark=mark_of(words))).distinct()
    return found
