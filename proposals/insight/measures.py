"""How many days "half" and "nine in ten" took: nearest-rank percentiles, so that each is a duration that occurred."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MEDIAN, NINETIETH = 50, 90
ENOUGH = 5  # cases behind a figure, so that it says something and gives none of them away


@dataclass(frozen=True)
class Spread:
    """`median`: half of the `count` took so many days or fewer; `ninetieth`: nine in ten did."""

    count: int
    median: int
    ninetieth: int


def percentile(counts: Mapping[int, int], percent: int) -> int:
    """The least value that at least `percent` in a hundred do not exceed; `counts` is {value: how often}.

    Raises:
        ValueError: there is nothing to rank.
    """
    rank = -(-sum(counts.values()) * percent // 100)
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank > 0:
            return value
    raise ValueError("Nothing to rank")


def spread(counts: Mapping[int, int]) -> Spread | None:
    """None where there is none."""
    if not sum(counts.values()):
        return None
    return Spread(sum(counts.values()), percentile(counts, MEDIAN), percentile(counts, NINETIETH))


def counted(values: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts
