"""The document as lines of text for a reader, in their language. Escaping is the template's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals.document import codes
from proposals.document.declaration import SECTIONS
from proposals.document.items import numbered
from proposals.document.shapes import Field, Kind

Content = Mapping[str, Mapping[str, Any]]
SEVERAL = frozenset({Kind.CHOICES, Kind.STRINGS, Kind.REFERENCES})


@dataclass(frozen=True)
class Row:
    """`numbered`: each line is an item of its own. `comments`: how many there are, where the page shows them."""

    label: str
    lines: list[str]
    field: str
    numbered: bool = False
    comments: int = 0


@dataclass(frozen=True)
class SectionView:
    key: str
    title: str
    rows: list[Row]
    comments: int = 0


def display(content: Content, language: str) -> list[SectionView]:
    """Every section; fields without a value are left out."""
    return _views(content, language, public_only=False)


def public_view(content: Content, language: str) -> list[SectionView]:
    """Public fields only, for the register."""
    return [view for view in _views(content, language, public_only=True) if view.rows]


def lines(field: Field, value: Any, language: str) -> list[str]:
    """The value as lines; empty where there is none."""
    if value in (None, "", [], {}):
        return []
    match field.kind:
        case Kind.ITEMS:
            return [_item(field, number, item, language) for number, item in enumerate(value, 1)]
        case Kind.CHOICE:
            return [str(dict(field.choices).get(value, value))]
        case Kind.CHOICES:
            return [str(dict(field.choices).get(one, one)) for one in value]
        case Kind.NOC | Kind.NAICS:
            return [codes.title(field.kind, one, language) for one in value]
        case Kind.STRINGS | Kind.REFERENCES:
            return [str(one) for one in value]
        case Kind.BOOLEAN:
            return [_("Yes") if value else _("No")]
        case Kind.DECLARATION:
            return _declaration(value)
        case _:
            return _text(field, value, language)


def _views(content: Content, language: str, *, public_only: bool) -> list[SectionView]:
    views = []
    content = numbered(content)
    for section in SECTIONS:
        values = content.get(section.key, {})
        rows = [
            Row(str(field.label), shown, field.key, field.kind == Kind.ITEMS)
            for field in section.fields
            if (field.public or not public_only) and (shown := lines(field, values.get(field.key), language))
        ]
        views.append(SectionView(section.key, str(section.title), rows))
    return views


def _text(field: Field, value: Any, language: str) -> list[str]:
    if field.bilingual and isinstance(value, Mapping):
        value = value.get(language) or value.get("en") or value.get("fr") or ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return [line for line in str(value).splitlines() if line.strip()]


def _item(field: Field, number: int, item: Mapping[str, Any], language: str) -> str:
    parts = []
    for part in field.item:
        shown = lines(part, item.get(part.key), language)
        if not shown:
            continue
        text = (", " if part.kind in SEVERAL else " ").join(shown)
        parts.append(text if not parts else f"{part.label}: {text}")
    return f"{number}. " + " · ".join(parts)


def _declaration(value: Mapping[str, Any]) -> list[str]:
    if not value.get("accepted"):
        return []
    return [
        _("Accepted by %(name)s (%(role)s), %(at)s")
        % {"name": value.get("name", ""), "role": value.get("role", ""), "at": str(value.get("at", ""))[:10]}
    ]
