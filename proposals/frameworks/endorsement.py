"""What a framework asks of endorsements: how many, by whom, saying what; and older versions read in the same words."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from proposals.codesign.statement import COVERED_SECTIONS, Degree, Interest, SpeaksFor
from proposals.document.declaration import section
from proposals.frameworks.numbers import number
from proposals.frameworks.shapes import Kind, Leaf, Part
from workflow.clocks import INVITATION_DAYS
from workflow.framework import CONFIRMED_SECTIONS

# What a kind of partner is called in a sentence ("an endorsement by …"): kept with the number, for the gates.
KIND_WORDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    SpeaksFor.EMPLOYER: (("employer", "employeur"), ("an employer", "un employeur")),
    SpeaksFor.ASSOCIATION: (
        ("industry group", "groupe sectoriel"),
        ("an industry group or association", "un groupe sectoriel ou une association"),
    ),
    SpeaksFor.UNION: (("union", "syndicat"), ("a union", "un syndicat")),
    SpeaksFor.PROFESSIONAL: (
        ("professional body", "organisme professionnel"),
        ("a professional body", "un organisme professionnel"),
    ),
    SpeaksFor.COMMUNITY: (
        ("community organisation", "organisme communautaire"),
        ("a community organisation", "un organisme communautaire"),
    ),
    SpeaksFor.INDIGENOUS: (
        ("Indigenous community", "communauté autochtone"),
        ("an Indigenous community or organisation", "une communauté ou une organisation autochtone"),
    ),
}
DEMAND, ASSESSMENT = "endorsement.confirmations.demand", "endorsement.confirmations.assessment"

PART = Part(
    "endorsement",
    gettext_lazy("Endorsements"),
    (
        number("endorsement.minimum", gettext_lazy("Current endorsements from outside"), 0, 10),
        *(
            number(
                f"endorsement.kinds.{kind.value}.minimum",
                format_lazy("{}: {}", gettext_lazy("At least so many by this kind of partner"), kind.label),
                0,
                10,
            )
            for kind in SpeaksFor
        ),
        Leaf(
            DEMAND,
            gettext_lazy("“Is it needed?”: answers that count"),
            Kind.CHOICES,
            optional=True,
            choices=tuple(Degree.choices),
            hint=gettext_lazy("None ticked: every answer counts."),
        ),
        Leaf(
            ASSESSMENT,
            gettext_lazy("“Is it assessed as on the job?”: answers that count"),
            Kind.CHOICES,
            optional=True,
            choices=tuple(Degree.choices),
            hint=gettext_lazy("None ticked: every answer counts."),
        ),
        Leaf(
            "endorsement.dependent_interests",
            gettext_lazy("Declared interests with which an endorsement does not count"),
            Kind.CHOICES,
            optional=True,
            choices=tuple(Interest.choices),
        ),
        Leaf(
            "endorsement.sections",
            gettext_lazy("Sections that every statement covers"),
            Kind.CHOICES,
            choices=tuple((key, format_lazy("{}. {}", key, section(key).title)) for key in COVERED_SECTIONS),
        ),
        number("endorsement.validity_months", gettext_lazy("Months for which an endorsement is valid"), 1, 120),
    ),
)


def up_to_date(content: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in today's words, which says the same: older versions ask for one confirmation and for no kinds."""
    found = deepcopy(dict(content))
    rule = found.setdefault("endorsement", {})
    demand = rule.pop("demand", None)
    confirmations = rule.setdefault("confirmations", {} if demand is None else {"demand": demand})
    confirmations.setdefault("assessment", [])
    rule.setdefault("dependent_interests", [])
    rule.setdefault("sections", list(CONFIRMED_SECTIONS))
    there = {one["key"]: one for one in rule.get("kinds", ())}
    rule["kinds"] = [there.get(kind) or _kind(kind) for kind in KIND_WORDS]
    for name, days in zip(("invitation_min", "invitation_max"), INVITATION_DAYS, strict=True):
        found["deadlines"].setdefault(name, {"days": days, "unit": "calendar"})
    return {"illustrative": True, "fields": {}} | found


def _kind(kind: str) -> dict[str, Any]:
    name, by = KIND_WORDS[kind]
    return {
        "key": str(kind),
        "minimum": 0,
        "name": dict(zip(("en", "fr"), name, strict=True)),
        "by": dict(zip(("en", "fr"), by, strict=True)),
    }
