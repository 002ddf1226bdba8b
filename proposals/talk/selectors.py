"""What somebody may read of the talk about a case. Everything that lists, counts or searches begins with `threads`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from partners.actors import Actor
from partners.models import Organisation, User
from proposals import selectors
from proposals.selectors import Access
from proposals.talk import anchors, lanes
from proposals.talk.lanes import Reader, lanes_of
from proposals.talk.models import Comment, Lane, Outcome, Thread


def lanes_read(access: Access) -> tuple[Lane, ...]:
    """The lanes that this person reads and writes."""
    return lanes_of(access.permissions, access.proposal.state)


def threads(access: Access) -> QuerySet[Thread]:
    """The one gate: no thread is read, counted or searched but through here."""
    return Thread.objects.filter(proposal=access.proposal, lane__in=lanes_read(access))


def comments(access: Access) -> QuerySet[Comment]:
    """Every comment that this person may read, oldest first."""
    rows = Comment.objects.filter(thread__in=threads(access))
    return rows.select_related("thread", "author", "organisation").order_by("at", "id")


def get_thread(actor: Actor, pk: UUID | str) -> tuple[Access, Thread]:
    """Raises Http404: absent, another lane, or another case."""
    row = Thread.objects.filter(pk=pk).select_related("opened_by", "resolved_by", "revision").first()
    access = selectors.find(actor, row.proposal_id) if row else None
    if row is None or access is None or row.lane not in lanes_read(access):
        raise Http404
    return access, row


def get_comment(actor: Actor, pk: UUID | str) -> tuple[Access, Comment]:
    """Raises Http404: absent, another lane, or another case."""
    row = Comment.objects.filter(pk=pk).select_related("thread", "author", "organisation").first()
    if row is None:
        raise Http404
    access, thread = get_thread(actor, row.thread_id)
    row.thread = thread
    return access, row


def readers(access: Access) -> dict[str, list[Reader]]:
    """Who can read each of this person's lanes now."""
    found = lanes.readers(access.proposal)
    return {lane: found[lane] for lane in lanes_read(access)}


def counts(access: Access) -> dict[str, int]:
    """{place: number of comments} in this person's lanes, each place with what is below it; "" is all. One query."""
    found: dict[str, int] = {}
    rows = Comment.objects.filter(thread__in=threads(access)).order_by()
    by_place = rows.values_list("thread__section", "thread__field", "thread__item").annotate(number=Count("pk"))
    for section, field, item, number in by_place:
        steps = [step for step in (section, field, item) if step]
        for depth in range(len(steps) + 1):
            name = ".".join(steps[:depth])
            found[name] = found.get(name, 0) + number
    return found


def open_count(access: Access) -> int:
    """Threads that nobody has resolved."""
    return threads(access).filter(resolved_at=None).count()


@dataclass(frozen=True)
class Standing:
    """How much there is, in the reader's lanes: comments, open threads, and those that must be settled."""

    comments: int
    open: int
    must_settle: int


def standing(access: Access) -> Standing:
    """One query."""
    still = Q(resolved_at=None)
    found = threads(access).aggregate(
        comments=Count("comments"),
        open=Count("pk", distinct=True, filter=still),
        must_settle=Count("pk", distinct=True, filter=still & Q(must_settle=True)),
    )
    return Standing(**found)


def since(access: Access, moment: datetime, person: User | None = None) -> QuerySet[Comment]:
    """Comments of others that were written or edited after the moment."""
    newer = comments(access).filter(Q(at__gt=moment) | Q(edited_at__gt=moment))
    return newer.exclude(author=person) if person else newer


def led_to(access: Access) -> QuerySet[Thread]:
    """Threads of which whoever resolved them says that the text was changed; `revision` is what stood then."""
    found = threads(access).filter(outcome=Outcome.CHANGED, resolved_at__isnull=False)
    return found.select_related("opened_by", "resolved_by", "revision")


SHOW = ("open", "mine", "must", "resolved", "all")


def listed(
    access: Access, person: User | None, *, show: str, section: str = "", place: str = "", words: str = ""
) -> QuerySet[Thread]:
    """Threads for a list, the one last spoken in first; with `number` of comments and the key of the `first`."""
    found = threads(access)
    said = Comment.objects.filter(thread=OuterRef("pk"))
    if show in {"open", "must"}:
        found = found.filter(resolved_at=None)
    if show == "must":
        found = found.filter(must_settle=True)
    if show == "resolved":
        found = found.filter(resolved_at__isnull=False)
    if show == "mine":
        found = found.filter(Exists(said.filter(Q(author=person) | Q(mentions__person=person))))
    if section:
        found = found.filter(section=section)
    if place:
        wanted = zip(("section", "field", "item"), anchors.split(place), strict=True)
        found = found.filter(**{step: value for step, value in wanted if value})
    if words.strip():
        found = found.filter(
            Exists(said.filter(text__icontains=words.strip()))
            | Q(quote__icontains=words.strip())
            | Q(opened_by__name__icontains=words.strip())
        )
    first = Subquery(said.order_by("at", "id").values("pk")[:1])
    return found.annotate(number=Count("comments"), first=first).order_by("-last_at", "id")


@dataclass(frozen=True)
class Line:
    """A thread as it stands in a list or at the head of its page. `fate` is "", "removed" or "reworded"."""

    thread: Thread
    label: str
    fate: str
    comment: Comment | None = None
    number: int = 0


def lines(page: Iterable[Any], content: anchors.Content) -> list[Line]:
    """Rows of `listed` with their first comments; one query."""
    rows = list(page)
    first = Comment.objects.select_related("author", "organisation").in_bulk([row.first for row in rows if row.first])
    return [line(row, content, first.get(row.first), row.number) for row in rows]


def line(thread: Thread, content: anchors.Content, comment: Comment | None = None, number: int = 0) -> Line:
    return Line(thread, anchors.label(thread.place, content), fate(thread, content), comment, number)


def fate(thread: Thread, content: anchors.Content) -> str:
    """What became of the place: "removed" with its item, "reworded" where the quoted words are gone, else ""."""
    if thread.item:
        gone = anchors.value_at(content, thread.section, thread.field, thread.item) is None
        if gone or thread.lost_at is not None:
            return "removed"
    if thread.quote and not anchors.holds(content, thread.place, thread.quote):
        return "reworded"
    return ""


def speaks_for(access: Access, person: User) -> Organisation | None:
    """The organisation that this person is here for."""
    if access.of_institution:
        mine = Q(memberships__user=person)
        joint = access.proposal.co_applicants.filter(mine).exclude(pk=access.proposal.lead_id).first()
        of_lead = person.memberships.filter(organisation=access.proposal.lead_id).exists()
        return access.proposal.lead if of_lead or joint is None else joint
    if access.of_partner:
        row = access.proposal.endorsements.filter(person=person).select_related("organisation").first()
        if row is not None:
            return row.organisation
    return Organisation.objects.filter(memberships__user=person).first()
