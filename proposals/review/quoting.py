"""Words of the document in a comment: quoted with the place they stand at, so that a reader can go there.

A quotation reads “words” [F.assessments.2]; the place is a section, a field and, of a repeating field, an item's
number, in the revision that was judged.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from proposals.document.declaration import SECTIONS, section
from proposals.document.display import display
from proposals.document.shapes import Field, Kind

MOST = 400  # characters of one quotation
MARK = re.compile(r"\[([A-K](?:\.[a-z_]{1,40}(?:\.\d{1,3})?)?)\]")

Content = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Run:
    """A stretch of a comment: plain words, or a place with its name."""

    text: str
    place: str = ""


def runs(comment: str) -> list[Run]:
    """The comment in pieces, so that each place it names can be a link. Escaping is the template's."""
    found, end = [], 0
    for match in MARK.finditer(comment):
        name = place_name(match[1])
        if not name:
            continue
        found += [Run(comment[end : match.start()]), Run(name, match[1])]
        end = match.end()
    return [run for run in [*found, Run(comment[end:])] if run.text]


def evidence(comment: str) -> list[Run]:
    """The places that a comment quotes, each once."""
    return list({run.place: run for run in runs(comment) if run.place}.values())


def quoted(content: Content, place: str, language: str) -> str:
    """The words at a place with their mark, or "" where nothing stands there."""
    key, _dot, rest = place.partition(".")
    field, _dot, number = rest.partition(".")
    view = next((one for one in display(content, language) if one.key == key), None)
    row = next((one for one in view.rows if one.field == field), None) if view else None
    if row is None:
        return ""
    at = int(number) if number.isdecimal() and len(number) < 4 else 0
    lines = row.lines[at - 1 : at] if at else row.lines
    words = re.sub(r"^\d+\. ", "", " ".join(lines)) if number else " ".join(lines)
    if not words:
        return ""
    return f"“{words if len(words) <= MOST else words[: MOST - 1].rstrip() + '…'}” [{place}]"


def place_name(place: str) -> str:
    """What a reader calls it: "C. Need", "F. Assessment method", "Assessment 2"; "" where there is no such place."""
    key, _dot, rest = place.partition(".")
    name, _dot, number = rest.partition(".")
    found = next((one for one in SECTIONS if one.key == key), None)
    if found is None:
        return ""
    if not name:
        return f"{found.key}. {found.title}"
    field = next((one for one in found.fields if one.key == name), None)
    if field is None or (number and field.kind != Kind.ITEMS):
        return ""
    return f"{field.one} {number}" if number else f"{found.key}. {field.label}"


def places(content: Content) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every place that a change can be asked of: [(section, [(place, name)])], the section as a whole first."""
    return [
        (
            f"{one.key}. {one.title}",
            [
                (one.key, f"{one.key}. {one.title}"),
                *(pair for field in one.fields for pair in _of_field(one.key, field, content)),
            ],
        )
        for one in SECTIONS
    ]


def _of_field(key: str, field: Field, content: Content) -> list[tuple[str, str]]:
    place = f"{key}.{field.key}"
    items = content.get(key, {}).get(field.key) if field.kind == Kind.ITEMS else None
    numbers = range(1, len(items) + 1) if isinstance(items, list) else ()
    return [(place, place_name(place)), *((f"{place}.{number}", f"{field.one} {number}") for number in numbers)]


def section_of(place: str) -> str:
    """Raises KeyError."""
    return section(place.partition(".")[0]).key
