import pytest
from django.utils import translation

from notifications import rendering, samples, table
from notifications.models import Channel
from notifications.rules import AUDIENCES, HELD_IN_DOUBT, MESSAGES, NOBODY, RULES, WHY, Audience, InDoubt
from notifications.stopping import Foot
from notifications.webhooks import hearing
from notifications.webhooks.hearing import HEARD, UNHEARD
from partners.roles import OrganisationKind
from workflow.events import OTHER_EVENTS
from workflow.process import TABLE


def test_every_event_has_its_rule_and_no_rule_lacks_its_event():
    assert set(RULES) == {row.event for row in TABLE} | set(OTHER_EVENTS)


def test_every_event_says_which_machines_hear_of_it_or_why_none_does():
    assert set(HEARD) | set(UNHEARD) == set(RULES)
    assert not set(HEARD) & set(UNHEARD)
    assert all(HEARD.values()) and all(len(str(why)) > 20 for why in UNHEARD.values())
    assert all(hearing.offered(kind) for kind in OrganisationKind)


def test_an_empty_rule_says_why_and_a_rule_that_tells_does_not():
    assert {event for event, rules in RULES.items() if not rules} == set(NOBODY)
    assert all(len(str(why)) > 20 for why in NOBODY.values())


def test_a_message_always_asks_to_act_or_never_does():
    pairs = {(rule.message, rule.act) for rules in RULES.values() for rule in rules}
    assert len(pairs) == len(MESSAGES)


def test_every_audience_has_its_reason():
    assert set(WHY) == set(AUDIENCES) == set(Audience)


def test_every_rule_goes_by_mail_because_guests_have_no_inbox():
    assert all(Channel.MAIL in rule.channels for rules in RULES.values() for rule in rules)


def test_a_message_is_held_in_doubt_by_all_its_rules_or_by_none():
    pairs = {(rule.message, rule.in_doubt) for rules in RULES.values() for rule in rules}
    assert len(pairs) == len(MESSAGES)
    assert {message for message, choice in pairs if choice == InDoubt.HOLD} == HELD_IN_DOUBT


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_table_of_notices_holds_every_event_and_every_message_in_words(language):
    with translation.override(language):
        lines = [line for part in table.parts(language) for line in part.lines]
    assert sorted(line.event for line in lines) == sorted(RULES)
    assert all(line.label and bool(line.why) != bool(line.tellings) for line in lines)
    subjects = [telling.subject for line in lines for telling in line.tellings]
    assert len(subjects) == sum(len(rules) for rules in RULES.values())
    assert all(len(subject) > 10 and "{" not in subject for subject in subjects)


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
    ("fr", True): "À faire\xa0: ",
    ("fr", False): "Pour information\xa0: ",
}


@pytest.mark.parametrize("made", [samples.full, samples.least], ids=["full", "least"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_message_renders_with_nothing_undefined(name, language, made):
    context = made(name)
    source = rendering.parse(name, language, rendering.engine(Refusing("%s")))
    letter = rendering.compose(
        source,
        rendering.in_language(context, language),
        address="http://localhost/x/",
        foot=Foot(("You get this because you wrote it.",)),
        language=language,
    )
    assert letter.subject.startswith(PREFIXES[language, MESSAGES[name]])
    assert rendering.in_language(context["title"], language) in letter.subject
    assert "\nhttp://localhost/x/\n" in letter.text
    assert f'<html lang="{language}">' in letter.html
    assert "{" not in letter.text + letter.subject
    assert "  " not in letter.subject


def test_every_word_of_the_samples_is_asked_for_by_a_message():
    assert set().union(*(samples.asked_for(name) for name in MESSAGES)) | samples.LEAST == set(samples.VALUES)
    assert all(set(words) <= samples.asked_for(name) | samples.LEAST for name, words in samples.FITTING.items())
