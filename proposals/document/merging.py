"""Two people wrote the same section from the same base: put it together field by field, and say where it cannot be.

The law: a value that only one side changed is that side's; what both changed alike stands; what both changed
differently is a conflict, in which nothing is decided.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from proposals.document.canonical import OUTDATED, meaning
from proposals.document.items import keys
from proposals.document.shapes import Field, Kind, Section

Value = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Conflict:
    """`path` leads into the section's value: ("purpose",), ("title", "fr"), ("competencies", 2, "statement")."""

    path: Path
    field: Field
    base: Any
    theirs: Any
    mine: Any

    @property
    def place(self) -> str:
        """One word for a form: "competencies.3.statement" (items count from 1)."""
        return ".".join(str(step + 1) if isinstance(step, int) else step for step in self.path)


@dataclass(frozen=True)
class Merge:
    """`value` holds everything that is agreed, and theirs where there is a conflict."""

    value: dict[str, Any]
    conflicts: tuple[Conflict, ...]

    def settled(self, choices: Mapping[str, str]) -> dict[str, Any]:
        """With the conflicts decided: {place: "mine" | "theirs"}; what is not named stays theirs."""
        value = deepcopy(self.value)
        for conflict in self.conflicts:
            if choices.get(conflict.place) == "mine":
                _put(value, conflict.path, conflict.mine)
        return value


def merge(section: Section, base: Value, theirs: Value, mine: Value) -> Merge:
    value: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for field in section.fields:
        sides = base.get(field.key), theirs.get(field.key), mine.get(field.key)
        found = _field(field, (field.key,), *sides, conflicts)
        if found is not None:
            value[field.key] = found
    return Merge(value, tuple(conflicts))


def _field(field: Field, path: Path, base: Any, theirs: Any, mine: Any, conflicts: list[Conflict]) -> Any:
    if field.bilingual and (isinstance(theirs, Mapping) or isinstance(mine, Mapping)):
        left, middle, right = (dict(side or {}) for side in (base, theirs, mine))
        parts = [(name, left.get(name), middle.get(name), right.get(name)) for name in {**left, **middle, **right}]
        texts = {name: _leaf(field, (*path, name), *sides, conflicts) for name, *sides in parts if name != OUTDATED}
        return {name: text for name, text in texts.items() if text is not None} or None
    if field.kind == Kind.ITEMS and _grown(base, theirs, mine):
        rows = zip(base, theirs, mine, strict=False)
        added = deepcopy([*theirs[len(base) :], *mine[len(base) :]])
        return [dict(_item(field, (*path, index), *row, conflicts)) for index, row in enumerate(rows)] + added
    return _leaf(field, path, base, theirs, mine, conflicts)


def _grown(base: Any, theirs: Any, mine: Any) -> bool:
    """Do both sides hold the base's items in its order, with more behind them on one side at most?"""
    if not all(
        isinstance(one, list) and all(isinstance(item, Mapping) for item in one) for one in (base, theirs, mine)
    ):
        return False
    known = keys(base)
    if any(keys(side)[: len(known)] != known for side in (theirs, mine)):
        return False
    return len(known) in {len(theirs), len(mine)}


def _item(
    field: Field, path: Path, base: Value, theirs: Value, mine: Value, conflicts: list[Conflict]
) -> Iterator[tuple[str, Any]]:
    declared = {part.key: part for part in field.item}
    for name in {**base, **theirs, **mine}:
        part = declared.get(name, field)
        value = _leaf(part, (*path, name), base.get(name), theirs.get(name), mine.get(name), conflicts)
        if value is not None:
            yield name, value


def _leaf(field: Field, path: Path, base: Any, theirs: Any, mine: Any, conflicts: list[Conflict]) -> Any:
    before, there, here = meaning(base), meaning(theirs), meaning(mine)
    if here == there or there == before:
        return mine
    if here != before:
        conflicts.append(Conflict(path, field, base, theirs, mine))
    return theirs


def _put(value: Any, path: Path, leaf: Any) -> None:
    for step in path[:-1]:
        value = value.setdefault(step, {}) if isinstance(value, dict) else value[step]
    if leaf is None:
        value.pop(path[-1], None)
    else:
        value[path[-1]] = leaf
