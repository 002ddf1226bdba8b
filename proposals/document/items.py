"""Repeating items. Others refer to them: an assessment to competencies, a comment to what it speaks of.

An item's key is its own `key`, or else its place in the list ("1", "2", …). Only a key that differs from the place is
written, so that a list that was never reordered has none. A reference is a key; readers see the item's number.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from proposals.document.declaration import SECTIONS
from proposals.document.shapes import Field, Kind

Content = Mapping[str, Mapping[str, Any]]
KEY = "key"


def keys(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """One for each item, in order."""
    return [str(item.get(KEY) or number) for number, item in enumerate(items, 1)]


def keyed(items: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Items in their new order, from (key, item); an empty or repeated key becomes a new one, never one used here."""
    taken = {key for key, _item in items if key}
    free = (str(number) for number in range(1, 10_000) if str(number) not in taken)
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, (key, item) in enumerate(items, 1):
        own = key if key and key not in seen else _unused(str(number), taken, free)
        seen.add(own)
        taken.add(own)
        rest = {name: value for name, value in item.items() if name != KEY}
        found.append(rest if own == str(number) else {KEY: own, **rest})
    return found


def _unused(wanted: str, taken: set[str], free: Any) -> str:
    if wanted not in taken:
        return wanted
    return next(key for key in free if key not in taken)


def referable(content: Content, field: Field) -> list[Mapping[str, Any]]:
    """The items that this field's values point to."""
    section, name = field.refers_to
    value = content.get(section, {}).get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def numbered(content: Content) -> dict[str, Any]:
    """The content with each reference written as the item's number, as readers see it; unknown ones as they are."""
    shown: dict[str, Any] = deepcopy({key: dict(value) for key, value in content.items()})
    for section in SECTIONS:
        for field in section.fields:
            for part in field.item:
                if part.kind != Kind.REFERENCES:
                    continue
                numbers = {key: str(place) for place, key in enumerate(keys(referable(content, part)), 1)}
                for item in shown.get(section.key, {}).get(field.key) or []:
                    if isinstance(item, dict) and item.get(part.key):
                        item[part.key] = [numbers.get(str(one), str(one)) for one in item[part.key]]
    return shown
