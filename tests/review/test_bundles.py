"""Linked proposals with the same recommendation are decided in one act, each for itself."""

import re

import pytest

from proposals.http import new_key
from proposals.models import Proposal
from proposals.review import bundling
from proposals.review.models import DecisionPackage
from tests.review.conftest import again
from tests.review.test_deciding import edit_the_letter
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed


@pytest.fixture(scope="module")
def three_once(told_once):
    def tell(world):
        found = []
        topics = ("ocean-sensors", "heat-pumps", "cyber-triage", "food-safety")
        for topic, outcome in zip(topics, ("approve", "approve", "approve", "decline"), strict=True):
            story = world.story(topic=topic).invite("fundy").open().endorse("fundy").sign_off().submit()
            story.assign("rita", "rob").review("rita", "rob").consensus()
            found.append(story.recommend(outcome, "As the criteria say."))
        return found

    return told_once(tell)


@pytest.fixture
def three(three_once, world):
    """Three proposals of one institution with the same recommendation, and one with another."""
    return [again(story, world) for story in three_once]


def bundle_of(stories, outcome="approve"):
    keys = [story.proposal.pk for story in stories]
    return bundling.put_together(keys, actor=stories[0].actor("cora"), outcome=outcome, note="One family of courses.")


def form_of(world, bundle):
    """What the approver's page would send."""
    page = world.client("ann").get(f"/work/decisions/{bundle.pk}/").content.decode()
    fields = dict(re.findall(r'name="((?:seen|version)-[0-9a-f-]+)" value="([^"]+)"', page))
    return fields | {"seen_version": "0", "idempotency_key": new_key()}


def states(stories):
    return [Proposal.objects.get(pk=story.proposal.pk).state for story in stories]


def test_linked_proposals_are_decided_in_one_act_each_with_its_own_record(world, three):
    bundle = bundle_of(three[:3])
    fields = form_of(world, bundle)
    client = world.client("ann")
    for _twice in range(2):  # the same form again is the same act
        assert client.post(f"/work/decisions/{bundle.pk}/", fields).status_code == 302
    assert states(three) == ["approved"] * 3 + ["decision_pending"]
    records = TransitionRecord.objects.filter(transition="approve")
    assert records.count() == 3
    assert {record.details["bundle"] for record in records} == {str(bundle.pk)}
    assert DecisionPackage.objects.count() == 3


def test_what_is_stopped_is_named_and_does_not_hold_the_others_back(world, three):
    bundle = bundle_of(three[:3])
    fields = form_of(world, bundle)
    edit_the_letter(three[0])
    three[1].proposal.reviews.filter(reviewer=world.cast.people["rob"]).update(reviewer=world.cast.people["ann"])
    answer = world.client("ann").post(f"/work/decisions/{bundle.pk}/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert states(three[:3]) == ["decision_pending", "decision_pending", "approved"]
    assert f"{three[0].proposal.number}: Somebody has changed it" in page
    assert f"{three[1].proposal.number}: You reviewed this proposal" in page
    assert world.client("ann").post(f"/work/decisions/{bundle.pk}/", form_of(world, bundle)).status_code == 422
    assert states(three[:3]) == ["approved", "decision_pending", "approved"]


def test_a_bundle_holds_one_recommendation_and_each_proposal_once(world, three):
    with pytest.raises(GateClosed):
        bundle_of(three)
    with pytest.raises(GateClosed):
        bundle_of(three[:1])
    bundle_of(three[:2])
    with pytest.raises(GateClosed):
        bundle_of(three[1:3])


def test_nobody_but_coordinators_and_approvers_meets_a_bundle(world, three):
    bundle = bundle_of(three[:2])
    for person in ("ada", "rita", "otto", "emma"):
        client = world.client(person)
        for address in ("/work/decisions/", f"/work/decisions/{bundle.pk}/"):
            assert client.get(address).status_code == 404
            assert client.post(address, form_of(world, bundle)).status_code == 404
    answer = world.client("cora").post(f"/work/decisions/{bundle.pk}/", form_of(world, bundle))
    assert answer.status_code == 422
    assert states(three[:2]) == ["decision_pending"] * 2
    for typed in ({}, {"outcome": "approve", "proposals": ["x"], "note": "y"}):
        fields = typed | {"seen_version": "0", "idempotency_key": new_key()}
        assert world.client("cora").post("/work/decisions/", fields).status_code == 422
