"""The texts of a document that can be reworded, each by one name: "A.title.en" (one language of a bilingual text),
"A.purpose", "E.competencies.<item's key>.statement"."""

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from proposals.document.canonical import canonical, meaning
from proposals.document.declaration import SECTIONS
from proposals.document.inputs import form_field
from proposals.document.items import keys
from proposals.document.shapes import Field, Kind
from proposals.document.translation import LANGUAGES

Content = Mapping[str, Mapping[str, Any]]
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
SHOWN = 60


@dataclass(frozen=True)
class Cell:
    """`item` is an item's key and `part` its text; `language` is set for a bilingual text."""

    section: str
    field: Field
    item: str = ""
    part: Field | None = None
    language: str = ""

    @property
    def text(self) -> Field:
        """What the declaration says of this very text: limits, kind."""
        return self.part or self.field

    def cleaned(self, words: str) -> str:
        """Raises ValidationError: too long, too many words, or a character that cannot be kept."""
        field = form_field(self.text)
        return str(field.clean(words))

    @property
    def widget(self) -> forms.Widget:
        rows = 6 if self.text.kind == Kind.LONG_TEXT else 2
        return forms.Textarea(attrs={"rows": rows})


def find(name: str) -> Cell | None:
    """The text with this name, by the declaration alone; None where there is none that can be reworded."""
    section, _dot, rest = name.partition(".")
    key, _dot, rest = rest.partition(".")
    field = next((one for s in SECTIONS if s.key == section for one in s.fields if one.key == key), None)
    if field is None:
        return None
    if field.kind == Kind.ITEMS:
        item, _dot, part = rest.rpartition(".")
        found = next((one for one in field.item if one.key == part and one.kind in TEXTS and not one.bilingual), None)
        return Cell(section, field, item, found) if item and found and len(item) <= 40 else None
    if field.kind not in TEXTS:
        return None
    if field.bilingual:
        return Cell(section, field, language=rest) if rest in LANGUAGES else None
    return None if rest else Cell(section, field)


def text_at(content: Content, cell: Cell) -> str | None:
    """What stands there; "" where nothing does, None where the item is gone."""
    value: Any = content.get(cell.section, {}).get(cell.field.key)
    if cell.part is not None:
        rows = value or []
        if cell.item not in keys(rows):
            return None
        value = rows[keys(rows).index(cell.item)].get(cell.part.key)
    elif cell.language:
        value = (value or {}).get(cell.language)
    return str(value or "")


def written(content: Content, cell: Cell, words: str) -> dict[str, Any]:
    """The value of the cell's section with these words in their place. The item must be there."""
    section: dict[str, Any] = deepcopy(dict(content.get(cell.section, {})))
    if cell.part is not None:
        rows = section[cell.field.key]
        rows[keys(rows).index(cell.item)][cell.part.key] = words
    elif cell.language:
        section[cell.field.key] = {**(section.get(cell.field.key) or {}), cell.language: words}
    else:
        section[cell.field.key] = words
    return section


def same(one: str, other: str) -> bool:
    return bool(meaning(one) == meaning(other))


def digest(text: str) -> str:
    """What a form carries, to say which text it was drawn against."""
    return hashlib.sha256(canonical(text)).hexdigest()


def label(cell: Cell, content: Content) -> str:
    """ "Competency 3: Statement", "Title (French)"."""
    if cell.part is not None:
        known = keys(content.get(cell.section, {}).get(cell.field.key) or [])
        number = f" {known.index(cell.item) + 1}" if cell.item in known else ""
        return _("%(item)s: %(part)s") % {"item": f"{cell.field.one}{number}", "part": cell.part.label}
    if cell.language:
        return f"{cell.field.label} ({_('English') if cell.language == 'en' else _('French')})"
    return str(cell.field.label)


def choices(content: Content, only: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Every text that can be reworded, in groups of sections; of the section `only`, where it is named."""
    found = []
    for section in SECTIONS:
        names = [name for field in section.fields for name in _names(section.key, field, content)]
        cells = [(name, label(cell, content)) for name in names if (cell := find(name))]
        if cells and only in {"", section.key}:
            found.append((f"{section.key}. {section.title}", cells))
    return found


def _names(section: str, field: Field, content: Content) -> list[str]:
    name = f"{section}.{field.key}"
    if field.kind == Kind.ITEMS:
        known = keys(content.get(section, {}).get(field.key) or [])
        return [f"{name}.{key}.{part.key}" for key in known for part in field.item]
    return [f"{name}.{language}" for language in LANGUAGES] if field.bilingual else [name]
