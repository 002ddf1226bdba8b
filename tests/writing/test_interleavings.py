"""Whatever the order in which people save, no field is lost unseen."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.writing import selectors
from proposals.writing.services import Conflicting, save_section

# `make show-document` runs it with 1,000.
EXAMPLES = int(os.environ.get("TIDEMARK_INTERLEAVINGS", "150"))
SECTION = "C"
TEXTS = ("need_statement", "region", "consultation")
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([0, 1, 2]), st.just("write"), st.sampled_from(TEXTS)),
        st.tuples(st.sampled_from([0, 1, 2]), st.just("clear"), st.sampled_from(TEXTS)),
        st.tuples(st.sampled_from([0, 1, 2]), st.just("item"), st.sampled_from(["0", "1"])),
        st.tuples(st.sampled_from([0, 1, 2]), st.just("add"), st.just("")),
        st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from(["save", "keep", "reload"]), st.just("")),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class Tab:
    """One open page: the version it was drawn from, and what is in its fields now."""

    actor: Any
    seen: int = 0
    fields: dict[str, Any] = field(default_factory=dict)

    def load(self, proposal) -> None:
        self.seen = selectors.section_version(proposal, SECTION)
        self.fields = json.loads(json.dumps(selectors.working(proposal).get(SECTION, {})))


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """{path: text} of everything that is written in a section."""
    if isinstance(value, dict):
        return {k: v for name, inner in value.items() for k, v in leaves(inner, f"{path}/{name}").items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {k: v for place, inner in enumerate(value) for k, v in leaves(inner, f"{path}/{place}").items()}
    return {path: value}


@pytest.fixture
def told(record_property) -> Iterator[list[int]]:
    """How many steps each interleaving had."""
    found: list[int] = []
    yield found
    record_property("interleavings", len(found))
    record_property("saves, edits and reloads in them", sum(found))


@settings(max_examples=EXAMPLES)
@given(steps)
def test_no_interleaving_of_saves_loses_a_field(world, bea, story, told, steps):
    told.append(len(steps))
    with transaction.atomic():
        tell(world, bea, story.proposal, steps)
        transaction.set_rollback(True)


def tell(world, bea, proposal, steps) -> None:
    tabs = [Tab(world.actor("ada")), Tab(bea), Tab(world.actor("ada"))]
    for tab in tabs:
        tab.load(proposal)
    words = count()
    for who, action, place in steps:
        tab = tabs[who]
        if action == "write":
            tab.fields[place] = f"Word {next(words)}"
        elif action == "clear":
            tab.fields.pop(place, None)
        elif action == "item":
            tab.fields["evidence"][int(place)]["finding"] = f"Finding {next(words)}"
        elif action == "add":
            tab.fields["evidence"].append({"type": "data", "finding": f"Finding {next(words)}"})
        elif action == "reload":
            tab.load(proposal)
        else:
            save(tab, proposal, publish=action == "save")


def save(tab: Tab, proposal, *, publish: bool) -> None:
    """The law, checked at each save: theirs unseen by me stands, mine stands, or nothing was written."""
    base = leaves(selectors.section_at(proposal, SECTION, tab.seen))
    theirs = leaves(selectors.working(proposal).get(SECTION, {}))
    mine = leaves(tab.fields)
    version = selectors.section_version(proposal, SECTION)
    try:
        save_section(proposal.pk, SECTION, tab.fields, actor=tab.actor, seen=tab.seen, publish=publish)
    except Conflicting as found:
        assert found.merge.conflicts
        assert leaves(selectors.working(proposal)[SECTION]) == theirs
        assert selectors.section_version(proposal, SECTION) == version
        tab.load(proposal)
        return
    after = leaves(selectors.working(proposal)[SECTION])
    for place in {*base, *theirs, *mine}:
        if mine.get(place) != base.get(place):
            assert after.get(place) == mine.get(place), place
        else:
            assert after.get(place) == theirs.get(place), place
    tab.load(proposal)
