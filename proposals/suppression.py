"""Small numbers in public tables: which rows may be shown, so that no hidden one can be computed.

Pure, for any table of counts whose totals are known. A row is *small* when fewer than `threshold` organisations stand
behind it. Small rows are hidden, and as many of the next larger ones with them as it takes: a reader who knows this
rule, the shown rows, the totals and how many rows there could be still finds at least two different values for
every hidden count. (`tests/needs/test_suppression.py` tries every small table there is.) Docs: docs/adr/0016.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
BANDS = (10, 25, 50, 100, 250, 500, 1000)


@dataclass(frozen=True)
class Cell:
    """One row: the organisations that stand behind it, and the items (needs, proposals) they have."""

    organisations: int
    items: int


def hidden(cells: Mapping[Key, Cell], *, rows: int, threshold: int) -> frozenset[Key] | None:
    """The rows to hide; None where not even the totals may be shown.

    `rows` is how many rows the table could have: a hidden row looks like one that is empty. Empty cells do not matter.
    """
    filled = {key: cell for key, cell in cells.items() if cell.organisations > 0}
    if sum(cell.organisations for cell in filled.values()) < threshold:
        return None
    small = {key for key, cell in filled.items() if cell.organisations < threshold}
    if not small:
        return frozenset()
    larger = sorted((key for key in filled if key not in small), key=lambda key: filled[key].organisations)
    while True:
        organisations = sum(filled[key].organisations for key in small)
        items = sum(filled[key].items for key in small)
        next_size = filled[larger[0]].organisations if larger else math.inf
        if ambiguous(organisations, items, rows - len(larger), next_size, threshold):
            return frozenset(small)
        if not larger:
            return None
        while larger and filled[larger[0]].organisations == next_size:  # equals together: no order gives one away
            small.add(larger.pop(0))


def ambiguous(organisations: int, items: int, rows: int, next_size: float, threshold: int) -> bool:
    """May the hidden rows together have these sums, without giving one of them away?

    It looks only at what a reader can work out (`rows`: not shown, hidden or empty; `next_size`: of the smallest row
    shown), so every table that fits the sums would have been shown in the same way. One of these must fit:
    small rows alone, one of them empty; small rows alone, none empty, with more items than rows; one small row and
    a large one.
    """
    if rows < 2 or organisations < threshold or items < 3:
        return False
    most = threshold - 1
    one_empty = organisations <= (rows - 1) * most and items * most >= organisations
    none_empty = organisations < rows * most and items > rows
    with_a_large_one = max(threshold, organisations - most) <= min(next_size - 1, organisations - 1)
    return one_empty or none_empty or with_a_large_one


def band(number: int) -> tuple[int, int | None]:
    """(from, up to) of the band that a sum is shown as; the last one has no end."""
    start = 0
    for end in BANDS:
        if number < end:
            return start, end - 1
        start = end
    return start, None
