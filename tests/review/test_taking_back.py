"""A required change and a condition are mended before they are told; evidence that is not enough is answered."""

import pytest

from notifications.models import Notice
from proposals.http import new_key
from proposals.models import Proposal
from proposals.review import conditioning, taking_back
from proposals.review.models import Condition, RequiredChange
from proposals.review.sight import sight
from workflow import clocks
from workflow.refusals import NotYours, WrongState


def at(story, end: str) -> str:
    return f"/work/proposals/{story.proposal.pk}/{end}"


def hidden(story, **fields) -> dict:
    version = Proposal.objects.get(pk=story.proposal.pk).version
    return {"seen_version": version, "idempotency_key": new_key()} | fields


def test_a_change_is_taken_back_and_its_words_are_in_the_form(world, reviewed):
    reviewed.require("R6", "F.moderation", "Say who moderates.").require("R9", "H", "Show the agreement.")
    client, address = world.client("cora"), at(reviewed, "changes/1/take-back/")
    seen = sight(Proposal.objects.get(pk=reviewed.proposal.pk)).fingerprint
    answer = client.post(address, hidden(reviewed))
    page = client.get(answer["Location"]).content.decode()
    assert "Say who moderates." in page
    assert 'value="F.moderation" selected' in page
    assert [row.number for row in RequiredChange.standing.all()] == [2]
    assert RequiredChange.objects.get(number=1).taken_back_by == world.cast.people["cora"]
    assert sight(Proposal.objects.get(pk=reviewed.proposal.pk)).fingerprint != seen
    assert client.post(address, hidden(reviewed)).status_code == 409
    reviewed.require("R6", "F.moderation", "Say who moderates, and when.")
    assert [row.number for row in RequiredChange.standing.all()] == [2, 3]


def test_a_change_that_is_told_stays(world, reviewed):
    reviewed.require("R6", "F", "Say who moderates.").move("return_for_changes", "cora")
    for person in ("cora", "ann"):
        with pytest.raises(WrongState):
            taking_back.take_back(RequiredChange, reviewed.proposal.pk, 1, actor=world.actor(person))


def test_the_institution_never_reads_what_was_taken_back(world, reviewed):
    reviewed.require("R6", "F", "CANARY-MISTAKE").require("R9", "H", "Show the agreement.")
    taking_back.take_back(RequiredChange, reviewed.proposal.pk, 1, actor=world.actor("cora"))
    reviewed.move("return_for_changes", "cora")
    with clocks.at(Proposal.objects.get(pk=reviewed.proposal.pk).held_until):
        page = world.client("ada").get(at(reviewed, "changes/")).content.decode()
    assert "Show the agreement." in page
    assert "CANARY-MISTAKE" not in page


@pytest.mark.parametrize("person", ["ada", "rita", "fran", "otto", "operator", "emma"])
def test_nobody_else_takes_back(world, reviewed, person):
    reviewed.require("R6", "F", "Say who moderates.").condition("R6", "Try it out.", 100)
    for end in ("changes/1/take-back/", "conditions/1/take-back/"):
        assert world.client(person).post(at(reviewed, end), hidden(reviewed)).status_code == 404
    for model in (RequiredChange, Condition):
        with pytest.raises(NotYours):
            taking_back.take_back(model, reviewed.proposal.pk, 1, actor=world.actor(person))
    assert RequiredChange.standing.count() == Condition.standing.count() == 1


def test_a_condition_is_taken_back_and_written_again(world, reviewed):
    reviewed.condition("R6", "Try it out.", 100)
    client = world.client("cora")
    answer = client.post(at(reviewed, "conditions/1/take-back/"), hidden(reviewed))
    page = client.get(answer["Location"]).content.decode()
    assert "Try it out." in page
    assert "There is no condition." in page


@pytest.fixture
def conditioned(world, reviewed):
    """Approved with one condition, and the institution has shown how it is met."""
    reviewed.consensus({"R6": "1"}).condition("R6", "Try it out.", 100)
    reviewed.recommend("approve_with_conditions", "All but one.")
    reviewed.moment = clocks.now()
    reviewed.move("approve_with_conditions", "ann")
    with clocks.at(Proposal.objects.get(pk=reviewed.proposal.pk).held_until):
        conditioning.evidence_conditions(reviewed.proposal.pk, {1: "We tried."}, actor=world.actor("ada"))
    return reviewed


def test_evidence_that_is_not_enough_is_answered_and_the_condition_is_open_again(world, conditioned):
    told = Proposal.objects.get(pk=conditioned.proposal.pk)
    assert (told.due_at, told.risk_at) == (None, None)
    client, address = world.client("cora"), at(conditioned, "conditions/1/lacking/")
    with clocks.at(told.held_until):
        page = client.get(at(conditioned, "conditions/")).content.decode()
        assert "Ask for more" in page
        assert "Will be told: Ada Boudreau (to act), Samuel Okafor (to act)." in page
        refused = client.post(address, hidden(conditioned, **{"condition-1-text": " "}))
        assert refused.status_code == 422
        words = {"condition-1-text": "With whom, and what came of it?"}
        assert client.post(address, hidden(conditioned, **words)).status_code == 302
        assert client.post(address, hidden(conditioned, **words)).status_code == 409
        page = world.client("ada").get(at(conditioned, "conditions/")).content.decode()
        assert "With whom, and what came of it?" in page
        assert "We tried." in page
        assert "Will be told: coordinators of the Province (to act)." in page  # whose names are not the institution's
        open_again = Proposal.objects.get(pk=conditioned.proposal.pk)
        assert open_again.risk_at < open_again.due_at
        move = client.post(at(conditioned, "move/confirm_conditions/"), hidden(conditioned))
        assert move.status_code == 422
        assert Proposal.objects.get(pk=conditioned.proposal.pk).state == "approved_with_conditions"
        conditioning.evidence_conditions(conditioned.proposal.pk, {1: "With six learners."}, actor=world.actor("ada"))
    assert Condition.standing.get().met
    notices = Notice.objects.filter(event="condition.lacking", channel="mail")
    assert sorted(notices.values_list("address", flat=True)) == ["ada@acadia.example", "sam@acadia.example"]
    assert notices[0].context["reason"] == "With whom, and what came of it?"


def test_only_the_province_answers_to_evidence(world, conditioned):
    with clocks.at(Proposal.objects.get(pk=conditioned.proposal.pk).held_until):
        for person in ("ada", "sam", "rita", "otto", "operator"):
            words = hidden(conditioned, **{"condition-1-text": "No."})
            assert world.client(person).post(at(conditioned, "conditions/1/lacking/"), words).status_code == 404
    assert Condition.standing.get().lacking == ""


def test_returning_goes_by_what_stands(world, reviewed):
    """One change, taken back: there is nothing to return for."""
    reviewed.require("R6", "F", "Say who moderates.")
    taking_back.take_back(RequiredChange, reviewed.proposal.pk, 1, actor=world.actor("cora"))
    move = world.client("cora").post(at(reviewed, "move/return_for_changes/"), hidden(reviewed))
    assert move.status_code == 422
    assert "at least one required change" in move.content.decode()
