"""Code lists: NOC 2021 unit groups (both languages) and NAICS 2022 sectors (English only in our source).

Source and licence: data/SOURCES.md.
"""

import csv
import unicodedata
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent.parent / "data"


@cache
def noc() -> dict[str, tuple[str, str]]:
    """{five-digit code: (English title, French title)}."""
    english = _column("noc/noc_2021_unit_groups_derived.csv", "title_en")
    french = _column("noc/noc_2021_unit_groups_fr.csv", "title_fr")
    return {code: (title, french.get(code, title)) for code, title in english.items()}


@cache
def naics() -> dict[str, str]:
    """{sector code, for example "31-33": English title}."""
    return _column("naics/naics_2022_sectors_derived.csv", "title_en")


def title(kind: str, code: str, language: str) -> str:
    """ "31301 Registered nurses …"; the code alone where it is not in the list."""
    if kind == "noc":
        pair = noc().get(code)
        return f"{code} {pair[1] if language == 'fr' else pair[0]}" if pair else code
    name = naics().get(code)
    return f"{code} {name}" if name else code


def _column(path: str, name: str) -> dict[str, str]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row[name] for row in csv.DictReader(file)}


def find(kind: str, words: str, limit: int) -> list[str]:
    """Codes of the list that begin with the words or whose title, in either language, holds each of them."""
    wanted = folded(words).split()
    found = []
    for code, text in _searchable(kind).items():
        if wanted and all(code.startswith(word) or word in text for word in wanted):
            found.append(code)
    return found[:limit]


@cache
def _searchable(kind: str) -> dict[str, str]:
    if kind == "noc":
        return {code: folded(" ".join(titles)) for code, titles in noc().items()}
    return {code: folded(name) for code, name in naics().items()}


def folded(text: str) -> str:
    """Without accents and case, as people type when they search."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("œ", "oe")
