"""Code lists: NOC 2021 unit groups (both languages) and NAICS 2022 sectors (English only in our source).

Source and licence: data/SOURCES.md.
"""

import csv
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
