"""The framework: dated numbers and words, read with types."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from workflow import clocks, framework
from workflow.models import FrameworkState, FrameworkVersion

CONTENT = json.loads(Path(framework.__file__).with_name("default_framework.json").read_text(encoding="utf-8"))


@pytest.fixture
def default(db):
    return framework.load(framework.current())


def bilingual_texts(node):
    if isinstance(node, dict):
        if set(node) == {"en", "fr"}:
            yield node
        else:
            for value in node.values():
                yield from bilingual_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from bilingual_texts(value)


def test_a_fresh_database_has_a_published_framework(default):
    assert set(FrameworkVersion.objects.values_list("state", flat=True)) == {FrameworkState.PUBLISHED}
    assert [criterion.key for criterion in default.criteria] == [f"R{number}" for number in range(1, 13)]
    assert {c.key for c in default.gate_criteria} == {"R1", "R2", "R3", "R4", "R5", "R6", "R8", "R11"}


def test_every_section_of_the_proposal_but_the_declarations_is_judged_by_some_criterion(default):
    judged = {section for criterion in default.criteria for section in criterion.sections}
    assert judged == set("ABCDEFGHIJ")


def test_every_text_exists_in_both_languages_and_they_differ():
    texts = list(bilingual_texts(CONTENT))
    assert len(texts) > 30
    assert all(text["en"].strip() and text["fr"].strip() and text["en"] != text["fr"] for text in texts)


def test_the_default_says_that_it_is_not_official(default):
    assert "not official" in default.label.text("en")
    assert "n’est pas officiel" in default.label.text("fr")


def test_a_text_speaks_the_active_language(default):
    with translation.override("fr"):
        assert str(default.criterion("R2").title) == "Preuve du besoin"
    with translation.override("en"):
        assert str(default.criterion("R2").title) == "Evidence of need"


def test_a_low_verdict_asks_for_a_comment_and_a_change(default):
    asks = {point.value: (point.comment_required, point.change_required) for point in default.scale}
    none, both = (False, False), (True, True)
    assert asks == {"3": none, "2": none, "1": both, "0": both, "NA": (True, False)}


def test_changing_a_section_reopens_the_criteria_that_judge_it(default):
    assert [c.key for c in default.criteria_judging(frozenset({"H"}))] == ["R9", "R12"]


def test_deadlines_know_their_unit(default):
    assert default.deadlines["review"] == 20
    assert "review" in default.business_deadlines
    assert default.deadlines["answer_to_return"] == 60
    assert "answer_to_return" not in default.business_deadlines
    assert default.reminders["answer_to_return"] == (30, 53)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("decision", ["approve", "approve_with_conditions", "decline", "return"])
def test_every_letter_can_be_drafted_in_both_languages(default, decision, language):
    values = {"title": "T", "institution": "I", "reference": "P-1", "date": "D", "body": "1. B", "due": "U"}
    letter = default.letter(decision, language, **values)
    assert "1. B" in letter
    assert "$" not in letter


def test_a_letter_never_reaches_into_the_values_it_is_given(default):
    with pytest.raises(KeyError):
        default.letter("approve", "en", title="only this")


def test_the_operator_may_shorten_the_holding_window(default, settings):
    assert default.holding_window == timedelta(minutes=10)
    settings.HOLDING_WINDOW_SECONDS = 0
    assert framework.load(framework.current()).holding_window == timedelta(0)


def test_the_latest_published_version_in_effect_is_current(default):
    def version(name, state, days):
        return FrameworkVersion.objects.create(
            name=name, state=state, effective_from=clocks.today() + timedelta(days=days), content=CONTENT
        )

    version("draft", FrameworkState.DRAFT, -1)
    version("tomorrow", FrameworkState.PUBLISHED, 1)
    assert framework.current().pk == default.version_id
    today = version("today", FrameworkState.PUBLISHED, 0)
    assert framework.current() == today
    with clocks.at(clocks.now() + timedelta(days=1)):
        assert framework.current().name == "tomorrow"


def test_without_a_published_version_current_says_so_and_creates_nothing(db):
    count = FrameworkVersion.objects.count()
    with clocks.at(clocks.now() - timedelta(days=10_000)), pytest.raises(FrameworkVersion.DoesNotExist):
        framework.current()
    assert FrameworkVersion.objects.count() == count
