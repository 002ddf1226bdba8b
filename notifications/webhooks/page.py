"""Events and who hears of them, to read: docs/webhooks.md and the help page are made from it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.preferences import LABELS, part_of
from notifications.table import HEADINGS
from notifications.webhooks.hearing import HEARD, UNHEARD, Ear

EARS: dict[Ear, Promise] = {
    Ear.INSTITUTION: _("the institution"),
    Ear.PROVINCE: _("the Province"),
    Ear.PARTNER: _("the partner whose endorsement it is"),
    Ear.OWNER: _("the organisation that stated the need"),
}
# An example of what is sent; docs/webhooks.md shows it, and a test compares it with what is really sent.
EXAMPLE = {
    "type": "proposal.submit",
    "timestamp": "2026-11-30T14:05:09.120Z",
    "data": {
        "machine": "proposal",
        "transition": "submit",
        "state": "submitted",
        "subject": "5d1c9a52-6d3b-4a5e-9a53-0f1f4d0d8a11",
        "case": "5d1c9a52-6d3b-4a5e-9a53-0f1f4d0d8a11",
        "number": "TM-2026-014",
        "revision": 3,
        "url": "https://tidemark.example/.../5d1c9a52-6d3b-4a5e-9a53-0f1f4d0d8a11/",
    },
}


@dataclass(frozen=True)
class Line:
    """`why` where no machine hears of it."""

    event: str
    label: str
    hears: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]


def parts() -> list[Part]:
    """Every event once, in the active language. An event without a line in `hearing` is a KeyError."""
    return [
        Part(str(title), tuple(_line(event) for event in LABELS if part_of(event) == key))
        for key, title in HEADINGS.items()
    ]


def _line(event: str) -> Line:
    if event in UNHEARD:
        return Line(event, str(LABELS[event]), (), str(UNHEARD[event]))
    hears = tuple(str(words) for ear, words in EARS.items() if ear in HEARD[event])
    return Line(event, str(LABELS[event]), hears, "")
