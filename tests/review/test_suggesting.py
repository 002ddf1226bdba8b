"""Who is suggested: nothing ties them, they are here, and they have least in hand; whoever many there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.actors import SYSTEM
from partners.models import User
from partners.services import grant_role
from proposals.http import new_key
from proposals.intake.services import announce_absence
from proposals.review.models import Review
from proposals.review.suggesting import candidates
from workflow import clocks


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open().endorse("fundy").sign_off().submit()


def names(story) -> list[str]:
    return [one.person.name for one in candidates(story.proposal)]


def test_the_best_come_first_and_each_says_why(world, story):
    assert names(story) == ["Rita Fraser", "Robert LeBlanc", "Rosa Muise"]
    other = world.story(topic="dementia-care").invite("fundy").open().endorse("fundy").sign_off().submit()
    other.assign("rita")
    assert names(story) == ["Robert LeBlanc", "Rosa Muise", "Rita Fraser"]
    until = clocks.today() + timedelta(days=3)
    announce_absence(actor=world.actor("rob"), since=clocks.today(), until=until, stand_in=None)
    assert names(story) == ["Rosa Muise", "Rita Fraser", "Robert LeBlanc"]
    grant_role(world.cast.people["rosa"], world.cast.organisations["acadia"], "administrator", actor=SYSTEM)
    assert names(story) == ["Rita Fraser", "Robert LeBlanc", "Rosa Muise"]
    rita, rob, rosa = candidates(story.proposal)
    assert rita.reasons[0] == "Nothing ties them to this proposal."
    assert rita.reasons[-1].startswith("1 open review")
    assert any(reason.startswith("Away until") for reason in rob.reasons)
    assert "Acadia University" in rosa.reasons[0]
    assert [one.fits for one in (rita, rob, rosa)] == [True, False, False]


def test_one_click_assigns(world, story):
    client = world.client("cora")
    page = f"/work/proposals/{story.proposal.pk}/review/"
    assert "Nothing ties them to this proposal." in client.get(page).content.decode()
    rita = world.cast.people["rita"]
    fields = {"seen_version": story.proposal.version, "idempotency_key": new_key(), "reviewer": rita.pk}
    assert client.post(f"{page}assign/", fields).status_code == 302
    assert Review.objects.get().reviewer == rita
    assert "Rita Fraser" not in names(story)


def test_many_reviewers_ask_as_many_queries_as_few(world, story):
    with CaptureQueriesContext(connection) as few:
        assert len(candidates(story.proposal)) == 3
    for number in range(30):
        user = User.objects.create_user(f"r{number}@elsewhere{number}.example", None, name=f"Reviewer {number}")
        grant_role(user, world.cast.organisations["province"], "reviewer", actor=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        assert len(candidates(story.proposal)) == 33
    assert len(many) == len(few) == 7


def test_the_workload_names_what_is_due_and_who_is_away(world, story):
    story.assign("rita")
    until = clocks.today() + timedelta(days=3)
    announce_absence(actor=world.actor("rita"), since=clocks.today(), until=until, stand_in=None)
    table = world.client("cora").get("/insight/reviewers/reviewer.csv").content.decode("utf-8-sig")
    head, rows = table.splitlines()[0], table.splitlines()[1:]
    assert "Due this week" in head
    assert next(row for row in rows if "Rita Fraser" in row).strip('"').endswith(until.isoformat())
    assert world.client("ada").get("/insight/reviewers/reviewer.csv").status_code == 404
