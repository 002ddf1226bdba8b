"""Which suggestions and comments ended up in the text, section by section (docs/adr/0017-contributions.md)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from partners.models import Organisation
from proposals import selectors as cases
from proposals.codesign.models import Statement
from proposals.codesign.statement import Consent
from proposals.document.declaration import SECTIONS
from proposals.models import Proposal, Revision
from proposals.selectors import Access
from proposals.suggestions import cells
from proposals.suggestions import selectors as suggestions
from proposals.suggestions.models import Adoption
from proposals.talk import anchors
from proposals.talk import selectors as talk
from proposals.talk.models import Comment, Lane, Outcome, Thread
from workflow.states import ENDORSEMENT_CURRENT

Content = dict[str, Any]
ORDER = {section.key: number for number, section in enumerate(SECTIONS, 1)}
TITLES = {section.key: section.title for section in SECTIONS}


@dataclass(frozen=True)
class Entry:
    """One suggestion or conversation. `stands`: the suggested words are in the text; None for a conversation.

    `revision` is the one that holds the words, or that stood when the conversation was settled.
    """

    section: str
    label: str
    name: str
    organisation: Organisation | None
    at: datetime
    revision: Revision | None
    suggestion: UUID | None = None
    thread: UUID | None = None
    words: str = ""
    stands: bool | None = None

    @property
    def title(self) -> str:
        return f"{self.section}. {TITLES[self.section]}" if self.section in TITLES else ""


@dataclass(frozen=True)
class Credit:
    """`number` of contributions that are in the submitted revision."""

    organisation: Organisation
    number: int


def compared_with(access: Access) -> Revision | None:
    """The submitted revision, on which is decided; None while the institution writes: then its present text counts."""
    writing = access.of_institution or not access.of_province
    return None if writing and access.state in suggestions.TAKEN else cases.frozen_revision(access.proposal)


def ledger(access: Access) -> list[Entry]:
    """Of the lanes that this person reads, in the order of the document; a fixed number of queries."""
    frozen = compared_with(access)
    content = frozen.content if frozen else cases.content(access)
    taken = suggestions.adoptions(access)
    if not access.of_institution:
        taken = taken.filter(Q(save_row=None) | Q(save_row__revision__isnull=False))
    found = [_adopted(row, content) for row in _until(taken, "save_row__revision", frozen)]
    found += _settled(_until(talk.led_to(access), "revision", frozen), content)
    return sorted(found, key=lambda one: (ORDER.get(one.section, 0), one.at))


def credits(proposal: Proposal) -> list[Credit]:
    """Whom the public may read of: organisations that agree to be named and credited in every statement of theirs that
    is signed and current, with the number of contributions in the submitted revision. Those with none are left out."""
    frozen = cases.frozen_revision(proposal)
    agreed = _agreed(proposal)
    if frozen is None or not agreed:
        return []
    counts: Counter[UUID] = Counter()
    taken = Adoption.objects.filter(suggestion__proposal=proposal, suggestion__lane=Lane.PARTNERS)
    for row in _until(taken.select_related("suggestion"), "save_row__revision", frozen):
        if _stands(row, frozen.content) and row.suggestion.organisation_id:
            counts[row.suggestion.organisation_id] += 1
    changed = Thread.objects.filter(proposal=proposal, lane=Lane.PARTNERS, outcome=Outcome.CHANGED)
    for said in _first_comments(list(_until(changed, "revision", frozen))).values():
        if said.organisation_id:
            counts[said.organisation_id] += 1
    return [Credit(one, counts[one.pk]) for one in agreed if counts[one.pk]]


def _agreed(proposal: Proposal) -> list[Organisation]:
    current = Statement.objects.filter(
        endorsement__proposal=proposal, endorsement__state__in=ENDORSEMENT_CURRENT
    ).select_related("endorsement__organisation")
    latest = {row.endorsement_id: row for row in current.order_by("endorsement__invited_at", "number")}
    agreed: dict[Organisation, bool] = {}
    for row in latest.values():
        consents = set(row.answers.get("consents") or [])
        organisation = row.endorsement.organisation
        agreed[organisation] = agreed.get(organisation, True) and {Consent.NAME, Consent.CREDIT} <= consents
    return [organisation for organisation, yes in agreed.items() if yes]


def _until(rows: QuerySet[Any], path: str, frozen: Revision | None) -> QuerySet[Any]:
    """Nothing that came after the submitted revision counts for it."""
    if frozen is None:
        return rows
    return rows.filter(Q(**{path: None}) | Q(**{f"{path}__number__lte": frozen.number}))


def _stands(row: Adoption, content: Content) -> bool:
    cell = cells.find(row.suggestion.place)
    now = cells.text_at(content, cell) if cell else None
    return now is not None and cells.same(now, row.words)


def _adopted(row: Adoption, content: Content) -> Entry:
    made, cell = row.suggestion, cells.find(row.suggestion.place)
    return Entry(
        section=row.section,
        label=cells.label(cell, content) if cell else made.place,
        name=made.author.name,
        organisation=made.organisation,
        at=row.at,
        revision=row.held_by,
        suggestion=made.pk,
        words=row.words,
        stands=_stands(row, content),
    )


def _first_comments(threads: list[Thread]) -> dict[UUID, Comment]:
    """{key of a thread: what it began with}; one query."""
    found: dict[UUID, Comment] = {}
    said = Comment.objects.filter(thread__in=[row.pk for row in threads]).select_related("organisation")
    for one in said.order_by("at", "id"):
        found.setdefault(one.thread_id, one)
    return found


def _settled(rows: QuerySet[Thread], content: Content) -> list[Entry]:
    threads = list(rows)
    first = _first_comments(threads)
    return [
        Entry(
            section=row.section,
            label=anchors.label(row.place, content),
            name=row.opened_by.name,
            organisation=first[row.pk].organisation,
            at=row.resolved_at,
            revision=row.revision,
            thread=row.pk,
            words=first[row.pk].text,
        )
        for row in threads
        if row.resolved_at and row.pk in first
    ]
