"""The calendar feed: a private address that can be closed, and text that calendar programs can read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from proposals.due import ics, selectors, services
from proposals.due.models import Feed
from proposals.review import conditioning, taking_back
from proposals.review.models import Condition
from tests.notifications.hostile import HIDDEN, WORDS, clickable
from workflow import clocks

CHANGE = "/work/calendar/change/"


def parsed(content: bytes) -> list[dict[str, str]]:
    """Events by property, as a reader unfolds and unescapes them."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()
    events: list[dict[str, str]] = []
    for line in content.decode().replace("\r\n ", "").split("\r\n"):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1][name.partition(";")[0]] = unescaped(value)
    return events


def unescaped(text: str) -> str:
    found, rest = "", iter(text)
    for one in rest:
        after = next(rest) if one == "\\" else ""
        found += {"n": "\n"}.get(after, after) if one == "\\" else one
    return found


@given(st.text(), st.text())
def test_whatever_was_typed_comes_back_and_begins_no_line_of_its_own(summary, text):
    event = ics.Event("a@b", date(2026, 3, 8), summary, text, "http://x/", datetime(2026, 1, 1, tzinfo=UTC))
    (read,) = parsed(ics.calendar("Né; à, Halifax", [event], "fr"))
    for typed, found in ((summary, read["SUMMARY"]), (text, read["DESCRIPTION"])):
        plain = typed.replace("\r\n", "\n").replace("\r", "\n")
        assert found == "".join(one for one in plain if one in "\n\t" or one.isprintable())
    assert (read["DTSTART"], read["DTEND"]) == ("20260308", "20260309")


def test_a_long_line_is_folded_between_characters():
    event = ics.Event("a@b", date(2026, 3, 8), "é" * 100, "", "http://x/", datetime(2026, 1, 1, tzinfo=UTC))
    content = ics.calendar("Due", [event], "fr")
    (read,) = parsed(content)
    assert read["SUMMARY"] == "é" * 100
    assert content.count(b"\r\n ") == 2


@pytest.fixture
def submitted(world):
    return world.story(days=3).invite("fundy").open().endorse("fundy").sign_off().submit().proposal


def read(world, key) -> list[dict[str, str]]:
    feed = services.renew(world.cast.people[key])
    answer = world.client().get(services.path_of(feed))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    return parsed(answer.content)


def test_it_holds_what_is_due_for_this_person_and_nothing_else(world, submitted):
    (event,) = read(world, "cora")
    assert event["SUMMARY"] == f"{submitted.number}: Check completeness and assign reviewers"
    assert event["DTSTART"] == f"{clocks.local_date(submitted.due_at):%Y%m%d}"
    assert event["URL"].endswith(f"/work/proposals/{submitted.pk}/")
    assert read(world, "ada") == []
    with translation.override("fr"):
        (due,) = selectors.due_for(world.actor("cora"))
        assert due.summary.startswith(f"{submitted.number}\xa0: V")
    assert read(world, "rita") == []


@pytest.mark.parametrize("kind", WORDS)
def test_nothing_that_was_typed_can_be_clicked_or_hides_in_a_calendar(world, submitted, kind):
    submitted.title = submitted.title_fr = WORDS[kind][:120]
    submitted.save(update_fields=["title", "title_fr"])
    (event,) = read(world, "cora")
    assert clickable(event["SUMMARY"] + "\n" + event["DESCRIPTION"]) == []
    assert not HIDDEN.search(event["SUMMARY"] + event["DESCRIPTION"])
    assert event["URL"] == event["DESCRIPTION"].splitlines()[-1] == f"{settings.SITE_URL}{page_of(submitted)}"


def page_of(proposal) -> str:
    return reverse("proposals:page", args=[proposal.pk])


def test_an_entry_keeps_its_name_when_its_day_moves(world, submitted):
    before = read(world, "cora")[0]
    submitted.due_at += timedelta(days=3)
    submitted.save(update_fields=["due_at"])
    after = read(world, "cora")[0]
    assert before["UID"] == after["UID"]
    assert before["DTSTART"] != after["DTSTART"]


def test_a_partner_finds_the_day_by_which_an_answer_is_asked_for(world):
    story = world.story().invite("fundy").open()
    endorsement = story.proposal.endorsements.get()
    person = endorsement.person
    feed = services.renew(person)
    (event,) = parsed(world.client().get(services.path_of(feed)).content)
    assert event["DTSTART"] == f"{clocks.local_date(endorsement.due_at):%Y%m%d}"


def test_a_condition_is_due_while_it_is_not_met(world):
    """Not one that was taken back before it was told; again one whose evidence is not enough."""
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
    story.assign("rita", "rob").review("rita", "rob").consensus({"R6": "1"})
    story.condition("R6", "A mistake.", 90).condition("R6", "Try it out.", 100)
    taking_back.take_back(Condition, story.proposal.pk, 1, actor=world.actor("cora"))
    story.recommend("approve_with_conditions", "All but one.")
    story.moment = clocks.now()
    story.move("approve_with_conditions", "ann")
    pk = story.proposal.pk
    with clocks.at(story.proposal.held_until):
        assert conditions(world) == ["Try it out."]
        conditioning.evidence_conditions(pk, {2: "We tried."}, actor=world.actor("ada"))
        assert conditions(world) == []
        conditioning.ask_for_more(pk, 2, "With whom?", actor=world.actor("cora"))
        assert conditions(world) == ["Try it out."]


def conditions(world) -> list[str]:
    return [one.text for one in selectors.due_for(world.actor("ada")) if "-condition-" in one.key]


def test_the_address_is_made_shown_changed_and_closed_by_its_person(world, submitted):
    cora = world.client("cora")
    assert "Make a private address" in cora.get("/work/calendar/").content.decode()
    assert not Feed.objects.exists()
    cora.post(CHANGE)
    first = services.path_of(selectors.feed_of(world.cast.people["cora"]))
    assert first in cora.get("/work/calendar/").content.decode()
    assert world.client().get(first).status_code == 200
    cora.post(CHANGE)
    second = services.path_of(selectors.feed_of(world.cast.people["cora"]))
    assert world.client().get(first).status_code == 404
    assert world.client().get(second).status_code == 200
    cora.post(CHANGE, {"close": "1"})
    assert world.client().get(second).status_code == 404
    assert first != second


def test_nobody_s_address_is_not_found_nor_of_who_is_gone(world):
    assert world.client().get("/calendar/" + "a" * 43 + ".ics").status_code == 404
    user = world.cast.people["cora"]
    path = services.path_of(services.renew(user))
    assert services.token_of(selectors.feed_of(user)) not in str(Feed.objects.values())
    user.is_active = False
    user.save()
    assert world.client().get(path).status_code == 404
    assert world.client("ada").get(reverse("due:change")).status_code == 405


def test_it_asks_as_many_queries_for_three_cases_as_for_one(world, submitted, django_assert_num_queries):
    path = services.path_of(services.renew(world.cast.people["cora"]))
    client = world.client()
    with django_assert_num_queries(9):
        client.get(path)
    for topic in ("dementia-care", "heat-pumps"):
        world.story(days=3, topic=topic).invite("fundy").open().endorse("fundy").sign_off().submit()
    with django_assert_num_queries(9):
        assert len(parsed(client.get(path).content)) == 3
