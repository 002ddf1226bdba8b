"""What hostile answers to the statement meet: clear errors, nothing changed, text shown as text."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.codesign.models import Statement
from proposals.codesign.statement import QUESTIONS, Ask
from tests.codesign.statements import at, form, row


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open()


HOSTILE = [
    {"demand": "perhaps"},
    {"demand": ["yes", "perhaps"]},
    {"competency-1": "1; DROP TABLE"},
    {"demand_reason": "x" * 50_000},
    {"demand_reason": "a\x00b"},
    {"conditions": "a\x00b"},
    {"conditions": "\n".join(f"Condition {number}" for number in range(40))},
    {"conditions": "x" * 600},
    {"involved_from": "0000-00-00"},
    {"involved_from": "yesterday"},
    {"involved_from": "2026-05-01", "involved_until": "2026-04-01"},
    {"valid_until": "9999-12-31"},
    {"valid_until": "2001-01-01"},
    {"website": "javascript:alert(1)"},
    {"website": "x" * 3000},
    {"naics": "99-99"},
    {"size": "[]"},
    {"occupations": ["99999", "\x00"]},
    {"consents": ["name", "everything"]},
    {"confidential": ["authority", "demand"]},
    {"covers": ["Z", "K"]},
    {"met": ["never said"], "demand": "?"},
    {"interests": "{}" * 1000},
    {"speaks_for": "the King"},
    {"person_name": "x" * 5000},
    {"legal_name": "\x00"},
]


@pytest.mark.parametrize("wrong", HOSTILE, ids=lambda one: "-".join(one))
def test_hostile_answers_meet_clear_errors_and_change_nothing(world, story, wrong):
    client = world.guest(row(story))
    before = row(story).draft
    for button in ({"sign": "1"}, {"keep": "1"}):
        response = client.post(at("endorse", story), form(story) | wrong | button)
        assert response.status_code == 422, wrong
        page = response.content.decode()
        assert "There is a problem" in page
        assert "govuk-error-message" in page
    assert row(story).draft == before
    assert Statement.objects.count() == 0


HIDDEN = ("seen_version", "seen_revision", "idempotency_key")


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(
            [*QUESTIONS, "competency-1", "competency-9", "authority", "seen_version", "seen_revision", "sign"]
        ),
        st.one_of(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=4)),
        max_size=6,
    )
)
def test_whatever_is_sent_there_is_an_answer(world, story, sent):
    client = world.guest(row(story))
    clean = urlencode({**form(story), **sent}, doseq=True, errors="replace")
    for name in ("endorse", "partner", "again"):
        response = client.post(at(name, story), clean, content_type="application/x-www-form-urlencoded")
        assert response.status_code in {302, 400, 404, 409, 422}


def test_script_is_shown_as_text_on_every_page(world, story):
    evil = "<script>alert(1)</script>"
    words = {one.key: evil for one in QUESTIONS.values() if one.kind in {Ask.WORDS, Ask.LINE}}
    story.endorse("fundy", **words, conditions=[evil])
    for client in (world.client("ada"), world.guest(row(story))):
        for page in (at("statement", story, row(story).pk), at("endorse", story), at("partner", story)):
            assert evil not in client.get(page, follow=True).content.decode()
    assert "&lt;script&gt;" in world.client("ada").get(at("statement", story, row(story).pk)).content.decode()
