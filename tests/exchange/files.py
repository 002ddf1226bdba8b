"""Spreadsheets as an institution would bring them, made from the sample documents."""

from typing import Any

from proposals.document.cells import text_of
from proposals.document.places import values
from proposals.document.sample import complete, topics
from proposals.exchange.spreadsheet import to_csv, to_xlsx


def documents(count: int) -> list[dict[str, Any]]:
    """Complete documents without declarations, each with a title of its own."""
    found = []
    for number in range(count):
        content = complete(topics()[number % len(topics())])
        content.pop("K")
        content["A"]["title"] = {"en": f"Course number {number + 1}", "fr": f"Cours numéro {number + 1}"}
        found.append(content)
    return found


def table(contents: list[dict[str, Any]]) -> list[list[str]]:
    """Labels, codes, and a row for each."""
    rows = [{place.name: text_of(place.field, value) for place, value in values(content)} for content in contents]
    codes = list(dict.fromkeys(name for row in rows for name in row))
    return [codes, codes, *([row.get(code, "") for code in codes] for row in rows)]


def sheet(contents: list[dict[str, Any]], extension: str) -> bytes:
    rows = table(contents)
    return to_csv(rows) if extension == "csv" else to_xlsx([("Proposals", rows)])
