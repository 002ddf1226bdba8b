"""The numbers that stand beside sections and fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from proposals.document.display import SectionView
from proposals.document.items import keys
from proposals.talk.anchors import Content, label


@dataclass(frozen=True)
class Talked:
    """A place with the number of comments on it."""

    place: str
    label: str
    number: int


def talk_about(content: Content, counts: Mapping[str, int]) -> list[Talked]:
    """What a partner is asked about first: each competency, the assessment, and the need."""
    rows = content.get("E", {}).get("competencies") or []
    names = [*(f"E.competencies.{key}" for key in keys(rows)), "F", "C"]
    return [Talked(name, label(name, content), counts.get(name, 0)) for name in names]


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
