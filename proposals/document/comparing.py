"""Two versions of a document side by side: which fields differ, and which words. Escaping is the template's."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from proposals.document.canonical import diff, field_of
from proposals.document.declaration import section
from proposals.document.display import lines
from proposals.document.items import numbered
from proposals.document.shapes import Field

Content = Mapping[str, Mapping[str, Any]]
SAME, INSERTED, DELETED = "same", "inserted", "deleted"
WORD = re.compile(r"\s+|\w+|[^\w\s]")
NUMBER = re.compile(r"^\d+\. ")
# Above this many pairs of words a line is shown as deleted and inserted whole: marking would take seconds.
PAIRS = 4_000_000
# Two lines with less than this in common are shown as one deleted and one inserted.
ALIKE = 0.3


@dataclass(frozen=True)
class Run:
    """Words in a row with the same mark."""

    mark: str
    text: str


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, as lines of marked words. `place` is "A.title"."""

    section: str
    section_title: str
    field: str
    label: str
    change_class: str
    lines: list[list[Run]]

    @property
    def place(self) -> str:
        return f"{self.section}.{self.field}"


def compared(before: Content, after: Content, language: str, sections: Collection[str] = ()) -> list[FieldChange]:
    """Fields that differ in meaning, of all sections or of the given ones, in the document's order."""
    old, new = numbered(before), numbered(after)
    found = []
    for change in diff(before, after):
        if sections and change.section not in sections:
            continue
        field = field_of(change)
        left, right = (
            every_language(field, side.get(change.section, {}).get(change.field), language) for side in (old, new)
        )
        title = str(section(change.section).title)
        marked = list(marked_lines(left, right))
        found.append(FieldChange(change.section, title, change.field, change.label, change.change_class, marked))
    return found


def every_language(field: Field, value: Any, language: str) -> list[str]:
    """A bilingual text in both languages, because either may be what changed."""
    if field.bilingual and isinstance(value, Mapping):
        return [line for key in ("en", "fr") if value.get(key) for line in lines(field, {key: value[key]}, key)]
    return lines(field, value, language)


def marked_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Run]]:
    """Lines of both in reading order, each with its words marked; lines are matched without their numbers."""
    left, right = ([NUMBER.sub("", line) for line in side] for side in (before, after))
    for tag, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            for line in after[j:j_end]:
                yield [Run(SAME, line)]
            continue
        both = min(i_end - i, j_end - j)
        for offset in range(both):
            yield from _changed_line(before[i + offset], after[j + offset])
        for line in before[i + both : i_end]:
            yield [Run(DELETED, line)]
        for line in after[j + both : j_end]:
            yield [Run(INSERTED, line)]


def _changed_line(before: str, after: str) -> Iterator[list[Run]]:
    left, right = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if len(left) * len(right) > PAIRS or matcher.ratio() < ALIKE:
        yield [Run(DELETED, before)]
        yield [Run(INSERTED, after)]
        return
    runs: list[Run] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run(SAME, "".join(right[j:j_end])))
            continue
        if i_end > i:
            runs.append(Run(DELETED, "".join(left[i:i_end])))
        if j_end > j:
            runs.append(Run(INSERTED, "".join(right[j:j_end])))
    yield runs
