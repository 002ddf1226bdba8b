"""Every field is declared once, with everything that other rooms ask of it."""

import csv
import json
from pathlib import Path

import pytest
from django.http import QueryDict
from django.utils import translation

from proposals.document.checking import faults
from proposals.document.declaration import SECTIONS, public_fields, section
from proposals.document.display import display, public_view
from proposals.document.forms import section_form
from proposals.document.readiness import ReadinessFacts, check
from proposals.document.sample import complete, topics
from proposals.document.shapes import Change, Field, Kind
from workflow import clocks

DATA = Path(__file__).resolve().parents[2] / "data"
FRAMEWORK = Path(__file__).resolve().parents[2] / "workflow" / "default_framework.json"
FIELDS = [(one, field) for one in SECTIONS for field in one.fields]
PLACES = [f"{one.key}.{field.key}" for one, field in FIELDS]


def test_sections_are_a_to_k_and_no_field_stands_twice():
    assert [one.key for one in SECTIONS] == list("ABCDEFGHIJK")
    assert len(set(PLACES)) == len(PLACES) == 92


@pytest.mark.parametrize(("one", "field"), FIELDS, ids=PLACES)
def test_every_field_is_whole(one, field):
    check_whole(field)
    for part in field.item:
        check_whole(part)


def check_whole(field: Field) -> None:
    assert isinstance(field.change, Change)
    assert str(field.label)
    assert bool(field.choices) == (field.kind in {Kind.CHOICE, Kind.CHOICES})
    assert bool(field.item) == (field.kind == Kind.ITEMS)
    with translation.override("fr"):
        assert str(field.label)


@pytest.mark.parametrize("topic", topics())
def test_a_sample_is_complete_and_has_no_fault(topic):
    content = complete(topic)
    assert faults(content) == []
    limits = json.loads(FRAMEWORK.read_text(encoding="utf-8"))["limits"]
    facts = ReadinessFacts(endorsements_current=1, endorsements_stale=0, today=clocks.today())
    missing = [f for f in check(content, facts, limits) if f.blocking]
    assert {finding.section for finding in missing} <= {"K"}


@pytest.mark.parametrize("topic", topics())
@pytest.mark.parametrize("key", "ABCDEFGHIJ")
def test_what_a_form_shows_it_gives_back_unchanged(topic, key):
    content = complete(topic)[key]
    shown = section_form(key, content=content)
    data = {}
    for bound in shown:
        value = bound.field.prepare_value(bound.value()) if hasattr(bound.field, "prepare_value") else bound.value()
        if value not in (None, False):
            data[bound.html_name] = value
    data |= {f"{name}-count": str(count) for name, count in shown.counts.items()}
    form = section_form(key, posted(data), content)
    assert form.is_valid(), form.errors
    given = {name: value for name, value in form.to_content().items() if value is not False}
    assert given == {name: value for name, value in content.items() if value is not False}


def posted(values: dict) -> QueryDict:
    """As a browser sends it."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_every_repeating_field_says_what_one_of_its_items_is_called():
    named = {field.key: str(field.one) for _one, field in FIELDS if field.kind == Kind.ITEMS}
    assert named["competencies"] == "Competency"
    assert all(named.values())
    assert not any(field.one for _one, field in FIELDS if field.kind != Kind.ITEMS)


def test_choices_that_name_a_ctdl_concept_are_concepts_of_ctdl():
    with (DATA / "ctdl" / "ctdl_concepts_derived.csv").open(encoding="utf-8") as rows:
        concepts = {row["concept"] for row in csv.DictReader(rows)}
    named = {
        key for _one, field in FIELDS for part in (field, *field.item) for key, _label in part.choices if ":" in key
    }
    assert named
    assert named - concepts == set()


def test_the_public_view_shows_public_fields_only():
    shown = {(view.key, row.field) for view in public_view(complete(), "en") for row in view.rows}
    public = {(one.key, field.key) for one, field in public_fields()}
    assert shown
    assert shown <= public
    assert {(view.key, row.field) for view in display(complete(), "en") for row in view.rows} - public


def test_items_are_added_and_removed_without_losing_what_was_typed():
    data = posted({"evidence-count": "1", "evidence-0-source": "First", "need_statement": "Typed", "add-evidence": "1"})
    more = section_form("C", data).changed_items()
    assert more is not None
    assert (more.counts["evidence"], more["evidence-0-source"].value()) == (2, "First")
    data = more.data.copy()
    data.update({"evidence-1-source": "Second", "remove-evidence-0": "1"})
    less = section_form("C", data).changed_items()
    assert less is not None
    assert (less.counts["evidence"], less["evidence-0-source"].value()) == (1, "Second")
    assert less["need_statement"].value() == "Typed"


@pytest.mark.parametrize("count", ["x", "-1", "99999999999", "1e3", "", "²"])
def test_a_forged_count_of_items_is_harmless(count):
    form = section_form("E", posted({"competencies-count": count}))
    form.is_valid()
    assert form.counts["competencies"] <= (section("E").field("competencies").max_items or 20)
