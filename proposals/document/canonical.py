"""Canonical form, hashes and differences of a document. Equal meaning gives equal bytes.

White space, order of keys, Unicode form and empty values do not count; everything else does.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from proposals.document.declaration import SECTIONS, section
from proposals.document.shapes import Change as ChangeClass
from proposals.document.shapes import Field, Section

Content = Mapping[str, Mapping[str, Any]]
OUTDATED = "outdated"  # a mark in a bilingual value (document/translation.py): no text, and no substance


@dataclass(frozen=True)
class Change:
    """One field that differs. `before` and `after` are values of the content, or None."""

    section: str
    field: str
    label: str
    before: Any
    after: Any
    change_class: str


def canonical(value: Any) -> bytes:
    """UTF-8 JSON of the value's meaning."""
    return json.dumps(meaning(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def meaning(value: Any) -> Any:
    """NFC, trimmed and collapsed white space, whole floats as integers, empty things dropped (None)."""
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split()) or None
    if isinstance(value, Mapping):
        kept = {unicodedata.normalize("NFC", str(key)): meaning(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None} or None
    if isinstance(value, list | tuple):
        return [item for item in map(meaning, value) if item is not None] or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def hashes(content: Content) -> dict[str, dict[str, str]]:
    """{"full": {section: SHA-256 hex}, "substance": {…}} for every section; substance leaves editorial fields out."""
    return {
        "full": {one.key: _hash(content.get(one.key, {})) for one in SECTIONS},
        "substance": {one.key: _hash(_substance(one, content.get(one.key, {}))) for one in SECTIONS},
    }


def stale_sections(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Keys of the sections whose substance differs between two results of `hashes`."""
    old, new = before["substance"], after["substance"]
    return {key for key in {*old, *new} if old.get(key) != new.get(key)}


def diff(before: Content, after: Content) -> list[Change]:
    """Every declared field whose meaning differs, in the document's order."""
    found = []
    for one in SECTIONS:
        old, new = before.get(one.key, {}), after.get(one.key, {})
        for field in one.fields:
            left, right = (unmarked(field, side.get(field.key)) for side in (old, new))
            if meaning(left) != meaning(right):
                found.append(Change(one.key, field.key, str(field.label), left, right, str(field.change)))
    return found


def _hash(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def _substance(one: Section, value: Mapping[str, Any]) -> dict[str, Any]:
    editorial = {field.key for field in one.fields if field.change == ChangeClass.EDITORIAL}
    declared = {field.key: field for field in one.fields}
    return {
        key: unmarked(declared[key], item) if key in declared else item
        for key, item in value.items()
        if key not in editorial
    }


def unmarked(field: Field, value: Any) -> Any:
    """The value without the mark that its translation is out of date."""
    if field.bilingual and isinstance(value, Mapping):
        return {key: text for key, text in value.items() if key != OUTDATED}
    return value


def field_of(change: Change) -> Field:
    return section(change.section).field(change.field)
