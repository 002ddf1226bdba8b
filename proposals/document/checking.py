"""Checks content that did not come through a form, field by field, against the declaration. Pure: no database."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from proposals.document import codes
from proposals.document.canonical import OUTDATED
from proposals.document.declaration import SECTIONS
from proposals.document.items import KEY
from proposals.document.shapes import Field, Kind
from proposals.document.translation import LANGUAGES


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: "C.noc", "E.competencies.2.level"."""

    place: str
    sentence: str


def faults(content: Any) -> list[Fault]:
    """Everything that is unknown, of the wrong type, not in its list or beyond its limits."""
    if not isinstance(content, Mapping):
        return [Fault("", _("Expected an object of sections."))]
    declared = {section.key: {field.key: field for field in section.fields} for section in SECTIONS}
    found: list[Fault] = []
    for key, values in content.items():
        if key not in declared:
            found.append(Fault(str(key), _("There is no such section.")))
        elif not isinstance(values, Mapping):
            found.append(Fault(key, _("Expected an object of fields.")))
        else:
            found += [fault for name, value in values.items() for fault in _named(declared[key], key, name, value)]
    return found


def _named(fields: Mapping[str, Field], prefix: str, name: Any, value: Any) -> Iterator[Fault]:
    place = f"{prefix}.{name}"
    if name not in fields:
        yield Fault(place, _("There is no such field."))
    else:
        yield from _field(fields[name], place, value)


def _field(field: Field, place: str, value: Any) -> Iterator[Fault]:
    if field.bilingual:
        if not isinstance(value, Mapping) or not set(value) <= {*LANGUAGES, OUTDATED}:
            yield Fault(place, _("Expected texts by language: en, fr."))
            return
        if value.get(OUTDATED, "en") not in LANGUAGES:
            yield Fault(f"{place}.{OUTDATED}", _("Expected en or fr."))
        for language in [one for one in LANGUAGES if one in value]:
            yield from _single(field, f"{place}.{language}", value[language])
    elif field.kind == Kind.ITEMS:
        yield from _items(field, place, value)
    elif field.kind in {Kind.CHOICES, Kind.STRINGS, Kind.REFERENCES, Kind.NOC, Kind.NAICS}:
        yield from _several(field, place, value)
    else:
        yield from _single(field, place, value)


def _items(field: Field, place: str, value: Any) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(place, _("Expected a list."))
        return
    yield from _too_many(field, place, value)
    parts = {part.key: part for part in field.item}
    for number, item in enumerate(value, 1):
        if not isinstance(item, Mapping):
            yield Fault(f"{place}.{number}", _("Expected an object of fields."))
            continue
        if not isinstance(item.get(KEY, ""), str):
            yield Fault(f"{place}.{number}.{KEY}", _("Expected a text."))
        for name, one in item.items():
            if name != KEY:
                yield from _named(parts, f"{place}.{number}", name, one)


def _several(field: Field, place: str, value: Any) -> Iterator[Fault]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        yield Fault(place, _("Expected a list of texts."))
        return
    yield from _too_many(field, place, value)
    allowed: Mapping[str, Any] | None = {
        Kind.CHOICES: dict(field.choices),
        Kind.NOC: codes.noc(),
        Kind.NAICS: codes.naics(),
    }.get(field.kind)
    for one in value if allowed is not None else []:
        if allowed is not None and one not in allowed:
            yield Fault(place, _("“%(value)s” is not in the list.") % {"value": one})


def _too_many(field: Field, place: str, value: list[Any]) -> Iterator[Fault]:
    if field.max_items and len(value) > field.max_items:
        yield Fault(place, _("At most %(count)d.") % {"count": field.max_items})


def _single(field: Field, place: str, value: Any) -> Iterator[Fault]:
    match field.kind:
        case Kind.BOOLEAN:
            if not isinstance(value, bool):
                yield Fault(place, _("Expected true or false."))
        case Kind.INTEGER | Kind.DECIMAL:
            yield from _number(field, place, value)
        case Kind.DECLARATION:
            yield Fault(place, _("Declarations are accepted by a person; they are not imported."))
        case _ if not isinstance(value, str):
            yield Fault(place, _("Expected a text."))
        case Kind.CHOICE:
            if value not in dict(field.choices):
                yield Fault(place, _("“%(value)s” is not in the list.") % {"value": value})
        case Kind.DATE:
            yield from _date(place, value)
        case Kind.EMAIL:
            try:
                EmailValidator()(value)
            except ValidationError:
                yield Fault(place, _("This is no e-mail address."))
        case Kind.URL:
            if not value.startswith("https://"):
                yield Fault(place, _("The address begins with https://."))
        case _:
            yield from _text(field, place, value)


def _number(field: Field, place: str, value: Any) -> Iterator[Fault]:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not (whole or (field.kind == Kind.DECIMAL and isinstance(value, float) and math.isfinite(value))):
        yield Fault(place, _("Expected a number."))
    elif field.minimum is not None and value < field.minimum:
        yield Fault(place, _("At least %(number)g.") % {"number": field.minimum})
    elif field.maximum is not None and value > field.maximum:
        yield Fault(place, _("At most %(number)g.") % {"number": field.maximum})


def _date(place: str, value: str) -> Iterator[Fault]:
    try:
        date.fromisoformat(value)
    except ValueError:
        yield Fault(place, _("Expected a date: YYYY-MM-DD."))


def _text(field: Field, place: str, value: str) -> Iterator[Fault]:
    limit = field.max_chars or 8000
    if len(value) > limit:
        yield Fault(place, _("At most %(count)d characters.") % {"count": limit})
    words = len(value.split())
    if field.max_words and words > field.max_words:
        yield Fault(place, _("%(count)d words; at most %(limit)d.") % {"count": words, "limit": field.max_words})
    if "\x00" in value:
        yield Fault(place, _("The text holds a character that cannot be kept."))
