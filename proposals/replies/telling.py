"""Mail to whoever answered by mail: to the true reader of the answered notice and to nobody else.

It repeats what that notice told them of the case, and nothing of the answer: a stranger can cause it.
"""

from collections.abc import Iterable

from django.http import Http404
from django.urls import reverse

from notifications import services as notifications
from notifications.models import Notice
from notifications.rules import Audience
from notifications.services import Recipient
from notifications.webhooks.hearing import NOTHING
from partners.actors import SYSTEM
from proposals.replies import offering
from proposals.replies.models import Outcome
from proposals.talk import selectors as talk

ABOUT = ("number", "title", "institution", "place")


def refused(notice: Notice, outcome: Outcome, key: str) -> None:
    _announce("reply.refused", notice, key, outcome=outcome.value)


def left_out(notice: Notice, count: int, key: str) -> None:
    """The comment stands; so many files do not stand beside it."""
    _announce("reply.files_left_out", notice, key, files=count)


def _announce(event: str, notice: Notice, key: str, **more: object) -> None:
    rows = offering.rows_of(notice)
    told = rows[0].context if rows else {}
    context = {name: told[name] for name in ABOUT if name in told}
    to = _recipient(notice, rows)

    def people(audience: Audience) -> Iterable[Recipient]:
        return [to] if audience == Audience.REPLIER else []

    context["since"] = notice.created_at.date().isoformat()
    notifications.announce(
        event,
        people,
        actor=SYSTEM,
        event_key=f"reply:{key}",
        context=context | more,
        matter=NOTHING,
        case_id=None,
    )


def _recipient(notice: Notice, rows: list[Notice]) -> Recipient:
    """With a link to the conversation, where they may still read it."""
    person = notice.recipient
    if person is None:
        raise ValueError("A notice to nobody has nobody to answer it")
    actor = offering.speaker(notice, rows)
    thread = offering.thread_of(rows)
    try:
        access, found = talk.get_thread(actor, thread) if actor and thread else (None, None)
    except Http404:
        access = None
    if actor is None or access is None or found is None:
        return Recipient(user=person, path="")
    path = reverse("talk:thread", args=[access.proposal.pk, found.pk])
    return Recipient(user=person, path=path, guest_link=actor.guest_link)
