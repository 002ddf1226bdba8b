"""The pages made from the process table are in step with it."""

import xml.etree.ElementTree as ET

from config.management.commands.generate_process_page import generated
from config.process_diagram import IN_WORDS, PLACES, ROUTES
from workflow.process import TABLE, rows_of
from workflow.states import ProposalState


def test_the_committed_page_and_diagram_are_what_the_code_says():
    stale = [path.name for path, text in generated().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run `manage.py generate_process_page`"


def test_the_page_holds_every_transition_of_every_machine():
    page = next(text for path, text in generated().items() if path.name == "process.md")
    assert all(page.count(f"`{row.name}`<br>{row.label}") for row in TABLE)
    assert page.count("stateDiagram-v2") == 5


def test_the_diagram_has_a_place_for_every_state_and_a_route_for_every_move_and_no_others():
    assert set(PLACES) == set(ProposalState)
    moves = {(s, row.name) for row in rows_of("proposal") if row.name not in IN_WORDS for s in row.sources}
    assert set(ROUTES) == moves


def test_the_diagram_says_in_words_what_it_shows():
    svg = next(text for path, text in generated().items() if path.suffix == ".svg")
    root = ET.fromstring(svg)
    names = {child.tag.rpartition("}")[2]: child.text for child in root if child.get("id")}
    assert root.get("role") == "img"
    assert names["title"] == "The states of a proposal"
    assert "Take back: from" in names["desc"]
    assert "submit: sign-off to submitted" in names["desc"]
