"""Mail about a comment: to readers of its lane and to nobody else."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from notifications import services as notifications
from notifications.rules import Audience
from notifications.services import Recipient, Told
from notifications.webhooks.hearing import NOTHING
from partners.actors import Actor
from partners.models import User
from proposals import audiences
from proposals import selectors as cases
from proposals.codesign.models import Endorsement
from proposals.models import Proposal
from proposals.selectors import Access
from proposals.standing import holders
from proposals.talk import anchors, lanes
from proposals.talk.models import Comment, Thread


def added(access: Access, comment: Comment, actor: Actor, *, mentions_only: bool = False) -> None:
    """A person who was told of this comment before is not told again: the event's key is the comment's."""
    event = "comment.mentioned" if mentions_only else "comment.added"
    _announce(event, f"comment:{comment.pk}", access, comment.thread, actor, comment)


def resolved(access: Access, thread: Thread, actor: Actor, now: datetime) -> None:
    _announce("comment.resolved", f"thread:{thread.pk}:{now.isoformat()}", access, thread, actor, None)


def reopened(access: Access, thread: Thread, actor: Actor, now: datetime) -> None:
    _announce("comment.reopened", f"thread:{thread.pk}:{now.isoformat()}", access, thread, actor, None)


def would_hear(access: Access, thread: Thread, actor: Actor) -> dict[str, list[Told]]:
    """Whom an answer, settling and reopening would be told, as the actor may know them; beside whoever is mentioned.

    `thread` may be one that is not begun yet.
    """
    people = resolver(access.proposal, thread, None)
    return {
        name: notifications.preview(f"comment.{name}", people, actor=actor, of_province=access.of_province)
        for name in ("added", "resolved", "reopened")
    }


def _announce(
    event: str, event_key: str, access: Access, thread: Thread, actor: Actor, comment: Comment | None
) -> None:
    proposal = access.proposal
    content = cases.content(access)
    place = {}
    for language in ("en", "fr"):
        with override(language):
            place[language] = anchors.label(thread.place, content)
    organisation = comment.organisation if comment else None
    extra = {"partner": {"en": organisation.name, "fr": organisation.name_in("fr")}} if organisation else {}
    notifications.announce(
        event,
        resolver(proposal, thread, comment),
        actor=actor,
        event_key=event_key,
        context=audiences.context(
            proposal,
            actor,
            "",
            text=comment.text if comment else "",
            place=place,
            thread=str(thread.pk),
            outcome=thread.outcome,
            must_settle=thread.must_settle,
            **extra,
        ),
        matter=NOTHING,
        case_id=proposal.pk,
    )
    transaction.on_commit(notifications.ring)


def resolver(proposal: Proposal, thread: Thread, comment: Comment | None) -> Callable[[Audience], Iterable[Recipient]]:
    can_read = {reader.user.pk for reader in lanes.readers(proposal)[thread.lane]}
    path = reverse("talk:thread", args=[proposal.pk, thread.pk])

    def people(audience: Audience) -> Iterable[Recipient]:
        return addressed(
            proposal, [user for user in _who(audience, proposal, thread, comment) if user.pk in can_read], path
        )

    return people


def addressed(proposal: Proposal, users: list[User], path: str) -> list[Recipient]:
    """A guest gets their own link, everybody else the page."""
    guests = {user.pk for user in users if user.is_guest}
    links = (
        Endorsement.objects.filter(proposal=proposal, person__in=guests).select_related("guest_link") if guests else []
    )
    by_person = {row.person_id: row.guest_link for row in links}
    return [Recipient(user=user, path=path, guest_link=by_person.get(user.pk)) for user in users]


def _who(audience: Audience, proposal: Proposal, thread: Thread, comment: Comment | None) -> list[User]:
    match audience:
        case Audience.MENTIONED:
            return list(User.objects.filter(pk__in=comment.mentions.values("person"))) if comment else []
        case Audience.IN_THREAD:
            return list(User.objects.filter(pk__in=thread.comments.values("author")).order_by("name"))
        case Audience.AUTHORS:
            return list(holders(proposal, "write"))
        case _:
            return []
