"""Whoever comes back reads what changed for them, in their lanes, until they mark it as seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals import selectors as cases
from proposals.presence.selectors import news
from proposals.suggestions import cells, services
from proposals.talk import services as talk
from proposals.writing import selectors as writing
from proposals.writing.models import LastLook
from proposals.writing.services import save_section
from tests.talk.conftest import browser, guest

PLACE = "E.competencies.1.statement"
HEADING = "What changed for you since your last visit"


@pytest.fixture
def story(world):
    return world.story().invite("fundy", "harbour").open()


def of(story, actor):
    return news(cases.get(actor, story.proposal.pk), actor.user)


def suggested(story, words="Calibrate sensors before each voyage"):
    return services.suggest(actor=guest(story), proposal=story.proposal, place=PLACE, words=words, lane="partners")


def accept(story, made):
    now = cells.text_at(writing.working(story.proposal), cells.find(PLACE))
    services.accept(made.pk, actor=story.actor("ada"), words=made.words, seen=cells.digest(now))


def comment(story, actor, lane="partners", text="Say who assesses."):
    return talk.open_thread(actor=actor, proposal=story.proposal, text=text, lane=lane, place="F").thread


def mark(client, story, found):
    form = {"revision": str(found.revision), "until": found.until.isoformat()}
    return client.post(f"/work/proposals/{story.proposal.pk}/seen/", form)


def test_a_partner_reads_what_became_of_what_they_said_until_they_mark_it(world, story):
    gil, actor = browser(world, story), guest(story)
    thread = comment(story, actor)
    talk.reply(thread.pk, actor=story.actor("ada"), text="Two instructors.")
    talk.resolve(thread.pk, actor=story.actor("ada"), outcome="changed")
    accept(story, suggested(story))
    page = gil.get(f"/work/proposals/{story.proposal.pk}/partner/").content.decode()
    assert HEADING in page
    assert "A conversation of yours changed section F" in page
    assert "Your suggestion for section E: Accepted" in page
    assert "Ada Boudreau wrote in a conversation of yours" in page
    assert of(story, actor).sections[0].startswith("E.")
    assert not LastLook.objects.exists(), "looking writes nothing"
    shown = of(story, actor)
    later = comment(story, actor)
    talk.resolve(later.pk, actor=story.actor("ada"), outcome="answered")
    assert mark(gil, story, shown).status_code == 302
    left = of(story, actor)
    assert [row.pk for row in left.settled] == [later.pk], "what came after the page was drawn is still new"
    assert (left.sections, left.answers, left.decisions) == ([], [], [])
    mark(gil, story, left)
    assert HEADING not in gil.get(f"/work/proposals/{story.proposal.pk}/partner/").content.decode()
    mark(gil, story, shown)
    assert not of(story, actor), "never back"


def test_an_endorsement_that_became_stale_is_told_to_its_partner_and_the_institution(story):
    story.endorse("fundy")
    content = writing.working(story.proposal)
    value = cells.written(content, cells.find(PLACE), "Something else altogether")
    save_section(story.proposal.pk, "E", value, actor=story.actor("ada"), seen=None)
    assert [row.organisation.name.split()[0] for row in of(story, guest(story)).stale] == ["Fundy"]
    assert of(story, guest(story, "harbour")).stale == {}
    assert len(of(story, story.actor("sam")).stale) == 1


def test_nobody_learns_of_lanes_that_are_not_theirs(world, story):
    thread = comment(story, story.actor("sam"), lane="institution", text="kaninsecret")
    talk.reply(thread.pk, actor=story.actor("ada"), text="kaninanswer")
    talk.resolve(thread.pk, actor=story.actor("ada"), outcome="changed")
    assert of(story, story.actor("sam")).settled
    before = of(story, guest(story))
    assert (before.settled, before.answers) == ([], [])
    story.endorse("fundy").sign_off().submit()
    theirs = of(story, story.actor("cora"))
    assert (theirs.settled, theirs.answers, theirs.decisions, theirs.stale) == ([], [], [], {})
    answer = world.client("neil").post(f"/work/proposals/{story.proposal.pk}/seen/", {"revision": "1", "until": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("until", ["", "x", "\x00", "2026-13-45T00:00:00+00:00", "2026-01-01T00:00:00"])
def test_a_crafted_mark_changes_nothing(world, story, until):
    answer = world.client("ada").post(f"/work/proposals/{story.proposal.pk}/seen/", {"revision": "1", "until": until})
    assert answer.status_code == 400
    assert not LastLook.objects.exists()


def test_much_news_asks_no_more_queries(world, story):
    gil, actor, counts = browser(world, story), guest(story), []
    for number in (1, 3):
        for _one in range(number):
            thread = comment(story, actor)
            talk.reply(thread.pk, actor=story.actor("ada"), text="Yes.")
            talk.resolve(thread.pk, actor=story.actor("ada"), outcome="changed")
            accept(story, suggested(story, f"Words {number} {_one}"))
        gil.get(f"/work/proposals/{story.proposal.pk}/partner/")
        with CaptureQueriesContext(connection) as found:
            gil.get(f"/work/proposals/{story.proposal.pk}/partner/")
        counts.append(len(found))
    assert counts[0] == counts[1]
