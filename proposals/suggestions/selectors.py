"""Suggestions that somebody may read: those of their lanes. All that lists or counts begins with `suggestions`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from partners.actors import Actor
from partners.models import User
from proposals import selectors as cases
from proposals.models import Revision
from proposals.selectors import Access
from proposals.suggestions import cells
from proposals.suggestions.models import Adoption, Answer, Suggestion
from proposals.talk.models import Lane
from proposals.talk.selectors import lanes_read
from workflow.states import EDITABLE, ProposalState

TAKEN = EDITABLE | {ProposalState.SIGN_OFF}  # states in which somebody can still take a suggestion up


def lanes(access: Access) -> tuple[Lane, ...]:
    """The lanes in which this person suggests: never the Province's."""
    return tuple(lane for lane in lanes_read(access) if lane != Lane.PROVINCE)


def suggestions(access: Access) -> QuerySet[Suggestion]:
    """The one gate to them."""
    rows = Suggestion.objects.filter(proposal=access.proposal, lane__in=lanes(access))
    return rows.select_related("author", "organisation", "answered_by")


def get_suggestion(actor: Actor, pk: UUID | str) -> tuple[Access, Suggestion]:
    """Raises Http404: absent, another lane, or another case."""
    row = Suggestion.objects.filter(pk=pk).first()
    access = cases.find(actor, row.proposal_id) if row else None
    found = suggestions(access).filter(pk=pk).first() if access else None
    if access is None or found is None:
        raise Http404
    return access, found


def open_count(access: Access) -> int:
    return suggestions(access).filter(answer="").count()


def listed(access: Access, person: User | None, *, show: str, section: str = "") -> QuerySet[Suggestion]:
    """`show` is open, mine, taken or all."""
    found = suggestions(access)
    if show == "open":
        found = found.filter(answer="")
    if show == "mine":
        found = found.filter(author=person)
    if show == "taken":
        found = found.filter(answer__in=[Answer.ACCEPTED, Answer.CHANGED])
    return found.filter(section=section) if section else found


@dataclass(frozen=True)
class Line:
    """`moved`: the text is another one than what was reworded; `gone`: its item is not there any more."""

    suggestion: Suggestion
    label: str
    now: str
    moved: bool
    gone: bool


def lines(rows: Iterable[Suggestion], content: cells.Content) -> list[Line]:
    return [line(row, content) for row in rows]


def line(row: Suggestion, content: cells.Content) -> Line:
    cell = cells.find(row.place)
    now = cells.text_at(content, cell) if cell else None
    name = cells.label(cell, content) if cell else row.place
    return Line(row, name, now or "", now is not None and not cells.same(now, row.base), now is None)


def adoptions(access: Access) -> QuerySet[Adoption]:
    """What came into the text from suggestions that this person may read, oldest first."""
    rows = Adoption.objects.filter(suggestion__in=suggestions(access).order_by().values("pk"))
    return rows.select_related(
        "by", "suggestion__author", "suggestion__organisation", "suggestion__proposal", "save_row__revision"
    )


@dataclass(frozen=True)
class Origin:
    """Text of a revision that came from a suggestion."""

    label: str
    adoption: Adoption


def origins(access: Access, revisions: Iterable[Revision]) -> dict[int, list[Origin]]:
    """{key of a revision: what it took from suggestions}; one query."""
    found: dict[int, list[Origin]] = {}
    content = {one.pk: one.content for one in revisions}
    for row in adoptions(access).filter(save_row__revision__in=list(content)):
        cell = cells.find(row.suggestion.place)
        if row.held_by is not None and cell is not None:
            name = cells.label(cell, content[row.held_by.pk])
            found.setdefault(row.held_by.pk, []).append(Origin(name, row))
    return found


def since(access: Access, moment: datetime, person: User | None = None) -> QuerySet[Suggestion]:
    """Suggestions that were made or answered by others after the moment."""
    made = Q(at__gt=moment) & ~Q(author=person) if person else Q(at__gt=moment)
    answered = Q(answered_at__gt=moment) & ~Q(answered_by=person) if person else Q(answered_at__gt=moment)
    return suggestions(access).filter(made | answered)
