"""Talking: open a thread, reply, edit, resolve, reopen, mark. Every act asks the lane, and tells its readers only."""

from collections.abc import Callable, Collection
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import User
from proposals import selectors as cases
from proposals.models import Proposal
from proposals.selectors import Access
from proposals.talk import anchors, selectors, telling
from proposals.talk.mentions import mentioned
from proposals.talk.models import Comment, Lane, Mark, Mention, Outcome, Thread, Version
from proposals.writing.selectors import latest_revision
from workflow import clocks
from workflow.refusals import GateClosed, NotYours

BOTH = frozenset({Lane.INSTITUTION, Lane.PARTNERS})  # lanes in which something can be asked for before submission


def open_thread(
    *,
    actor: Actor,
    proposal: Proposal,
    text: str,
    lane: str,
    place: str = "",
    quote: str = "",
    mentions: Collection[str] = (),
    must_settle: bool = False,
    key: str = "",
) -> Comment:
    """Begin a thread on a place, in a lane that the actor writes; `mentions` are keys of people. The same form
    (`key`) sent twice is one comment.

    Raises:
        Http404: no access. NotYours: not their lane. ValueError: no such place.
        GateClosed: somebody is mentioned who cannot read it, or the quoted words do not stand there.
    """
    access = cases.get(actor, proposal.pk)
    section, field, item = anchors.split(place)
    if actor.user is None or lane not in selectors.lanes_read(access) or (must_settle and lane not in BOTH):
        raise NotYours
    content = cases.content(access)
    if item and anchors.value_at(content, section, field, item) is None:
        raise GateClosed(_("This place is not in the document any more. Choose another one."))
    if quote and not anchors.holds(content, place, quote):
        raise GateClosed(_("These words do not stand at this place. Copy them as they are in the document."))
    now, person = clocks.now(), actor.user
    thread = Thread(
        proposal=access.proposal,
        lane=lane,
        section=section,
        field=field,
        item=item,
        quote=quote,
        about=anchors.said(place, content, person.language),
        opened_by=person,
        opened_at=now,
        last_at=now,
        must_settle=must_settle,
    )
    return _once(person, key, lambda: _open(access, thread, person, text, mentions, key))


def reply(
    pk: UUID | str, *, actor: Actor, text: str, mentions: Collection[str] = (), key: str = "", by_mail: bool = False
) -> Comment:
    """Raises Http404: not theirs to read. GateClosed: somebody is mentioned who cannot read it."""
    access, thread = selectors.get_thread(actor, pk)
    person = actor.user
    if person is None:
        raise NotYours
    return _once(person, key, lambda: _say(access, thread, person, text, mentions, key, by_mail))


def edit(pk: UUID | str, *, actor: Actor, text: str, mentions: Collection[str] = ()) -> Comment:
    """Write one's own comment anew; every version is kept. Who is newly mentioned is told.

    Raises:
        Http404, NotYours: not theirs. GateClosed: somebody is mentioned who cannot read it.
    """
    access, comment = selectors.get_comment(actor, pk)
    if actor.user is None or comment.author_id != actor.user.pk:
        raise NotYours
    with transaction.atomic():
        comment = Comment.objects.select_for_update().select_related("thread").get(pk=pk)
        people = mentioned(text, mentions, selectors.readers(access)[comment.thread.lane])
        if text != comment.text:
            now = clocks.now()
            number = comment.versions.count() + 1
            Version.objects.create(comment=comment, number=number, text=text, at=now)
            comment.text, comment.edited_at = text, now
            comment.save(update_fields=["text", "edited_at"])
        _mention(comment, people)
        telling.added(access, comment, actor, mentions_only=True)
    return comment


def resolve(pk: UUID | str, *, actor: Actor, outcome: str) -> Thread:
    """Settle a thread, saying whether the text was changed because of it. Resolved twice is resolved once.

    Raises:
        Http404: not theirs to read. NotYours: neither of the institution (or Province) nor who opened it.
    """
    access, thread = selectors.get_thread(actor, pk)
    if actor.user is None or not may_settle(access, thread, actor.user) or outcome not in Outcome.values:
        raise NotYours
    with transaction.atomic():
        now = clocks.now()
        first = Thread.objects.filter(pk=pk, resolved_at=None).update(
            resolved_at=now,
            resolved_by=actor.user,
            outcome=outcome,
            revision=latest_revision(access.proposal),
        )
        thread.refresh_from_db()
        if first:
            Mark.objects.create(thread=thread, kind=Mark.Kind.RESOLVED, detail=outcome, by=actor.user, at=now)
            telling.resolved(access, thread, actor, now)
    return thread


def reopen(pk: UUID | str, *, actor: Actor) -> Thread:
    """Raises Http404: not theirs to read. NotYours: as for `resolve`."""
    access, thread = selectors.get_thread(actor, pk)
    if actor.user is None or not may_settle(access, thread, actor.user):
        raise NotYours
    with transaction.atomic():
        again = Thread.objects.filter(pk=pk, resolved_at__isnull=False).update(
            resolved_at=None, resolved_by=None, outcome="", revision=None
        )
        if again:
            Mark.objects.create(thread=thread, kind=Mark.Kind.REOPENED, by=actor.user, at=clocks.now())
            telling.reopened(access, thread, actor, clocks.now())
        thread.refresh_from_db()
    return thread


def set_must_settle(pk: UUID | str, must: bool, *, actor: Actor) -> Thread:
    """Ask that the thread is settled before submission, or take that back.

    Raises:
        Http404: not theirs to read. NotYours: the Province's lane has no such mark.
    """
    access, thread = selectors.get_thread(actor, pk)
    if actor.user is None or not may_mark(access, thread):
        raise NotYours
    with transaction.atomic():
        return _set_must(thread, actor.user, must)


def move(pk: UUID | str, place: str, *, actor: Actor) -> Thread:
    """Put a thread on another place, for instance because its own is gone.

    Raises:
        Http404, NotYours, ValueError: no such place. GateClosed: that item is not there.
    """
    access, thread = selectors.get_thread(actor, pk)
    section, field, item = anchors.split(place)
    if actor.user is None or not may_settle(access, thread, actor.user):
        raise NotYours
    if item and anchors.value_at(cases.content(access), section, field, item) is None:
        raise GateClosed(_("This place is not in the document any more. Choose another one."))
    with transaction.atomic():
        if place != thread.place or thread.lost_at is not None:
            Mark.objects.create(
                thread=thread, kind=Mark.Kind.MOVED, detail=thread.place, by=actor.user, at=clocks.now()
            )
            thread.section, thread.field, thread.item, thread.lost_at = section, field, item, None
            thread.save(update_fields=["section", "field", "item", "lost_at"])
    return thread


def may_settle(access: Access, thread: Thread, person: User) -> bool:
    """The institution settles what is on its table, the Province in its own lane, and whoever opened it anywhere."""
    return access.of_institution or thread.lane == Lane.PROVINCE or thread.opened_by_id == person.pk


def may_mark(access: Access, thread: Thread) -> bool:
    return thread.lane in BOTH


def _open(access: Access, thread: Thread, person: User, text: str, mentions: Collection[str], key: str) -> Comment:
    thread.save(force_insert=True)
    if thread.must_settle:
        Mark.objects.create(thread=thread, kind=Mark.Kind.MUST, by=person, at=thread.opened_at)
    return _say(access, thread, person, text, mentions, key)


def _say(
    access: Access,
    thread: Thread,
    person: User,
    text: str,
    mentions: Collection[str],
    key: str,
    by_mail: bool = False,
) -> Comment:
    people = mentioned(text, mentions, selectors.readers(access)[thread.lane])
    now = clocks.now()
    comment = Comment.objects.create(
        pk=_pk(person, key),
        thread=thread,
        author=person,
        organisation=selectors.speaks_for(access, person),
        text=text,
        at=now,
        by_mail=by_mail,
    )
    Version.objects.create(comment=comment, number=1, text=text, at=now)
    Thread.objects.filter(pk=thread.pk).update(last_at=now)
    _mention(comment, people)
    telling.added(access, comment, Actor(person))
    return comment


def _mention(comment: Comment, people: Collection[User]) -> None:
    Mention.objects.bulk_create([Mention(comment=comment, person=one) for one in people], ignore_conflicts=True)


def _set_must(thread: Thread, person: User, must: bool) -> Thread:
    if Thread.objects.filter(pk=thread.pk, must_settle=not must).update(must_settle=must):
        kind = Mark.Kind.MUST if must else Mark.Kind.NEED_NOT
        Mark.objects.create(thread=thread, kind=kind, by=person, at=clocks.now())
    thread.refresh_from_db()
    return thread


def _once(person: User, key: str, write: Callable[[], Comment]) -> Comment:
    """A form sent twice is one comment, also when both arrive at the same moment."""
    mine = Comment.objects.filter(pk=_pk(person, key)).select_related("thread") if key else Comment.objects.none()
    earlier = mine.first()
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        earlier = mine.first()
        if earlier is None:
            raise
        return earlier


def _pk(person: User, key: str) -> UUID:
    """A comment's key follows from the form's and its author."""
    return uuid5(person.pk, key) if key else uuid4()
