"""Whom the page names before a comment or a suggestion is sent is whom the mail goes to afterwards."""

import re

import pytest

from notifications.models import Channel, Notice
from proposals.suggestions import services as suggestions
from proposals.talk import services as talk
from tests.talk.conftest import at, browser, guest


def told(page: str) -> list[set[str]]:
    """The names of each "Will be told", without what they are told to do."""
    found = re.findall(r"Will be told:(.*?)</p>", page, re.DOTALL)
    return [{re.sub(r"\(.*?\)", "", name).strip(" .\n") for name in one.split(",")} for one in found]


def written_to(event: str) -> set[str]:
    return {one.recipient.name for one in Notice.objects.filter(event=event, channel=Channel.MAIL)}


def test_a_first_comment_and_an_answer_name_whom_they_reach(world, story):
    gil, ada = browser(world, story), world.client("ada")
    assert told(gil.get(at(story)).content.decode()) == [{"Ada Boudreau"}]
    said = talk.open_thread(
        actor=guest(story), proposal=story.proposal, text="Is 40 right?", lane="partners", place="E"
    )
    assert written_to("comment.added") == {"Ada Boudreau"}
    page = ada.get(at(story, f"{said.thread_id}/")).content.decode()
    before = told(page)[0]
    assert "Whoever you mention is told too" in page
    Notice.objects.all().delete()
    talk.reply(said.thread_id, actor=story.actor("ada"), text="It is.")
    assert written_to("comment.added") == before == {guest(story).user.name}


def test_settling_names_whom_it_reaches(world, story):
    said = talk.open_thread(
        actor=guest(story), proposal=story.proposal, text="Is 40 right?", lane="partners", place="E"
    )
    before = told(world.client("ada").get(at(story, f"{said.thread_id}/")).content.decode())[-1]
    talk.resolve(said.thread_id, actor=story.actor("ada"), outcome="answered")
    assert written_to("comment.resolved") == before != set()


PLACE = "E.competencies.2.statement"


@pytest.mark.parametrize("answer", ["decline", "accept"])
def test_a_suggestion_and_its_answer_name_whom_they_reach(world, story, answer):
    rest = f"/work/proposals/{story.proposal.pk}/suggestions/"
    assert told(browser(world, story).get(f"{rest}new/?place={PLACE}").content.decode()) == [{"Ada Boudreau"}]
    words = {"place": PLACE, "words": "Deploy instruments, alone", "why": "", "lane": "partners"}
    made = suggestions.suggest(actor=guest(story), proposal=story.proposal, **words)
    assert written_to("suggestion.made") == {"Ada Boudreau"}
    page = world.client("ada").get(f"{rest}{made.pk}/").content.decode()
    assert told(page) == [{guest(story).user.name}] * 2
    form = {"reason": "Two are safer.", "words": "Deploy instruments, alone", answer: "1"}
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    assert world.client("ada").post(f"{rest}{made.pk}/", form | {"seen": seen}).status_code == 302
    assert written_to("suggestion.declined") | written_to("suggestion.accepted") == {guest(story).user.name}
