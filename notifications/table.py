"""The rules as a table to read: docs/notices.md and the help page are made from it, in the active language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from notifications import rendering
from notifications.preferences import LABELS, part_of
from notifications.rules import AUDIENCES, NOBODY, RULES, InDoubt, Rule
from notifications.services import how

HEADINGS: dict[str, Promise] = {
    "proposal": gettext_lazy("Proposal"),
    "endorsement": gettext_lazy("Endorsement"),
    "review": gettext_lazy("Review"),
    "listing": gettext_lazy("Listing"),
    "need": gettext_lazy("Need"),
    "": gettext_lazy("Beside the steps: dates and conversations"),
}
DOUBTS: dict[InDoubt, Promise] = {
    InDoubt.REPEAT: gettext_lazy("sent again"),
    InDoubt.HOLD: gettext_lazy("kept back"),
}


@dataclass(frozen=True)
class Telling:
    audience: str
    act: bool
    subject: str
    channels: str
    in_doubt: str


@dataclass(frozen=True)
class Line:
    """`why` says why nobody is told, where `tellings` is empty."""

    event: str
    label: str
    tellings: tuple[Telling, ...]
    why: str


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    lines: tuple[Line, ...]


def parts(language: str) -> list[Part]:
    """Every event once. `language` is the active one ("en", "fr"). A missing rule is a KeyError."""
    return [Part(key or "other", str(title), tuple(_lines(key, language))) for key, title in HEADINGS.items()]


def _lines(part: str, language: str) -> Iterator[Line]:
    for event in (one for one in LABELS if part_of(one) == part):
        tellings = tuple(_telling(rule, language) for rule in RULES[event])
        yield Line(event, str(LABELS[event]), tellings, "" if tellings else str(NOBODY[event]))


def _telling(rule: Rule, language: str) -> Telling:
    return Telling(
        audience=str(AUDIENCES[rule.audience]),
        act=rule.act,
        subject=rendering.subject_in_words(rule.message, language),
        channels=how(rule.channels),
        in_doubt=str(DOUBTS[rule.in_doubt]),
    )
