"""The page on which two versions of the same text are put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from proposals.document.comparing import Run, marked_lines
from proposals.document.display import lines
from proposals.document.items import numbered
from proposals.document.merging import Conflict
from proposals.document.shapes import Kind
from proposals.http import language
from proposals.models import Proposal
from proposals.writing import selectors


@dataclass(frozen=True)
class ConflictLine:
    """`theirs` and `mine` are marked against the base."""

    place: str
    label: str
    base: list[str]
    theirs: list[list[Run]]
    mine: list[list[Run]]


def conflict_lines(conflicts: Iterable[Conflict], proposal: Proposal, key: str) -> list[ConflictLine]:
    document = selectors.working(proposal)
    return [_line(conflict, document, key) for conflict in conflicts]


def _line(conflict: Conflict, document: dict[str, Any], key: str) -> ConflictLine:
    base, theirs, mine = (
        _shown(conflict, value, document, key) for value in (conflict.base, conflict.theirs, conflict.mine)
    )
    return ConflictLine(
        conflict.place, _label(conflict), base, list(marked_lines(base, theirs)), list(marked_lines(base, mine))
    )


def _label(conflict: Conflict) -> str:
    number = next((step + 1 for step in conflict.path if isinstance(step, int)), None)
    label = str(conflict.field.label)
    return f"{label} ({number})" if number else label


def _shown(conflict: Conflict, value: Any, document: dict[str, Any], key: str) -> list[str]:
    """Lines for a reader; references as numbers, a single language as its own text."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, str) and conflict.field.kind not in {Kind.CHOICE}:
        return [line for line in value.splitlines() if line.strip()]
    if conflict.field.kind == Kind.ITEMS:
        value = numbered({**document, key: {conflict.field.key: value}})[key][conflict.field.key]
    return lines(conflict.field, value, language())
