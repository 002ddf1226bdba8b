"""One entry of a version's history as a person reads it: what was done, to which part, with the words marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals.frameworks import declaration, paths
from proposals.frameworks.display import Difference, compared
from proposals.frameworks.models import Act, Entry
from proposals.frameworks.shapes import Content

CRITERIA = "criteria"


@dataclass(frozen=True)
class Line:
    entry: Entry
    title: str
    differences: list[Difference]


def line(entry: Entry, content: Content) -> Line:
    return Line(entry, _title(entry, content), differences(entry.before, entry.after, content))


def differences(before: Mapping[str, Any], after: Mapping[str, Any], content: Content) -> list[Difference]:
    """What differs between {path: value} of two sides, by the declaration as the version stands now."""
    if CRITERIA in after:
        return compared({CRITERIA: before.get(CRITERIA)}, {CRITERIA: after[CRITERIA]})
    keys = [path.split(".")[1] for path in after if path.startswith(f"{CRITERIA}.")]
    base: dict[str, Any] = {CRITERIA: [{"key": key} for key in dict.fromkeys(keys)]}
    if any(path.startswith("scale.") for path in after):
        base["scale"] = [{"value": value} for value in ("3", "2", "1", "0", "NA")]
    return compared(paths.put(base, before), paths.put(base, after))


def _title(entry: Entry, content: Content) -> str:
    match entry.act:
        case Act.BEGUN:
            return _("Begun as a copy of “%(name)s”") % {"name": entry.source.name if entry.source else ""}
        case Act.PUBLISHED:
            return _("Published")
        case Act.SUPERSEDED:
            return _("Superseded by “%(name)s”") % {"name": entry.source.name if entry.source else ""}
    if entry.part == CRITERIA:
        return _("Changed which criteria there are, or their order")
    try:
        return _("Changed: %(part)s") % {"part": declaration.part(content, entry.part).title}
    except KeyError:
        return _("Changed: %(part)s") % {"part": entry.part}
