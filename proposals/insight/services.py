"""The index of stays, kept in the transaction of each move."""

from collections.abc import Iterable
from dataclasses import fields
from itertools import takewhile
from operator import attrgetter

from proposals.insight.models import Stay
from proposals.models import Proposal
from workflow import stays
from workflow.models import TransitionRecord

NAMES = tuple(field.name for field in fields(stays.Stay))


def note(proposal: Proposal, records: Iterable[TransitionRecord]) -> None:
    """Bring the case's stays up to its `records`, all of its own machine, oldest first. Three queries.

    What is right already is left alone: a move changes the last stays, and nothing before this round.
    """
    right = [attrgetter(*NAMES)(stay) for stay in stays.stays(records)]
    there = list(Stay.objects.filter(proposal=proposal).order_by("entered", "id").values_list("pk", *NAMES))
    kept = sum(1 for _same in takewhile(lambda pair: pair[0][1:] == pair[1], zip(there, right, strict=False)))
    Stay.objects.filter(pk__in=[row[0] for row in there[kept:]]).delete()
    Stay.objects.bulk_create(Stay(proposal=proposal, **dict(zip(NAMES, row, strict=True))) for row in right[kept:])
