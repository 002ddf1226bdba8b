"""What is due for a person: their turn in each case, each invitation that asks for their answer, each condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import User
from partners.services import digest
from proposals import queue
from proposals.codesign.models import Endorsement
from proposals.due.models import Feed
from proposals.models import Proposal
from proposals.queue import Line
from proposals.review.models import Condition
from workflow import clocks
from workflow.states import ENDORSEMENT_UNANSWERED, ProposalState

MOST = 200


@dataclass(frozen=True)
class Due:
    """`key` stays the same when the day moves, so that a calendar moves the entry. `path` is relative to the site."""

    key: str
    day: date
    summary: str
    text: str
    path: str
    since: datetime


def feed_of(user: User) -> Feed | None:
    return Feed.objects.filter(user=user, revoked_at=None).first()


def reader_of(token: str) -> User | None:
    """Whose calendar it is; None for an address that is unknown, closed, or of somebody who is gone."""
    feed = Feed.objects.filter(token_hash=digest(token), revoked_at=None, user__is_active=True).select_related("user")
    found = feed.first()
    return found.user if found else None


def due_for(actor: Actor) -> list[Due]:
    """In the active language, the nearest first. A number of queries that does not depend on how many cases.

    What other rooms know to be due comes from the functions that `settings.DUE_ELSEWHERE` names.
    """
    lines = queue.lines(actor, queue.waiting_on(actor)[:MOST])
    keys = [line.proposal.pk for line in lines]
    asked = Endorsement.objects.filter(proposal__in=keys, person=actor.user, state__in=ENDORSEMENT_UNANSWERED)
    answer_by = dict(asked.values_list("proposal", "due_at"))
    found = [_turn(line, answer_by.get(line.proposal.pk) or line.proposal.due_at) for line in lines]
    elsewhere = [one for source in settings.DUE_ELSEWHERE for one in import_string(source)(actor)]
    return sorted([one for one in [*found, *_conditions(lines), *elsewhere] if one], key=lambda one: (one.day, one.key))


def headed(case: Proposal, task: str) -> str:
    """As an entry of a calendar is called."""
    return _("%(number)s: %(task)s") % {"number": case.number, "task": task}


def _turn(line: Line, moment: datetime | None) -> Due | None:
    case = line.proposal
    if moment is None or not line.tasks:
        return None
    return Due(
        key=f"{case.pk}-turn",
        day=clocks.local_date(moment),
        summary=headed(case, line.tasks[0]),
        text="\n".join([case.title, *line.tasks]),
        path=line.url,
        since=case.turn_since,
    )


def _conditions(lines: list[Line]) -> Iterator[Due]:
    """Of cases that are approved with conditions: each that is not shown to be met yet, on its own day."""
    mine = {line.proposal.pk: line for line in lines if line.proposal.state == ProposalState.APPROVED_WITH_CONDITIONS}
    for row in Condition.standing.filter(proposal__in=mine).order_by("proposal", "number"):
        line = mine[row.proposal_id]
        if row.round == line.proposal.round and row.due is not None and not row.met:
            yield Due(
                key=f"{row.proposal_id}-condition-{row.round}-{row.number}",
                day=row.due,
                summary=_("%(number)s: condition %(condition)d")
                % {"number": line.proposal.number, "condition": row.number},
                text=row.text,
                path=line.url,
                since=line.proposal.turn_since,
            )
