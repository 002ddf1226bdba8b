"""One declaration drives the form, the checks, the pages and the comparison of a framework."""

import dataclasses
import json
import re
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from proposals.document import readiness
from proposals.frameworks import declaration, numbers, paths
from proposals.frameworks.checking import lacks
from proposals.frameworks.display import blocks, compared
from proposals.frameworks.endorsement import up_to_date
from proposals.frameworks.forms import PartForm, stored
from proposals.frameworks.shapes import Kind, Leaf
from workflow import framework as frameworks
from workflow.framework import Framework
from workflow.models import FrameworkVersion

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = json.loads((ROOT / "workflow" / "default_framework.json").read_text(encoding="utf-8"))
CONTENT = {"name": "Default"} | up_to_date(DEFAULT)
PARTS = declaration.parts(CONTENT)
LEAVES = [(part, leaf) for part in PARTS for leaf in part.leaves]


def names(node, path=""):
    """The path of every value of the content."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in paths.NAMES:
                yield from names(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        for item in node:
            step = next(item[name] for name in paths.NAMES if name in item)
            yield from names(item, f"{path}.{step}")
    else:
        yield path


def load(content) -> Framework:
    content = dict(content)
    version = FrameworkVersion(pk=UUID(int=1), name=content.pop("name"), effective_from=date(2026, 1, 1))
    version.content = content
    return frameworks.load(version)


def test_every_value_of_the_default_has_a_field_in_some_form():
    shown = {name for part, leaf in LEAVES for name in leaf.names}
    pairs = {name.rpartition(".")[0] for name in shown if name.rpartition(".")[2].isdecimal()}
    words = re.compile(r"endorsement\.kinds\.\w+\.(name|by)\.")  # what a kind is called is no choice
    assert {path for path in names(CONTENT) if path not in shown | pairs and not words.match(path)} == set()


def test_every_key_of_the_framework_is_moved_by_some_field():
    before = load(CONTENT)
    moved = set()
    for _part, leaf in LEAVES:
        for name in leaf.names:
            after = load(paths.put(CONTENT, {name: other(leaf, paths.get(CONTENT, name))}))
            moved |= {
                one.name
                for one in dataclasses.fields(Framework)
                if getattr(after, one.name) != getattr(before, one.name)
            }
    assert {one.name for one in dataclasses.fields(Framework)} - moved == {"version_id"}


def other(leaf: Leaf, value):
    """A valid value that differs from `value`."""
    match leaf.kind:
        case Kind.INTEGER:
            return leaf.minimum if value != leaf.minimum else leaf.maximum
        case Kind.BOOLEAN:
            return not value
        case Kind.CHOICE:
            return next((key for key, _label in leaf.choices if key and key != value), value)
        case Kind.CHOICES:
            return [key for key, _label in leaf.choices if key not in (value or [])] or [leaf.choices[0][0]]
        case Kind.NUMBERS:
            return [1, 2] if value != [1, 2] else [1]
    return f"{value or ''} $body more"


def test_the_default_can_be_published_and_is_read_whole():
    assert lacks(CONTENT) == []
    shown = {row.label for block in blocks(CONTENT, "fr") for row in block.rows}
    assert len(shown) > 40


def test_every_check_of_the_readiness_panel_can_be_made_to_block():
    source = Path(readiness.__file__).read_text(encoding="utf-8")
    keys = set(re.findall(r'yield "([a-z_]+)"', source)) | set(re.findall(r'^\s+"([a-z_]+)",$', source, re.MULTILINE))
    assert keys - {"employer"} == set(numbers.CHECKED)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_a_form_that_is_sent_as_it_is_shown_changes_nothing(part):
    form = stored(part, CONTENT)
    assert form.is_valid(), form.errors
    after = paths.put(CONTENT, changes(form))
    assert after == CONTENT
    assert compared(CONTENT, paths.put(CONTENT, form.values)) == []


def changes(form: PartForm):
    """What a save writes of a form: the values that differ from what stands."""
    return {name: value for name, value in form.values.items() if said(paths.get(CONTENT, name)) != said(value)}


VALUES = {
    Kind.TEXT: lambda leaf: st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40
    ),
    Kind.LONG_TEXT: lambda leaf: st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="$"), min_size=1, max_size=90
    ).map(lambda text: f"{text} $body"),
    Kind.INTEGER: lambda leaf: st.integers(leaf.minimum, leaf.maximum),
    Kind.BOOLEAN: lambda leaf: st.booleans(),
    Kind.CHOICE: lambda leaf: st.sampled_from([key for key, _label in leaf.choices]),
    Kind.CHOICES: lambda leaf: st.lists(st.sampled_from([key for key, _label in leaf.choices]), unique=True),
    Kind.NUMBERS: lambda leaf: st.lists(st.integers(1, 6), unique=True, max_size=3).map(sorted),
}


def test_an_older_version_says_the_same_in_todays_words():
    assert load({"name": "Default"} | DEFAULT) == load(CONTENT)


@given(st.data())
def test_what_is_edited_is_what_is_loaded(data):
    """Any valid values of a part, typed into its form: stored, read again and shown as they were typed."""
    part = data.draw(st.sampled_from(PARTS))
    wanted = {name: data.draw(VALUES[leaf.kind](leaf)) for leaf in part.leaves for name in leaf.names}
    for low, high in (("limits.summary_words.0", "limits.summary_words.1"), ("limits.hours_min", "limits.hours_max")):
        if low in wanted:
            wanted[low], wanted[high] = sorted((wanted[low], wanted[high]))
    if part.key == "deadlines":
        for name, _label, _units, reminded in numbers.CLOCKS:
            wanted[f"deadlines.{name}.days"] = max(wanted[f"deadlines.{name}.days"], 7 if reminded else 1)
        for one in ("invitation", "conditions"):
            low, high = f"deadlines.{one}_min.days", f"deadlines.{one}_max.days"
            wanted[low], wanted[high] = sorted((wanted[low], wanted[high]))
    form = PartForm(part, CONTENT, posted(wanted))
    assert form.is_valid(), form.errors
    after = paths.put(CONTENT, changes(form))
    assert {name: said(paths.get(after, name)) for name in wanted} == {name: said(wanted[name]) for name in wanted}
    again = stored(part, after)
    assert again.is_valid()
    assert {name: said(value) for name, value in again.values.items()} == {
        name: said(value) for name, value in form.values.items()
    }
    assert load(after) == load(json.loads(json.dumps(after)))
    changed = {one.path for one in compared(CONTENT, after)}
    assert changed == {name for name in wanted if said(paths.get(CONTENT, name)) != said(wanted[name])}


def said(value):
    return None if value in ("", [], None) else sorted(value) if isinstance(value, list) else value


def posted(values) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], int):
            data[name] = ", ".join(map(str, value))
        elif isinstance(value, list):
            data.setlist(name, value)
        elif value is not False:
            data[name] = str(value) if value is not True else "on"
    return data


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("limits.hours_min", 500, "Choose 500 or more"),
        ("deadlines.invitation.reminders", [12, 7], "in order"),
        ("deadlines.invitation.reminders", [7, 14], "comes before the deadline"),
        ("deadlines.review.days", 0, "greater than or equal to 1"),
        ("letters.approve.fr", "Sans motifs", "$body"),
        ("letters.approve.fr", "$body et $salaire", "$salaire"),
        ("letters.approve.en", "$body costs $5", "dollar sign"),
        ("criteria.R4.title.fr", "", "missing"),
        ("criteria.R4.sections", [], "missing"),
        ("fields.C.duplication.max_words", 301, "less than or equal to 300"),
    ],
)
def test_what_does_not_make_sense_cannot_be_published_and_is_said_at_its_place(path, value, sentence):
    found = lacks(paths.put(CONTENT, {path: value}))
    assert any(sentence in lack.sentence for lack in found), found
    assert all(lack.part for lack in found)


def test_a_version_has_criteria_a_gate_and_a_judge_for_every_section():
    def sentences(criteria):
        return " ".join(lack.sentence for lack in lacks({**CONTENT, "criteria": criteria}))

    assert "Add at least one criterion." in sentences([])
    assert "at least one criterion a gate" in sentences([{**one, "gate": False} for one in DEFAULT["criteria"]])
    assert "No criterion judges these sections: H." in sentences(
        [one for one in DEFAULT["criteria"] if one["key"] not in {"R9", "R12"}]
    )
