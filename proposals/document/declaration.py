"""The document of a proposal, declared once: sections A to K with all their fields.

Source: the union of what Nova Scotia's public page and other frameworks ask for (docs/adr/0004-document.md).
"""

from collections.abc import Iterator

from proposals.document.sections import case, learning, outcome
from proposals.document.shapes import Field, Section

SECTIONS: tuple[Section, ...] = (*case.SECTIONS, *learning.SECTIONS, *outcome.SECTIONS)


def section(key: str) -> Section:
    """Raises KeyError."""
    for found in SECTIONS:
        if found.key == key:
            return found
    raise KeyError(key)


def public_fields() -> Iterator[tuple[Section, Field]]:
    for one in SECTIONS:
        for field in one.fields:
            if field.public:
                yield one, field
