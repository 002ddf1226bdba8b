"""A framework as rows to read, in the reader's language; and two of them side by side, with their words marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from proposals.document.comparing import Run, marked_lines
from proposals.frameworks import declaration, paths
from proposals.frameworks.shapes import Content, Kind, Leaf, Part


@dataclass(frozen=True)
class Row:
    label: str
    lines: list[str]


@dataclass(frozen=True)
class Block:
    key: str
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Difference:
    """One value that differs. `section` and `label` name it; `lines` are both sides with their words marked."""

    section: str
    label: str
    path: str
    lines: list[list[Run]]


def blocks(content: Content, language: str) -> list[Block]:
    """Every part that says something."""
    found = []
    for part in declaration.parts(content):
        rows = [Row(str(leaf.label), lines(leaf, _spoken(leaf, content, language))) for leaf in part.leaves]
        said = [row for row in rows if row.lines]
        if said:
            found.append(Block(part.key, str(part.title), said))
    return found


def lines(leaf: Leaf, value: Any) -> list[str]:
    """Empty where nothing is said."""
    if value in (None, "", []):
        return []
    labels = {key: str(label) for key, label in leaf.choices}
    match leaf.kind:
        case Kind.BOOLEAN:
            return [_("yes") if value else _("no")]
        case Kind.CHOICE:
            return [labels.get(value, str(value))]
        case Kind.CHOICES:
            return [labels.get(one, str(one)) for one in sorted(value, key=list(labels).index)] if labels else value
        case Kind.NUMBERS:
            return [", ".join(map(str, value))]
        case Kind.INTEGER:
            return [number_format(value)]
        case _:
            return [line for line in str(value).splitlines() if line.strip()]


def compared(before: Content, after: Content) -> list[Difference]:
    """Values that differ, part by part; of a bilingual text each language is a value."""
    known = {part.key: part for part in declaration.parts(before)}
    both = known | {part.key: part for part in declaration.parts(after)}
    order = [*(part.key for part in declaration.parts(after)), *known]
    return [found for key in dict.fromkeys(order) for found in _of_part(both[key], before, after)]


def _of_part(part: Part, before: Content, after: Content) -> Iterator[Difference]:
    for leaf in part.leaves:
        for name in leaf.names:
            old, new = (lines(leaf, paths.get(side, name)) for side in (before, after))
            if old != new:
                label = str(leaf.label)
                if leaf.bilingual:
                    label = f"{label} ({_('English') if name.endswith('.en') else _('French')})"
                yield Difference(str(part.title), label, name, list(marked_lines(old, new)))


def _spoken(leaf: Leaf, content: Content, language: str) -> Any:
    value = paths.get(content, leaf.path)
    return value.get(language) if leaf.bilingual and isinstance(value, dict) else value
