"""Random coverage, random edits of any field: stale are exactly the endorsements that cover what changed in substance.

`TIDEMARK_EDITS` is the number of examples.
"""

import os
import unicodedata
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from config.demo.story import statement
from partners.actors import Actor
from proposals.codesign import endorsing
from proposals.codesign.statement import COVERED_SECTIONS
from proposals.document.declaration import SECTIONS
from proposals.document.shapes import Change, Field, Kind
from proposals.selectors import latest_revision
from proposals.writing.services import effect_of_saving, save_section
from tests.world import in_force

EXAMPLES = int(os.environ.get("TIDEMARK_EDITS", "60"))
PARTNERS = ("fundy", "harbour", "clare")
FIELDS = [(one.key, field) for one in SECTIONS if one.key != "K" for field in one.fields]
fresh = count(1)


@dataclass(frozen=True)
class Edit:
    """`how`: "change" gives the field another meaning, "clear" takes it away, "dress" writes the same otherwise."""

    section: str
    field: Field
    how: str

    def __repr__(self) -> str:
        return f"{self.how} {self.section}.{self.field.key}"


edits = st.builds(
    lambda place, how: Edit(*place, how), st.sampled_from(FIELDS), st.sampled_from(["change", "clear", "dress"])
)
coverage = st.sets(st.sampled_from(COVERED_SECTIONS))
examples = st.tuples(st.tuples(*[coverage for _ in PARTNERS]), st.lists(edits, min_size=1, max_size=3))


def another(field: Field, value: Any) -> Any:
    """A value of another meaning."""
    number = next(fresh)
    if field.bilingual:
        return {**(value or {}), "en": f"Another text {number}."}
    match field.kind:
        case Kind.INTEGER | Kind.DECIMAL:
            return (value or 0) + number
        case Kind.BOOLEAN:
            return not value
        case Kind.DATE:
            return f"2031-01-{number % 28 + 1:02d}" if value != f"2031-01-{number % 28 + 1:02d}" else "2032-02-02"
        case Kind.CHOICE:
            return next(key for key, _label in field.choices if key != value)
        case Kind.CHOICES:
            keys = [key for key, _label in field.choices]
            return keys if value != keys else keys[:1]
        case Kind.STRINGS:
            return [*(value or []), f"Another {number}"]
        case Kind.NOC:
            return ["31301"] if value != ["31301"] else ["72400"]
        case Kind.NAICS:
            return ["62"] if value != ["62"] else ["22"]
        case Kind.ITEMS:
            part = next(part for part in field.item if part.kind in {Kind.TEXT, Kind.LONG_TEXT})
            items = deepcopy(value or []) or [{}]
            items[-1][part.key] = f"Another text {number}."
            return items
        case Kind.URL:
            return f"https://example.org/{number}"
        case Kind.EMAIL:
            return f"other{number}@institution.example"
        case _:
            return f"Another text {number}."


def dressed(value: Any) -> Any:
    """The same in another dress: white space, order of keys, another Unicode form, empty things, floats."""
    if isinstance(value, str):
        return "  " + unicodedata.normalize("NFD", value).replace(" ", " \n  ") + " "
    if isinstance(value, dict):
        return {"nothing": "", **{key: dressed(item) for key, item in reversed(value.items())}}
    if isinstance(value, list):
        return [dressed(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def carried_out(edit: Edit, content: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The section after the edit, and whether its meaning differs."""
    section = dict(content.get(edit.section, {}))
    value = section.get(edit.field.key)
    empty = value in (None, "", [], {})
    if edit.how == "change":
        return section | {edit.field.key: another(edit.field, value)}, True
    if edit.how == "clear":
        section.pop(edit.field.key, None)
        return section, not empty
    return section | {edit.field.key: dressed(value)}, False


@pytest.fixture
def story(world):
    """A framework that leaves the choice of sections to the partner; three partners have signed."""
    in_force(sections=[])
    story = world.story().invite(*PARTNERS).open()
    for partner in PARTNERS:
        story.endorse(partner)
    return story


def row(story, partner):
    return story.proposal.endorsements.get(organisation=story.organisation(partner))


def sign_again(story, partner: str, covers: set[str]) -> None:
    endorsement = row(story, partner)
    endorsing.sign(
        endorsement.pk,
        statement(story.content, "yes") | {"speaks_for": "employer", "covers": sorted(covers)},
        actor=Actor(endorsement.person, guest_link=endorsement.guest_link),
        seen_version=endorsement.version,
        seen_revision=latest_revision(story.proposal).number,
        shown_text="as shown",
        language="en",
        idempotency_key=None,
    )


def test_stale_are_exactly_those_that_cover_what_changed_in_substance(story, record_property):
    made = {"edits": 0, "in substance": 0, "stale": 0}

    @settings(max_examples=EXAMPLES)
    @given(examples)
    def holds(example) -> None:
        coverages, changes = example
        covered = dict(zip(PARTNERS, coverages, strict=True))
        with transaction.atomic():
            for partner, covers in covered.items():
                sign_again(story, partner, covers)
            expected: set[str] = set()
            for edit in changes:
                expected |= one_edit(story, edit, covered, expected)
                made["edits"] += 1
                assert {partner for partner in PARTNERS if row(story, partner).state == "stale"} == expected
            made["stale"] += len(expected)
            transaction.set_rollback(True)

    def one_edit(story, edit: Edit, covered: dict[str, set[str]], stale: set[str]) -> set[str]:
        content = latest_revision(story.proposal).content
        value, differs = carried_out(edit, content)
        in_substance = differs and edit.field.change != Change.EDITORIAL
        hit = {name for name, covers in covered.items() if in_substance and edit.section in covers} - stale
        foretold = effect_of_saving(story.proposal, edit.section, value).endorsements
        assert {one.organisation_id for one in foretold} == {story.organisation(name).pk for name in hit}
        save_section(story.proposal.pk, edit.section, value, actor=story.actor("ada"), seen=None)
        for name in hit:
            because = row(story, name).stale_because
            assert because["sections"] == [edit.section]
            assert set(because["unchanged"]) == covered[name] - {edit.section}
            assert because["by"] == "Ada Boudreau"
        made["in substance"] += in_substance
        return hit

    holds()
    assert made["in substance"] > EXAMPLES / 4
    for name, number in made.items():
        record_property(f"staleness: {name}", number)
    record_property("staleness: examples", EXAMPLES)
