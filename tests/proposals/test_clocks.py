"""Whose turn and until when: on every page in words, derived from the records, told when it is late."""

from datetime import timedelta

import pytest

from notifications.models import Notice
from partners.services import grant_role
from proposals import timed
from proposals.facts import framework_of
from proposals.models import Proposal
from workflow import clocks
from workflow.models import TransitionRecord


@pytest.fixture
def submitted(world) -> Proposal:
    return world.story(days=3).invite("fundy").open().endorse("fundy").sign_off().submit().proposal


@pytest.fixture
def returned(world) -> Proposal:
    story = (
        world.story(topic="dementia-care")
        .invite("fundy")
        .open()
        .endorse("fundy")
        .sign_off()
        .submit()
        .assign("rita", "rob")
    )
    story.review("rita", "rob").require("R2", "C", "Say more.").move("return_for_changes", "cora")
    return story.proposal


def told(event: str) -> list[str]:
    return sorted(Notice.objects.filter(event=event, channel="mail").values_list("address", flat=True))


def pages(pk) -> list[str]:
    case = f"/work/proposals/{pk}/"
    return ["/work/", "/work/proposals/", case, f"{case}document/", f"{case}history/"]


def test_what_the_case_keeps_of_its_clock_is_what_its_records_say(demo, db):
    for proposal in Proposal.objects.exclude(state="approved_with_conditions"):
        records = list(TransitionRecord.objects.filter(subject_id=proposal.pk).order_by("id"))
        framework = framework_of(proposal)
        assert proposal.turn_since == clocks.since(records)
        assert proposal.due_at == clocks.due_of(records, framework, fast=proposal.track == "fast")
        if proposal.due_at is None:
            assert proposal.risk_at is None
        else:
            start = clocks.clock_start(records)
            assert proposal.risk_at == clocks.at_risk_from(start, proposal.due_at, framework.at_risk)


@pytest.mark.parametrize(("after", "word"), [(None, ""), ("risk_at", "At risk"), ("due_at", "Overdue")])
def test_every_page_of_a_case_and_every_list_says_how_its_clock_stands(world, submitted, after, word):
    moment = getattr(submitted, after) + timedelta(seconds=1) if after else clocks.now()
    with clocks.at(moment):
        for page in pages(submitted.pk):
            text = world.client("cora").get(page).content.decode()
            shown = [mark for mark in ("At risk", "Overdue") if f"{mark}</strong>" in text]
            assert shown == ([word] if word else []), page
        table = world.client("cora").get("/work/proposals.csv").content.decode()
        assert word in table


def test_the_list_is_filtered_by_how_the_clocks_stand(world, submitted):
    def found(mark: str) -> bool:
        return submitted.number in world.client("cora").get(f"/work/proposals/?mark={mark}").content.decode()

    assert (found("at_risk"), found("overdue")) == (False, False)
    with clocks.at(submitted.risk_at):
        assert (found("at_risk"), found("overdue")) == (True, False)
    with clocks.at(submitted.due_at + timedelta(seconds=1)):
        assert (found("at_risk"), found("overdue")) == (False, True)


def test_a_held_decision_does_not_show_through_its_clock(world, returned):
    with clocks.at(returned.held_until - timedelta(minutes=1)):
        Proposal.objects.filter(pk=returned.pk).update(risk_at=clocks.now() - timedelta(days=1))
        for page in pages(returned.pk):
            assert "At risk" not in world.client("ada").get(page).content.decode().replace(">At risk</option>", "")
        assert returned.number not in world.client("ada").get("/work/proposals/?mark=at_risk").content.decode()


def test_the_case_counts_the_institutions_and_the_provinces_days_apart(world, returned):
    records = TransitionRecord.objects.filter(subject_id=returned.pk).order_by("id")
    with clocks.at(returned.held_until + timedelta(days=10)):
        spent = {str(party.label): days for party, days in clocks.time_by_party(records).items()}
        page = world.client("ada").get(f"/work/proposals/{returned.pk}/").content.decode()
    assert spent["Province"] > 0
    assert f"Institution and partners {spent['Institution and partners']}, Province {spent['Province']}" in page


def test_a_late_step_of_the_province_is_told_once_to_those_who_can_see_to_it(world, submitted):
    with clocks.at(submitted.due_at - timedelta(minutes=1)):
        timed.run()
    assert told("province.overdue") == []
    for days in (0, 1, 30):
        with clocks.at(submitted.due_at + timedelta(days=days, seconds=1)):
            timed.run()
    assert told("province.overdue") == ["cora@province.example", "otto@province.example"]


def test_who_coordinates_and_administers_is_told_once_only(world, submitted):
    cora = world.cast.people["cora"]
    grant_role(cora, world.cast.organisations["province"], "administrator", actor=world.actor("otto"))
    with clocks.at(submitted.due_at + timedelta(days=1)):
        timed.run()
    assert told("province.overdue") == ["cora@province.example", "otto@province.example"]


def test_an_institutions_administrator_is_told_while_there_is_time_and_again_when_it_lapses(world, returned):
    dev = world.cast.people["dev"]
    grant_role(dev, world.cast.organisations["acadia"], "administrator", actor=world.actor("ada"))
    with clocks.at(returned.risk_at + timedelta(minutes=1)):
        timed.run()
        timed.run()
    assert told("institution.at_risk") == ["ada@acadia.example", "dev@dal.example"]
    assert told("province.overdue") == []
    with clocks.at(returned.due_at + timedelta(minutes=1)):
        timed.run()
    assert "dev@dal.example" in told("proposal.lapse")


def test_where_a_notice_leads_its_reader_may_go(world, submitted, returned):
    with clocks.at(max(submitted.due_at, returned.risk_at) + timedelta(days=1)):
        timed.run()
        for event in ("province.overdue", "institution.at_risk"):
            for notice in Notice.objects.filter(event=event, channel="mail").select_related("recipient"):
                key = notice.recipient.email.partition("@")[0]
                assert world.client(key).get(notice.path).status_code == 200
