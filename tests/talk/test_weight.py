"""200 comments and 60 suggestions on one proposal: no page asks more or weighs too much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.suggestions import services as suggestions
from proposals.talk import services as talk
from tests.talk.conftest import browser, guest

COMMENTS, SUGGESTIONS = 200, 60
PARTNER_KB, PAGE_KB = 60, 100
PAGES = {
    "partner page": ("gil", "partner/", PARTNER_KB),
    "comments for a partner": ("gil", "comments/?show=all", PARTNER_KB),
    "suggestions for a partner": ("gil", "suggestions/?show=all", PARTNER_KB),
    "comments": ("ada", "comments/?show=all", PAGE_KB),
    "suggestions": ("ada", "suggestions/?show=all", PAGE_KB),
    "case": ("ada", "", PAGE_KB),
    "document": ("ada", "document/", PAGE_KB),
    "section": ("ada", "document/E/", PAGE_KB),
    "my work": ("ada", "/work/", PAGE_KB),
    "all proposals": ("ada", "/work/proposals/", PAGE_KB),
}
SAID = "We train three people a year for this ourselves, and it takes them a season. " * 6
PLACES = ["E.competencies.1", "E.competencies.2", "F.assessments", "A.purpose", "G", "", "C.evidence", "E.competencies"]


def talked_about(world, comments: int, suggested: int):
    story = world.story().invite("fundy", "harbour").open()
    speakers = [story.actor("ada"), guest(story), guest(story, "harbour"), story.actor("sam")]
    thread = None
    for number in range(comments):
        actor = speakers[number % 4]
        if number % 4 == 3 and number > 4:
            talk.reply(thread.pk, actor=actor, text=f"{number}: {SAID}")
            continue
        place = PLACES[number % len(PLACES)]
        said = talk.open_thread(
            actor=actor, proposal=story.proposal, text=f"{number}: {SAID}", lane="partners", place=place
        )
        thread = said.thread
    for number in range(suggested):
        suggestions.suggest(
            actor=speakers[1 + number % 2],
            proposal=story.proposal,
            place=f"E.competencies.{1 + number % 3}.statement",
            words=f"Deploy {number} instruments safely, alone, from a small vessel in a swell",
            why=SAID,
            lane="partners",
        )
    return story


@pytest.fixture
def looked(world):
    def look(story, page):
        who, path, _limit = PAGES[page]
        client = browser(world, story) if who == "gil" else world.client(who)
        address = path if path.startswith("/") else f"/work/proposals/{story.proposal.pk}/{path}"
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            answer = client.get(address)
        assert answer.status_code == 200
        return len(found), round(len(answer.content) / 1024, 1)

    return look


def test_much_talk_costs_no_more_queries_and_stays_light(world, looked, record_property):
    small, large = talked_about(world, 2, 1), talked_about(world, COMMENTS, SUGGESTIONS)
    record_property("comments", large.proposal.threads.values("comments").count())
    record_property("suggestions", large.proposal.suggestions.count())
    for page, (_who, _path, limit) in PAGES.items():
        few, _light = looked(small, page)
        many, weight = looked(large, page)
        record_property(f"queries of {page}", many)
        record_property(f"KB of {page}", weight)
        assert many == few, page
        assert weight <= limit, page


def test_a_conversation_of_200_is_paged(world, looked, record_property):
    story = talked_about(world, 1, 0)
    thread = story.proposal.threads.get()
    for _time in range(COMMENTS - 1):
        talk.reply(thread.pk, actor=story.actor("ada"), text=SAID)
    ada = world.client("ada")
    address = f"/work/proposals/{story.proposal.pk}/comments/{thread.pk}/"
    answer = ada.get(address)
    record_property("KB of a page of a conversation", round(len(answer.content) / 1024, 1))
    assert len(answer.content) <= PAGE_KB * 1024
    assert ada.get(f"{address}?page=10").status_code == 200
