"""How many endorsements a framework asks for, of which kinds; what is missing is said in its own sentence."""

import pytest

from proposals import door
from proposals.codesign.statement import COVERED_SECTIONS
from proposals.passages import PROPOSAL
from tests.world import in_force
from workflow import framework as frameworks


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open()


def why_not(world, story) -> str:
    answers = door.answers(PROPOSAL, story.proposal, actor=world.actor("sam"))
    return " ".join(next(one.sentences for one in answers if one.row.name == "submit"))


def test_the_minimum_speaks_of_each_lack_in_its_own_sentence(world):
    in_force(minimum=2)
    story = world.story().invite("fundy", "harbour", "cabot").open()
    story.endorse("fundy", speaks_for="association")
    story.sign_off()
    assert "1 more current endorsement from outside the institution is needed." in why_not(world, story)
    assert "One endorsement by an employer is missing." in why_not(world, story)
    story.endorse("harbour", interests=["paid"])
    said = why_not(world, story)
    assert "1 endorsement without an interest of the partner’s own is missing" in said
    assert "Harbour Light" in said
    assert "Fundy" not in said
    story.endorse("cabot", demand="no")
    said = why_not(world, story)
    assert "1 endorsement that confirms demand and assessment is missing; not confirmed by: Cabot" in said
    assert "One endorsement by an employer is missing." in said


def test_the_panel_counts_what_counts(world):
    in_force(minimum=2)
    story = (
        world.story().invite("fundy", "harbour").open().endorse("fundy", speaks_for="association").endorse("harbour")
    )
    page = world.client("ada").get(f"/work/proposals/{story.proposal.pk}/").content.decode()
    assert "<strong>2 of 2</strong>, <strong>1 of 1 employer</strong>" in page


def test_a_co_applicants_word_is_not_from_outside(world, story):
    story.endorse("fundy")
    story.proposal.co_applicants.add(story.organisation("fundy"))
    story.sign_off()
    assert "1 more current endorsement from outside" in why_not(world, story)


def test_an_older_framework_stays_readable(world):
    first = frameworks.FrameworkVersion.objects.get(name="Illustrative default, 2024")
    rule = frameworks.load(first).endorsement
    assert (rule.minimum, rule.kinds, rule.dependent_interests) == (1, (), frozenset())
    assert rule.confirmations == {"demand": frozenset({"yes", "partly"})}
    assert set(rule.sections) <= set(COVERED_SECTIONS)
