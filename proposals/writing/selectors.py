"""The document as it stands, and what the pages of writing ask."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from partners.models import User
from proposals.models import Proposal, Revision
from proposals.writing.models import LastLook, Presence, SectionSave
from workflow import clocks

PRESENT_SECONDS = 40

Content = dict[str, Any]


def latest_revision(proposal: Proposal) -> Revision | None:
    return Revision.objects.filter(proposal=proposal).select_related("author").first()


def pending(proposal: Proposal, sections: Iterable[str] | None = None) -> list[SectionSave]:
    """Saves that no revision holds yet, oldest first; of the given sections, or of all."""
    rows = SectionSave.objects.filter(proposal=proposal, revision=None, version__gt=0).select_related("author")
    wanted = None if sections is None else set(sections)
    return [row for row in rows if wanted is None or row.section in wanted]


def working(proposal: Proposal) -> Content:
    """The document as the institution's people read it: the latest revision with everything saved since."""
    latest = latest_revision(proposal)
    return overlaid(latest.content if latest else {}, pending(proposal))


def overlaid(content: Content, saves: Iterable[SectionSave]) -> Content:
    found = dict(content)
    for row in saves:
        found[row.section] = row.content
    return found


def section_version(proposal: Proposal, section: str) -> int:
    """How often the section was saved; a form carries it back."""
    found = SectionSave.objects.filter(proposal=proposal, section=section).aggregate(last=Max("version"))["last"]
    return found or 0


def section_at(proposal: Proposal, section: str, version: int) -> dict[str, Any] | None:
    """What the section said at a version; None where that version is not known."""
    row = SectionSave.objects.filter(proposal=proposal, section=section, version=version).first()
    if row is not None:
        return dict(row.content)
    if version == 0 and not SectionSave.objects.filter(proposal=proposal, section=section).exists():
        latest = latest_revision(proposal)
        return dict(latest.content.get(section, {})) if latest else {}
    return None


def last_save(proposal: Proposal, section: str) -> SectionSave | None:
    rows = SectionSave.objects.filter(proposal=proposal, section=section).select_related("author")
    return rows.order_by("-version").first()


def others_present(proposal: Proposal, section: str, person: User) -> list[User]:
    """Who else has the section open now."""
    since = clocks.now() - timedelta(seconds=PRESENT_SECONDS)
    rows = Presence.objects.filter(proposal=proposal, section=section, at__gte=since).exclude(person=person)
    return [row.person for row in rows.select_related("person").order_by("person__name")]


def last_look(proposal_id: UUID, person: User) -> int:
    """The number of the revision up to which this person has read; 0 before the first look."""
    row = LastLook.objects.filter(proposal_id=proposal_id, person=person).first()
    return row.revision if row else 0


def sitting_over(before: Any) -> QuerySet[SectionSave]:
    """Saves that wait for a revision, of proposals that nobody has saved since `before`."""
    waiting = SectionSave.objects.filter(revision=None, version__gt=0)
    busy = waiting.filter(at__gte=before).values("proposal")
    return waiting.exclude(proposal__in=busy)
