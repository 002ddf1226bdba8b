"""A place names one value of a document in one word: "A.title.en", "C.noc", "E.competencies.2.level" (from 1).

Faults, spreadsheets and conflicts speak of places.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals.document.declaration import SECTIONS
from proposals.document.shapes import Field, Kind
from proposals.document.translation import LANGUAGES


@dataclass(frozen=True)
class Place:
    """`field` is the declared field or the part of an item (of `whole`, `number` from 1) that the value belongs to."""

    name: str
    field: Field
    whole: Field
    number: int = 0
    language: str = ""

    @property
    def label(self) -> str:
        """In the active language; asked for few of the many places."""
        if self.number:
            return f"{self.whole.one} {self.number}: {self.field.label}"
        return f"{self.field.label} ({_language(self.language)})" if self.language else str(self.field.label)


def places(rows: int) -> Iterator[Place]:
    """Every place that a person may fill in, with `rows` items of each repeating field; no declarations."""
    for section in SECTIONS:
        for field in section.fields:
            if field.kind == Kind.DECLARATION:
                continue
            prefix = f"{section.key}.{field.key}"
            if field.kind == Kind.ITEMS:
                for number in range(1, min(rows, field.max_items or rows) + 1):
                    for part in field.item:
                        yield Place(f"{prefix}.{number}.{part.key}", part, field, number)
            elif field.bilingual:
                for language in LANGUAGES:
                    yield Place(f"{prefix}.{language}", field, field, language=language)
            else:
                yield Place(prefix, field, field)


def find(name: str) -> Place | None:
    """The place with this name, whatever the item's number."""
    steps = name.split(".")
    declared = {f"{section.key}.{field.key}": field for section in SECTIONS for field in section.fields}
    field = declared.get(".".join(steps[:2]))
    if field is None or field.kind == Kind.DECLARATION:
        return None
    rest = steps[2:]
    if field.kind == Kind.ITEMS:
        parts = {part.key: part for part in field.item}
        if len(rest) == 2 and rest[0].isdecimal() and 1 <= int(rest[0]) <= 100 and rest[1] in parts:
            return Place(name, parts[rest[1]], field, int(rest[0]))
        return None
    if field.bilingual:
        if len(rest) == 1 and rest[0] in LANGUAGES:
            return Place(name, field, field, language=rest[0])
        return None
    return Place(name, field, field) if not rest else None


def put(content: dict[str, Any], name: str, value: Any) -> None:
    """Write a value to its place; items come into being as they are named."""
    section, key, *rest = name.split(".")
    values = content.setdefault(section, {})
    if not rest:
        values[key] = value
    elif len(rest) == 1:
        values.setdefault(key, {})[rest[0]] = value
    else:
        items = values.setdefault(key, [])
        number = int(rest[0])
        items.extend({} for _missing in range(number - len(items)))
        items[number - 1][rest[1]] = value


def values(content: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Place, Any]]:
    """Every filled place with its value, in the document's order."""
    rows = max(
        (len(value) for section in content.values() for value in section.values() if isinstance(value, list)), default=0
    )
    for place in places(rows):
        value = get(content, place.name)
        if value not in (None, "", [], {}):
            yield place, value


def get(content: Mapping[str, Mapping[str, Any]], name: str) -> Any:
    """The value at a place, or None."""
    section, key, *rest = name.split(".")
    value: Any = content.get(section, {}).get(key)
    for step in rest:
        if isinstance(value, list):
            value = value[int(step) - 1] if int(step) <= len(value) else None
        elif isinstance(value, Mapping):
            value = value.get(step)
    return value


def _language(code: str) -> str:
    return _("English") if code == "en" else _("French")
