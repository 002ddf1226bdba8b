"""Everything a framework version says, declared once: the parts, their values, the ranges, the rules between them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.document.declaration import SECTIONS
from proposals.frameworks import endorsement, letters, numbers
from proposals.frameworks.asked import FIELD_PARTS
from proposals.frameworks.paths import get
from proposals.frameworks.shapes import Content, Fault, Kind, Leaf, Part

CRITERION = "criterion-"
JUDGED = tuple((one.key, format_lazy("{}. {}", one.key, one.title)) for one in SECTIONS if one.key != "K")

GENERAL = Part(
    "general",
    gettext_lazy("Name and standing"),
    (
        Leaf("name", gettext_lazy("Name"), Kind.TEXT, max_chars=120, hint=gettext_lazy("Each version has its own.")),
        Leaf(
            "label",
            gettext_lazy("What readers are told about it"),
            Kind.LONG_TEXT,
            bilingual=True,
            hint=gettext_lazy("Stands above the framework wherever it is shown."),
        ),
        Leaf(
            "illustrative",
            gettext_lazy("It is illustrative, not official"),
            Kind.BOOLEAN,
            hint=gettext_lazy("Leave the mark on until the framework has been adopted by whoever may adopt one."),
        ),
    ),
)


def criterion(key: str) -> Part:
    """The part of one criterion; a criterion keeps its key for life, because verdicts speak of it."""
    path = f"criteria.{key}"
    return Part(
        f"{CRITERION}{key}",
        format_lazy("{} {}", gettext_lazy("Criterion"), key),
        (
            Leaf(f"{path}.title", gettext_lazy("Title"), Kind.TEXT, bilingual=True, max_chars=120),
            Leaf(f"{path}.guidance", gettext_lazy("What to look for"), Kind.LONG_TEXT, bilingual=True),
            Leaf(
                f"{path}.gate",
                gettext_lazy("It is a gate"),
                Kind.BOOLEAN,
                hint=gettext_lazy("“Not met” blocks an approval; “partly” blocks it unless a condition covers it."),
            ),
            Leaf(
                f"{path}.sections",
                gettext_lazy("Sections that it judges"),
                Kind.CHOICES,
                choices=JUDGED,
                hint=gettext_lazy("After a return, it is judged again when one of these has changed."),
            ),
        ),
    )


WORDS, COMMENT = gettext_lazy("words"), gettext_lazy("it needs a comment")
CHANGE = gettext_lazy("it becomes a required change")
SCALE = Part(
    "scale",
    gettext_lazy("Scale"),
    tuple(
        leaf
        for value in ("3", "2", "1", "0", "NA")
        for leaf in (
            Leaf(f"scale.{value}.label", format_lazy("{}: {}", value, WORDS), Kind.TEXT, bilingual=True, max_chars=80),
            Leaf(f"scale.{value}.comment_required", format_lazy("{}: {}", value, COMMENT), Kind.BOOLEAN),
            Leaf(f"scale.{value}.change_required", format_lazy("{}: {}", value, CHANGE), Kind.BOOLEAN),
        )
    ),
    gettext_lazy("The steps are the same in every version; their words and what they ask for are not."),
)


def criteria_keys(content: Content) -> list[str]:
    return [str(item["key"]) for item in content.get("criteria") or () if isinstance(item, Mapping)]


def parts(content: Content) -> tuple[Part, ...]:
    """Every part of this version, in reading order; the criteria are its own."""
    return (
        GENERAL,
        *(criterion(key) for key in criteria_keys(content)),
        SCALE,
        numbers.LIMITS,
        numbers.CHECKS,
        *FIELD_PARTS,
        numbers.DEADLINES,
        numbers.REVIEW,
        endorsement.PART,
        *letters.PARTS,
    )


def part(content: Content, key: str) -> Part:
    """Raises KeyError."""
    for found in parts(content):
        if found.key == key:
            return found
    raise KeyError(key)


def whole(content: Content) -> Iterator[Fault]:
    """What no single part can see; the path is empty, or names the criterion."""
    keys = criteria_keys(content)
    if not keys:
        yield "", _("Add at least one criterion.")
    if keys and not any(get(content, f"criteria.{key}.gate") for key in keys):
        yield "", _("Make at least one criterion a gate.")
    judged: set[Any] = set()
    for key in keys:
        judged |= set(get(content, f"criteria.{key}.sections") or ())
    idle = [key for key, _label in JUDGED if key not in judged]
    if keys and idle:
        yield "", _("No criterion judges these sections: %(keys)s.") % {"keys": ", ".join(idle)}
