"""A framework version with types: what the gates, the readiness panel, the reviews and the clocks read.

The shape is code (`process.py`), the numbers and words are dated data. Reading one never writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from string import Template
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from workflow import calendar
from workflow.models import FrameworkState, FrameworkVersion

BUSINESS = "business"


@dataclass(frozen=True)
class Bilingual:
    """Text in both official languages; `str()` gives the active language's."""

    en: str
    fr: str

    def text(self, language: str) -> str:
        return self.fr if language.startswith("fr") else self.en

    def __str__(self) -> str:
        return self.text(get_language() or "en")


@dataclass(frozen=True)
class Criterion:
    """`gate`: a 0 blocks approval, a 1 blocks unless conditioned. `sections`: the letters it judges."""

    key: str
    title: Bilingual
    guidance: Bilingual
    gate: bool
    sections: tuple[str, ...]


@dataclass(frozen=True)
class ScalePoint:
    """One step of the scale: "3", "2", "1", "0" or "NA"."""

    value: str
    label: Bilingual
    comment_required: bool
    change_required: bool


@dataclass(frozen=True)
class FastTrack:
    """Illustrative rule: who may go the short way, and what that way asks for.

    `record_months`: so long back nothing of the institution's was declined, has lapsed or was suspended.
    """

    non_credit: bool
    max_hours: int
    reviewers: int
    record_months: int = 24


@dataclass(frozen=True)
class AtRisk:
    """A step is at risk when less than `percent` of its business days, or fewer than `business_days`, remain."""

    percent: int = 20
    business_days: int = 2


@dataclass(frozen=True)
class KindMinimum:
    """So many endorsements by one kind of partner. `name`: "employer"; `by`: "an employer"."""

    key: str
    minimum: int
    name: Bilingual
    by: Bilingual


@dataclass(frozen=True)
class EndorsementRule:
    """What the framework asks of endorsements.

    `confirmations`: {question of the statement: answers that confirm}. `dependent_interests`: declared interests with
    which an endorsement does not count. `sections`: the letters that every statement covers at least.
    """

    minimum: int
    validity_months: int
    confirmations: Mapping[str, frozenset[str]]
    kinds: tuple[KindMinimum, ...]
    dependent_interests: frozenset[str]
    sections: tuple[str, ...]


# A version from before the rule had these parts asks for nothing more than it did.
CONFIRMED_SECTIONS = ("C", "E", "F")


@dataclass(frozen=True)
class Framework:
    """`deadlines` are days: business days where the name is in `business_deadlines`, else calendar days.

    `limits` is handed to the document's readiness checks as it is; its part "fields" says which field is asked for.
    `illustrative`: nobody has adopted it, and every page says so. `letters` holds `string.Template` texts.
    """

    version_id: UUID
    name: str
    label: Bilingual
    illustrative: bool
    criteria: tuple[Criterion, ...]
    scale: tuple[ScalePoint, ...]
    limits: Mapping[str, Any]
    deadlines: Mapping[str, int]
    business_deadlines: frozenset[str]
    reminders: Mapping[str, tuple[int, ...]]
    at_risk: AtRisk
    holding_window: timedelta
    endorsement: EndorsementRule
    fast_track: FastTrack
    reviewers_full: int
    letters: Mapping[str, Bilingual]

    def criterion(self, key: str) -> Criterion:
        """Raises KeyError for an unknown key."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)

    @property
    def gate_criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.gate)

    def criteria_judging(self, sections: frozenset[str]) -> tuple[Criterion, ...]:
        """The criteria that reopen when these sections change in substance."""
        return tuple(criterion for criterion in self.criteria if sections.intersection(criterion.sections))

    def letter(self, decision: str, language: str, **values: str) -> str:
        """The first draft of a decision letter: approve, approve_with_conditions, decline or return.

        Values: title, institution, reference, date, body (the numbered reasons, changes or conditions), due.
        Raises KeyError when the decision or a value is missing.
        """
        return Template(self.letters[decision].text(language)).substitute(values)


def current() -> FrameworkVersion:
    """The published version in effect today; at a moment in the past, the one of then, since superseded.

    Raises:
        FrameworkVersion.DoesNotExist: none is; the operator publishes one.
    """
    begun = FrameworkVersion.objects.filter(effective_from__lte=calendar.today())
    return begun.exclude(state=FrameworkState.DRAFT).latest("effective_from", "created_at")


def load(version: FrameworkVersion) -> Framework:
    """Raises KeyError when the content lacks a part; publishing therefore loads it first."""
    content: Mapping[str, Any] = version.content
    deadlines: Mapping[str, Mapping[str, Any]] = content["deadlines"]
    return Framework(
        version_id=version.pk,
        name=version.name,
        label=_bilingual(content["label"]),
        illustrative=content.get("illustrative", True),
        criteria=tuple(_criterion(item) for item in content["criteria"]),
        scale=tuple(_scale_point(item) for item in content["scale"]),
        limits=content["limits"] | {"fields": content.get("fields", {})},
        deadlines={name: int(item["days"]) for name, item in deadlines.items()},
        business_deadlines=frozenset(name for name, item in deadlines.items() if item["unit"] == BUSINESS),
        reminders={name: tuple(item["reminders"]) for name, item in deadlines.items() if "reminders" in item},
        at_risk=AtRisk(**_given(content.get("at_risk", {}))),
        holding_window=_holding_window(content),
        endorsement=_endorsement_rule(content["endorsement"]),
        fast_track=FastTrack(**_given(content["fast_track"])),
        reviewers_full=content["reviewers_full"],
        letters={name: _bilingual(text) for name, text in content["letters"].items()},
    )


def _holding_window(content: Mapping[str, Any]) -> timedelta:
    """The operator may shorten the window for a demonstration (TIDEMARK_HOLDING_SECONDS)."""
    override: int | None = settings.HOLDING_WINDOW_SECONDS
    return timedelta(seconds=content["holding_window_seconds"] if override is None else override)


def _given(item: Mapping[str, Any]) -> dict[str, Any]:
    """What is left empty has its default."""
    return {name: value for name, value in item.items() if value is not None}


def _bilingual(text: Mapping[str, str]) -> Bilingual:
    return Bilingual(en=text["en"], fr=text["fr"])


def _criterion(item: Mapping[str, Any]) -> Criterion:
    return Criterion(
        key=item["key"],
        title=_bilingual(item["title"]),
        guidance=_bilingual(item["guidance"]),
        gate=item["gate"],
        sections=tuple(item["sections"]),
    )


def _endorsement_rule(item: Mapping[str, Any]) -> EndorsementRule:
    confirmations = item.get("confirmations") or {"demand": item["demand"]}
    return EndorsementRule(
        minimum=item["minimum"],
        validity_months=item["validity_months"],
        confirmations={key: frozenset(values) for key, values in confirmations.items() if values},
        kinds=tuple(
            KindMinimum(one["key"], one["minimum"], _bilingual(one["name"]), _bilingual(one["by"]))
            for one in item.get("kinds", ())
            if one["minimum"]
        ),
        dependent_interests=frozenset(item.get("dependent_interests", ())),
        sections=tuple(item.get("sections", CONFIRMED_SECTIONS)),
    )


def _scale_point(item: Mapping[str, Any]) -> ScalePoint:
    return ScalePoint(
        value=item["value"],
        label=_bilingual(item["label"]),
        comment_required=item["comment_required"],
        change_required=item["change_required"],
    )
