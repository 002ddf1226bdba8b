"""Places of the document that people speak of: "" (the whole), "E", "E.competencies", "E.competencies.<item's key>".

An item's key stays when its text or its position changes (document/items.py), so that what hangs on it stays too.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from proposals.document.declaration import SECTIONS
from proposals.document.display import lines
from proposals.document.items import keys
from proposals.document.shapes import Field, Kind

Content = Mapping[str, Mapping[str, Any]]
Choices = list[tuple[str, str]]
SHOWN = 70  # characters of an item in a list of places
KEPT = 300  # characters of a place that are kept with what was said about it


def split(name: str) -> tuple[str, str, str]:
    """(section, field, item's key), each empty where it is not named.

    Raises:
        ValueError: no such place in the declaration.
    """
    section, _dot, rest = name.partition(".")
    field, _dot, item = rest.partition(".")
    if not name:
        return "", "", ""
    declared = {one.key: one for one in SECTIONS}.get(section)
    found = declared and {one.key: one for one in declared.fields}.get(field)
    if declared is None or (field and not found) or "\x00" in item or len(item) > 40:
        raise ValueError(name)
    if item and (not found or found.kind != Kind.ITEMS):
        raise ValueError(name)
    return section, field, item


def field_at(section: str, field: str) -> Field | None:
    return next((one for s in SECTIONS if s.key == section for one in s.fields if one.key == field), None)


def value_at(content: Content, section: str, field: str = "", item: str = "") -> Any:
    """What stands at the place; None where there is nothing, or no such item any more."""
    value: Any = content.get(section, {})
    if field:
        value = value.get(field)
    if item:
        rows = _rows(value)
        return rows[keys(rows).index(item)] if item in keys(rows) else None
    return value


def label(name: str, content: Content) -> str:
    """What a reader calls the place: "Competency 3"; an item that is gone is called by its kind alone."""
    section, field, item = split(name)
    if not section:
        return _("The whole proposal")
    declared = next(one for one in SECTIONS if one.key == section)
    if not field:
        return f"{section}. {declared.title}"
    found = declared.field(field)
    if not item:
        return str(found.label)
    known = keys(_rows(value_at(content, section, field)))
    return f"{found.one} {known.index(item) + 1}" if item in known else str(found.one)


def said(name: str, content: Content, language: str) -> str:
    """The first words of the place as it stands, to be kept with what is said about it."""
    section, field, item = split(name)
    declared = field_at(section, field)
    value = value_at(content, section, field, item)
    if declared is None or value in (None, "", [], {}):
        return ""
    shown = lines(declared, [value] if item else value, language)
    text = " / ".join(shown).removeprefix("1. ") if item else " / ".join(shown)
    return text if len(text) <= KEPT else text[: KEPT - 1].rstrip() + "…"


def holds(content: Content, name: str, quote: str) -> bool:
    """Do these words still stand at the place, in either language, whatever the white space?"""
    section, field, item = split(name)
    found = content if not section else value_at(content, section, field, item)
    wanted = _plain(quote)
    return any(wanted in _plain(text) for text in _texts(found))


def choices(content: Content) -> list[tuple[str, Choices]]:
    """Every place in groups for a list: sections, their fields, and the items that there are."""
    found: list[tuple[str, Choices]] = [("", [("", _("The whole proposal"))])]
    for section in SECTIONS:
        group = [(section.key, _("The whole of section %(key)s") % {"key": section.key})]
        for field in section.fields:
            if field.kind == Kind.DECLARATION:
                continue
            name = f"{section.key}.{field.key}"
            group.append((name, str(field.label)))
            rows = _rows(content.get(section.key, {}).get(field.key)) if field.kind == Kind.ITEMS else []
            for number, (key, row) in enumerate(zip(keys(rows), rows, strict=True), 1):
                group.append((f"{name}.{key}", _item(field, number, row)))
        found.append((f"{section.key}. {section.title}", group))
    return found


def _item(field: Field, number: int, row: Mapping[str, Any]) -> str:
    first = row.get(field.item[0].key)
    text = first if isinstance(first, str) else ""
    shown = text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
    return f"{field.one} {number}: {shown}" if shown else f"{field.one} {number}"


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()
