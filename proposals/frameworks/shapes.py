"""What a part and a value of a framework are. The declaration is in `declaration.py`; forms, checks, pages and
comparison all read it, so that a value is added in one place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Text = Promise | str
Content = Mapping[str, Any]
LANGUAGES = ("en", "fr")


class Kind(StrEnum):
    """Shape of the value: text and long_text str · integer int · boolean bool · choice str · choices [str] ·
    numbers [int]. A bilingual text is {"en": str, "fr": str}."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Leaf:
    """One value. `optional`: a version may be published without it; `minimum` and `maximum` are inclusive."""

    path: str
    label: Text
    kind: Kind
    bilingual: bool = False
    optional: bool = False
    hint: Text = ""
    choices: tuple[tuple[str, Text], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_chars: int = 2000

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of what a form shows for it: one for each language of a bilingual text."""
        return tuple(f"{self.path}.{one}" for one in LANGUAGES) if self.bilingual else (self.path,)


Fault = tuple[str, str]  # (path, sentence)
Rule = Callable[[Content], Iterator[Fault]]


@dataclass(frozen=True)
class Part:
    """What is edited together, in a form of its own. `rules` look at several values of the part at once."""

    key: str
    title: Text
    leaves: tuple[Leaf, ...]
    intro: Text = ""
    rules: tuple[Rule, ...] = field(default=())
