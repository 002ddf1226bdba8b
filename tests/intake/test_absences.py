"""Away, and somebody stands in: under their own name, for those days alone, and never past a separation of duties."""

from datetime import timedelta

import pytest

from notifications.models import Notice
from partners.actors import SYSTEM
from partners.services import grant_role
from proposals import door
from proposals.http import new_key
from proposals.intake.models import Absence
from proposals.intake.services import announce_absence, end_absence
from proposals.passages import PROPOSAL
from proposals.queue import lines, waiting_on
from proposals.standing import holders, permissions
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open().endorse("fundy").sign_off().submit()


def away(world, who="ann", stand_in="rosa", first=0, last=5) -> Absence:
    today = clocks.today()
    return announce_absence(
        actor=world.actor(who),
        since=today + timedelta(days=first),
        until=today + timedelta(days=last),
        stand_in=world.cast.people[stand_in] if stand_in else None,
    )


def recommended(story):
    story.assign("rita", "rob").review("rita", "rob").consensus().recommend("approve", "All met.")
    story.moment = clocks.now()  # what follows happens today
    return story


def test_a_stand_in_has_the_queue_and_acts_under_their_own_name_for_the_absent(world, story):
    recommended(story)
    rosa = world.actor("rosa")
    assert not waiting_on(rosa)
    away(world)
    assert [one.pk for one in waiting_on(rosa)] == [story.proposal.pk]
    assert lines(rosa, waiting_on(rosa))[0].tasks == ("Decide",)
    assert world.cast.people["rosa"] in holders(story.proposal, "decide")
    story.move("approve", "rosa")
    record = TransitionRecord.objects.get(transition="approve")
    assert record.actor == world.cast.people["rosa"]
    assert record.details["for"] == [str(world.cast.people["ann"].pk)]
    page = world.client("cora").get(f"/work/proposals/{story.proposal.pk}/history/").content.decode()
    assert "for Ann Campbell, who is away" in page
    assert "You stand in for Ann Campbell" in world.client("rosa").get("/work/").content.decode()


@pytest.mark.parametrize(("first", "last"), [(-3, -1), (1, 4)])
def test_on_other_days_a_stand_in_is_nobody(world, story, first, last):
    Absence.objects.create(
        person=world.cast.people["cora"],
        stand_in=world.cast.people["rosa"],
        since=clocks.today() + timedelta(days=first),
        until=clocks.today() + timedelta(days=last),
        said_at=clocks.now(),
    )
    assert permissions(world.actor("rosa"), story.proposal) == frozenset()
    assert world.client("rosa").get(f"/work/proposals/{story.proposal.pk}/").status_code == 404


def test_the_day_after_and_an_early_return_end_it(world, story):
    absence = away(world, "cora")
    assert "coordinate" in permissions(world.actor("rosa"), story.proposal)
    with clocks.at(clocks.now() + timedelta(days=6)):
        assert permissions(world.actor("rosa"), story.proposal) == frozenset()
    with pytest.raises(NotYours):
        end_absence(absence.pk, actor=world.actor("rosa"))
    end_absence(absence.pk, actor=world.actor("cora"))
    assert permissions(world.actor("rosa"), story.proposal) == frozenset()
    told = Notice.objects.filter(recipient=world.cast.people["rosa"], event__startswith="absence.")
    assert set(told.values_list("event", flat=True)) == {"absence.announced", "absence.ended"}


def test_separation_of_duties_holds_for_the_stand_in(world, story):
    recommended(story)
    away(world, stand_in="rita")
    with pytest.raises(GateClosed) as refused:
        story.move("approve", "rita")
    assert refused.value.sentences == ("You reviewed this proposal, so somebody else has to decide.",)


def test_a_coordinator_who_stands_in_does_not_decide_what_they_recommended(world, story):
    recommended(story)
    away(world, stand_in="cora")
    with pytest.raises(GateClosed) as refused:
        story.move("approve", "cora")
    assert "You recommended this decision" in refused.value.sentences[0]


def test_standing_in_is_not_passed_on(world, story):
    away(world, "cora", "rosa")
    away(world, "rosa", "rob")
    assert "coordinate" in permissions(world.actor("rosa"), story.proposal)
    assert permissions(world.actor("rob"), story.proposal) == frozenset()


def test_a_review_is_not_handed_on(world, story):
    story.assign("rita")
    away(world, "rita", "rosa")
    assert permissions(world.actor("rosa"), story.proposal) == frozenset()
    assert "Away until" in world.client("cora").get(f"/work/proposals/{story.proposal.pk}/review/").content.decode()


def test_who_holds_the_office_acts_for_themselves(world, story):
    grant_role(world.cast.people["rosa"], world.cast.organisations["province"], "coordinator", actor=SYSTEM)
    away(world, "cora", "rosa")
    story.require("R2", "C", "Say more.")
    record = door.act(PROPOSAL, story.proposal.pk, "return_for_changes", actor=world.actor("rosa"), seen_version=None)
    assert "for" not in record.details


@pytest.mark.parametrize("who", ["ada", "emma", "otto", "fran", "operator"])
def test_only_who_works_on_cases_for_the_province_is_away(world, who):
    with pytest.raises(NotYours):
        away(world, who)
    assert world.client(who).get("/work/absences/").status_code == 404
    with pytest.raises(GateClosed):
        away(world, "cora", who)


def test_the_page_notes_an_absence_and_keeps_what_was_typed(world):
    client, today = world.client("ann"), clocks.today()
    fields = {"seen_version": 0, "idempotency_key": new_key(), "stand_in": world.cast.people["rosa"].pk}
    days = {"since": today.isoformat(), "until": (today - timedelta(days=1)).isoformat()}
    refused = client.post("/work/absences/", fields | days)
    assert refused.status_code == 422
    assert days["until"] in refused.content.decode()
    days["until"] = (today + timedelta(days=3)).isoformat()
    assert client.post("/work/absences/", fields | days).status_code == 302
    assert client.post("/work/absences/", fields | days).status_code == 422
    absence = Absence.objects.get()
    assert "Rosa Muise stands in." in client.get("/work/absences/").content.decode()
    ending = {"seen_version": 0, "idempotency_key": new_key()}
    assert world.client("rosa").post(f"/work/absences/{absence.pk}/end/", ending).status_code == 404
    assert client.post(f"/work/absences/{absence.pk}/end/", ending).status_code == 302
    assert Absence.objects.get().ended_at is not None
