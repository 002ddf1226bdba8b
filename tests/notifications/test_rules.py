from pathlib import Path

import pytest

from notifications import rendering
from notifications.rules import MESSAGES, RULES, WHY, Audience
from tests.notifications.sample import FULL, LEAST
from workflow.events import OTHER_EVENTS
from workflow.process import TABLE


def test_every_event_has_its_rule_and_no_rule_lacks_its_event():
    assert set(RULES) == {row.event for row in TABLE} | set(OTHER_EVENTS)


def test_an_empty_rule_says_why():
    lines = Path("notifications/rules.py").read_text().splitlines()
    empty = [number for number, line in enumerate(lines) if line.endswith(": (),")]
    assert empty
    assert [lines[number] for number in empty if not lines[number - 1].strip().startswith("#")] == []


def test_a_message_always_asks_to_act_or_never_does():
    pairs = {(rule.message, rule.act) for rules in RULES.values() for rule in rules}
    assert len(pairs) == len(MESSAGES)


def test_every_audience_has_its_reason():
    assert set(WHY) == set(Audience)


def test_every_message_has_a_folder_and_every_folder_is_used():
    assert {folder.name for folder in rendering.MESSAGES_DIR.iterdir()} == set(MESSAGES)


class Refusing(str):
    """Django shows this in place of an undefined variable; here it is an error instead."""

    def __contains__(self, _part: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined: {name}")


PREFIXES = {
    ("en", True): "Action needed: ",
    ("en", False): "For information: ",
    ("fr", True): "À faire : ",
    ("fr", False): "Pour information : ",
}


@pytest.mark.parametrize("context", [FULL, LEAST], ids=["full", "least"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_message_renders_with_nothing_undefined(name, language, context):
    source = rendering.parse(name, language, rendering.engine(Refusing("%s")))
    letter = rendering.compose(
        source,
        rendering.in_language(context, language),
        address="http://localhost/x/",
        why="you wrote it",
        language=language,
    )
    assert letter.subject.startswith(PREFIXES[language, MESSAGES[name]])
    assert rendering.in_language(LEAST["title"], language) in letter.subject
    assert "http://localhost/x/" in letter.text
    assert f'<html lang="{language}">' in letter.html
    assert "{" not in letter.text + letter.subject
    assert "  " not in letter.subject
