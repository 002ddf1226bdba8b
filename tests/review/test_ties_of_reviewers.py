"""A reviewer's ties: found before they are asked, explained by them, or come up while they judge."""

import pytest

from notifications.models import Notice
from partners.actors import SYSTEM
from partners.services import end_role, grant_role
from proposals import timed
from proposals.http import new_key
from proposals.review import assigning, judging
from proposals.review.models import Review
from proposals.standing import permissions
from proposals.talk import services as talk
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open().endorse("fundy").sign_off().submit()


def join(world, person: str, organisation: str):
    return grant_role(world.cast.people[person], world.cast.organisations[organisation], "administrator", actor=SYSTEM)


def assign(story, reviewer="rita", reason="") -> Review:
    person = story.cast.people[reviewer]
    return assigning.assign(actor=story.actor("cora"), proposal=story.proposal, reviewer=person, override_reason=reason)


def explain(story, review: Review, text="We shared an office until 2019.") -> Review:
    actor = story.actor("rita")
    assigning.declare_possible(review.pk, actor=actor, text=text, seen_version=review.version)
    return Review.objects.get(pk=review.pk)


def declare(story, review: Review) -> None:
    assigning.declare(review.pk, actor=story.actor("rita"), conflict=False, text="", seen_version=None)


def page(world, story, who="cora") -> str:
    where = "mine/" if who == "rita" else ""
    return world.client(who).get(f"/work/proposals/{story.proposal.pk}/review/{where}").content.decode()


def test_the_reason_of_an_override_is_in_the_record_and_on_the_page(world, story):
    join(world, "rita", "acadia")
    with pytest.raises(GateClosed) as refused:
        assign(story)
    assert refused.value.sentences == ("Rita Fraser belongs to Acadia University, which takes part in this proposal.",)
    review = assign(story, reason="Nobody else knows the field.")
    record = TransitionRecord.objects.get(subject_id=review.pk, transition="assign")
    assert (record.reason, record.details) == ("Nobody else knows the field.", {"ties": ["organisation"]})
    text = page(world, story)
    assert "Nobody else knows the field." in text
    assert "by decision of Cora Benoit" in text


def test_a_reason_without_a_tie_overrides_nothing(world, story):
    review = assign(story, reason="Just in case.")
    assert (review.override_reason, review.overridden_by) == ("", None)


def test_what_a_person_did_themselves_cannot_be_overridden(world, story):
    story.proposal.endorsements.update(person=world.cast.people["rita"])
    with pytest.raises(GateClosed) as refused:
        assign(story, reason="All the same.")
    assert refused.value.sentences == ("Rita Fraser endorsed this proposal for a partner.",)


def test_the_page_keeps_what_was_typed_and_says_the_tie_at_the_field(world, story):
    join(world, "rita", "acadia")
    rita = world.cast.people["rita"]
    fields = {"seen_version": story.proposal.version, "idempotency_key": new_key(), "reviewer": rita.pk}
    answer = world.client("cora").post(f"/work/proposals/{story.proposal.pk}/review/assign/", fields)
    assert answer.status_code == 422
    assert "Rita Fraser belongs to Acadia University" in answer.content.decode()


def test_a_tie_that_is_explained_waits_for_the_coordinator(world, story):
    review = explain(story, assign(story))
    assert review.state == "assigned"
    assert permissions(story.actor("rita"), story.proposal) == frozenset()
    assert Notice.objects.filter(event="review.declare_possible", recipient=world.cast.people["cora"]).exists()
    with pytest.raises(GateClosed):
        declare(story, review)
    with pytest.raises(NotYours):
        assigning.accept_tie(review.pk, actor=story.actor("rita"), reason="I say so.", seen_version=None)
    assert "The coordinator decides" in page(world, story, "rita")
    assert "We shared an office until 2019." in page(world, story)
    address = f"/work/proposals/{story.proposal.pk}/review/reviewers/{review.pk}/tie/"
    client = world.client("cora")
    assert "We shared an office until 2019." in client.get(address).content.decode()
    fields = {"seen_version": review.version, "idempotency_key": new_key(), "reason": " "}
    assert client.post(address, fields).status_code == 422
    assert client.post(address, fields | {"reason": "It is long ago."}).status_code == 302
    assert "review" in permissions(story.actor("rita"), story.proposal)
    assert "It is long ago." in page(world, story)
    assert client.get(address).status_code == 404
    record = TransitionRecord.objects.get(subject_id=review.pk, transition="accept_tie")
    assert record.reason == "It is long ago."


def test_who_explained_a_tie_may_still_step_back(world, story):
    review = explain(story, assign(story))
    assigning.declare(review.pk, actor=story.actor("rita"), conflict=True, text="On reflection.", seen_version=None)
    assert Review.objects.get(pk=review.pk).state == "recused"


def test_a_tie_that_comes_up_later_closes_the_document_until_it_is_decided(world, story):
    story.assign("rita", "rob").review("rob")
    review = Review.objects.get(reviewer=world.cast.people["rita"])
    judging.save_verdict(review.pk, "R1", "3", "", actor=story.actor("rita"))
    assert timed.run()["suspended"] == 0
    join(world, "rita", "acadia")
    assert [timed.run()["suspended"] for _again in range(2)] == [1, 0]
    review = Review.objects.get(pk=review.pk)
    assert review.state == "assigned"
    assert permissions(story.actor("rita"), story.proposal) == frozenset()
    assert world.client("rita").get(f"/work/proposals/{story.proposal.pk}/document/").status_code == 404
    told = Notice.objects.filter(event="review.suspend").values_list("recipient__email", "message")
    assert set(told) >= {
        ("cora@province.example", "reviewer_tie_found"),
        ("rita@province.example", "review_suspended"),
    }
    assert "Rita" not in TransitionRecord.objects.get(transition="suspend").reason
    assert "Decide on the tie" in page(world, story)
    assigning.accept_tie(review.pk, actor=story.actor("cora"), reason="She only teaches there.", seen_version=None)
    assert timed.run()["suspended"] == 0
    story.judge("rita")
    assert Review.objects.get(pk=review.pk).state == "submitted"


def test_a_tie_that_has_gone_lets_the_reviewer_declare_again(world, story):
    review = assign(story)
    declare(story, review)
    membership = join(world, "rita", "acadia")
    timed.run()
    end_role(membership, actor=SYSTEM)
    declare(story, review)
    assert Review.objects.get(pk=review.pk).state == "declared"


def test_a_review_is_not_handed_in_over_a_tie_that_nobody_has_noticed_yet(world, story):
    story.assign("rita", "rob").review("rob")
    said = talk.open_thread(actor=story.actor("ada"), proposal=story.proposal, text="x", lane="institution", place="E")
    type(said).objects.filter(pk=said.pk).update(author=world.cast.people["rita"])
    with pytest.raises(GateClosed) as refused:
        story.judge("rita")
    assert refused.value.sentences[0] == "Rita Fraser took part in designing this proposal."
    timed.run()
    review = Review.objects.get(reviewer=world.cast.people["rita"])
    with pytest.raises(GateClosed):
        assigning.accept_tie(review.pk, actor=story.actor("cora"), reason="She only asked.", seen_version=None)


def test_colleagues_of_a_helper_from_the_province_are_not_tied_by_their_common_address(world):
    story = world.story()
    grant_role(world.cast.people["ann"], world.cast.organisations["acadia"], "author", actor=SYSTEM)
    talk.open_thread(actor=story.actor("ann"), proposal=story.proposal, text="x", lane="institution", place="E")
    story.invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita")
