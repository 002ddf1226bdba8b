"""What a copy takes over: everything but declarations and what is true of one proposal only."""

from collections.abc import Collection, Mapping
from typing import Any

from proposals.document.declaration import SECTIONS
from proposals.document.shapes import Kind

Content = Mapping[str, Mapping[str, Any]]
COPIED = tuple(one for one in SECTIONS if any(field.copied and field.kind != Kind.DECLARATION for field in one.fields))


def copied(content: Content, sections: Collection[str] | None = None) -> dict[str, dict[str, Any]]:
    """{section: {field: value}} of the given sections, or of all; empty ones are left out."""
    found = {}
    for one in COPIED:
        if sections is not None and one.key not in sections:
            continue
        values = content.get(one.key, {})
        kept = {
            field.key: values[field.key]
            for field in one.fields
            if field.copied and field.kind != Kind.DECLARATION and field.key in values
        }
        if kept:
            found[one.key] = kept
    return found


def begun(start: Content, title: Content) -> dict[str, dict[str, Any]]:
    """A new document: what the start says, under the new title."""
    found = {key: dict(values) for key, values in start.items()}
    for key, values in title.items():
        found[key] = {**found.get(key, {}), **values}
    return found
