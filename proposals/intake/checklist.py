"""Is a submission complete? Points computed from what is there; each is confirmed by a coordinator. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.intake.models import Confirmation


@dataclass(frozen=True)
class Given:
    """What the points are made of. `short`: "1/2" of each minimum that is not reached; `stale`: partners whose
    endorsement is not current; `gap`: how the institution explains that; `answered` and `unanswered`: required changes
    of the round before."""

    blocking: tuple[str, ...] = ()
    declarations_missing: tuple[str, ...] = ()
    endorsements: int = 0
    short: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    gap: str = ""
    files: int = 0
    unscanned: tuple[str, ...] = ()
    answered: int = 0
    unanswered: tuple[int, ...] = ()


@dataclass(frozen=True)
class Point:
    """`there` says what is there, `lacking` what is not. `mark` is the same in both languages and differs when what was
    found does."""

    key: str
    title: str
    there: str
    lacking: tuple[str, ...]
    mark: str


def points(given: Given) -> list[Point]:
    found = [_document(given), _declarations(given), _endorsements(given), _files(given)]
    return [*found, _answers(given)] if given.answered or given.unanswered else found


def unconfirmed(found: Iterable[Point], confirmed: Mapping[str, Confirmation]) -> tuple[str, ...]:
    """Titles of the points that nobody has confirmed as they are now."""
    return tuple(point.title for point in found if not holds(point, confirmed.get(point.key)))


def holds(point: Point, row: Confirmation | None) -> bool:
    return row is not None and row.mark == point.mark


def _point(key: str, title: str, there: str, lacking: Iterable[str], have: int) -> Point:
    lacks = tuple(lacking)
    return Point(key, title, there, lacks, f"{have}/{len(lacks)}")


def _document(given: Given) -> Point:
    there = "" if given.blocking else _("Every part that the framework asks for is there.")
    return _point("document", _("Document"), there, given.blocking, 0)


def _declarations(given: Given) -> Point:
    there = "" if given.declarations_missing else _("Every declaration is accepted.")
    return _point("declarations", _("Declarations"), there, given.declarations_missing, 0)


def _endorsements(given: Given) -> Point:
    there = ngettext("%(count)d endorsement is current.", "%(count)d endorsements are current.", given.endorsements) % {
        "count": given.endorsements
    }
    if given.gap:
        there += " " + _("The institution explains: %(gap)s") % {"gap": given.gap}
    lacking = [_("Endorsements that count: %(count)s.") % {"count": one} for one in given.short]
    lacking += [_("%(name)s has not endorsed what changed.") % {"name": name} for name in given.stale]
    return _point("endorsements", _("Endorsements"), there, lacking, given.endorsements)


def _files(given: Given) -> Point:
    there = _("No file is attached.")
    if given.files:
        there = ngettext("%(count)d file is attached.", "%(count)d files are attached.", given.files)
        there %= {"count": given.files}
    lacking = [_("%(name)s was not scanned for viruses.") % {"name": name} for name in given.unscanned]
    return _point("files", _("Files"), there, lacking, given.files)


def _answers(given: Given) -> Point:
    there = ngettext(
        "%(count)d required change is answered.", "%(count)d required changes are answered.", given.answered
    ) % {"count": given.answered}
    lacking = [_("Required change %(number)s has no answer.") % {"number": one} for one in given.unanswered]
    return _point("answers", _("Answers to the required changes"), there, lacking, given.answered)
