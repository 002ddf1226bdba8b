"""The document as JSON Schema (2020-12), made from the declaration: what an export holds and an import may bring."""

from typing import Any

from proposals.document import codes
from proposals.document.canonical import OUTDATED
from proposals.document.declaration import SECTIONS
from proposals.document.items import KEY
from proposals.document.shapes import Field, Kind

LANGUAGES = ("en", "fr")


def schema() -> dict[str, Any]:
    """A proposal's content: {section key: {field key: value}}. Declarations are accepted by people, so not in it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tidemark: document of a proposal",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            section.key: _object(str(section.title), [f for f in section.fields if f.kind != Kind.DECLARATION])
            for section in SECTIONS
            if any(field.kind != Kind.DECLARATION for field in section.fields)
        },
    }


def _object(title: str, fields: list[Field]) -> dict[str, Any]:
    return {
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "properties": {field.key: _field(field) for field in fields},
    }


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"title": str(field.label)}
    if field.hint:
        described["description"] = str(field.hint)
    described |= {"x-requirement": str(field.requirement), "x-change": str(field.change), "x-public": field.public}
    if field.bilingual:
        texts: dict[str, Any] = {language: _value(field) for language in LANGUAGES}
        texts[OUTDATED] = {"enum": list(LANGUAGES)}
        return described | {"type": "object", "additionalProperties": False, "properties": texts}
    return described | _value(field)


def _value(field: Field) -> dict[str, Any]:
    match field.kind:
        case Kind.ITEMS:
            item = _object(str(field.label), list(field.item))
            item["properties"][KEY] = {"type": "string", "description": "Only where it differs from the item's place."}
            return _array(field, item)
        case Kind.CHOICES:
            return _array(field, _choices(field)) | {"uniqueItems": True}
        case Kind.NOC:
            return _array(field, {"enum": list(codes.noc())})
        case Kind.NAICS:
            return _array(field, {"enum": list(codes.naics())})
        case Kind.STRINGS | Kind.REFERENCES:
            return _array(field, {"type": "string"})
        case _:
            return _single(field)


def _single(field: Field) -> dict[str, Any]:
    match field.kind:
        case Kind.CHOICE:
            return _choices(field)
        case Kind.BOOLEAN:
            return {"type": "boolean"}
        case Kind.INTEGER | Kind.DECIMAL:
            number: dict[str, Any] = {"type": "integer" if field.kind == Kind.INTEGER else "number"}
            limits = {"minimum": field.minimum, "maximum": field.maximum}
            return number | {key: value for key, value in limits.items() if value is not None}
        case Kind.DATE | Kind.EMAIL:
            return {"type": "string", "format": str(field.kind)}
        case Kind.URL:
            return {"type": "string", "format": "uri", "pattern": "^https://"}
        case _:
            text: dict[str, Any] = {"type": "string", "maxLength": field.max_chars or 8000}
            return text | ({"x-maxWords": field.max_words} if field.max_words else {})


def _array(field: Field, item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item} | ({"maxItems": field.max_items} if field.max_items else {})


def _choices(field: Field) -> dict[str, Any]:
    return {"enum": [key for key, _label in field.choices]}
