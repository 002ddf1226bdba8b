"""The index of stays, kept in the transaction of each move."""

from collections.abc import Iterable
from dataclasses import asdict

from proposals.insight.models import Stay
from proposals.models import Proposal
from workflow.models import TransitionRecord
from workflow.stays import stays


def note(proposal: Proposal, records: Iterable[TransitionRecord]) -> None:
    """Make the case's stays anew: `records` are all of its own machine, oldest first. Two queries."""
    Stay.objects.filter(proposal=proposal).delete()
    Stay.objects.bulk_create(Stay(proposal=proposal, **asdict(stay)) for stay in stays(records))
