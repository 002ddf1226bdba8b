"""The numbers that stand beside sections and fields."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from proposals.document.display import SectionView


def beside(sections: Iterable[SectionView], counts: Mapping[str, int]) -> list[SectionView]:
    """The sections with `counts` (`selectors.counts`) of each place."""
    return [
        replace(
            section,
            comments=counts.get(section.key, 0),
            rows=[replace(row, comments=counts.get(f"{section.key}.{row.field}", 0)) for row in section.rows],
        )
        for section in sections
    ]
