"""What a section and a field are. The fields themselves are in `sections/`, the whole in `declaration.py`.

Everything else (forms, hashes, readiness, pages, public view) reads these, so that a field is added in one place.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Text = Promise | str


class Kind(StrEnum):
    """Shape of the value: text str · integer int · decimal float · boolean bool · date "YYYY-MM-DD" · choice str ·
    choices [str] · strings [str] · references [key] · noc/naics [code] · items [{field: value}] ·
    declaration {accepted, name, role, at, text}. A bilingual text is {"en": str, "fr": str}."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    URL = "url"
    EMAIL = "email"
    CHOICE = "choice"
    CHOICES = "choices"
    STRINGS = "strings"
    REFERENCES = "references"
    NOC = "noc"
    NAICS = "naics"
    ITEMS = "items"
    DECLARATION = "declaration"


class Requirement(StrEnum):
    CREATE = "D"
    SUBMIT = "S"
    CONDITIONAL = "C"
    OPTIONAL = "O"


class Change(StrEnum):
    EDITORIAL = "editorial"
    MINOR = "minor"
    SUBSTANTIVE = "substantive"


@dataclass(frozen=True)
class Field:
    """`item` declares the parts of a repeating item, `one` is what a single item is called; `refers_to` is
    (section, field) of what a reference names; `copied` is False for what is true of one proposal only, so that a
    copy begins without it.

    Limits: characters, words, number of items, numbers.
    """

    key: str
    label: Text
    kind: Kind
    requirement: Requirement
    change: Change
    public: bool = False
    bilingual: bool = False
    hint: Text = ""
    choices: tuple[tuple[str, Text], ...] = ()
    item: tuple["Field", ...] = ()
    one: Text = ""
    refers_to: tuple[str, str] = ("", "")
    max_chars: int = 0
    max_words: int = 0
    max_items: int = 0
    minimum: float | None = None
    maximum: float | None = None
    copied: bool = True


@dataclass(frozen=True)
class Section:
    key: str
    title: Text
    intro: Text
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field:
        """Raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(f"{self.key}.{key}")
