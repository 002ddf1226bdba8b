"""What the walks found, each as an example: who may not learn of a case, does not; nobody's review is no review."""

import pytest

from partners.actors import Actor
from proposals import door
from proposals.codesign import endorsing, following_up, inviting
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review import assigning, deciding
from proposals.review.models import Review
from proposals.writing.services import save_section
from workflow import clocks
from workflow.refusals import GateClosed, NotYours


def act(world, story, name, who):
    return door.act(PROPOSAL, story.proposal.pk, name, actor=world.actor(who), seen_version=None, reason="So.")


@pytest.fixture
def signed(world):
    return world.story().invite("fundy").open().endorse("fundy")


def test_a_recommendation_needs_reviews_not_only_that_none_is_out(world, signed):
    """Every reviewer is taken off: nothing is outstanding, everything can be agreed, and nobody has read it."""
    signed.sign_off().submit().assign("rita", "rob").move("start_review", "cora")
    for review in Review.objects.filter(proposal=signed.proposal):
        assigning.recuse(review.pk, actor=world.actor("cora"), reason="Away.", seen_version=None)
    signed.consensus()
    draft = {"outcome": "approve", "reasons": "Good.", "letter": "Dear all,", "language": "en"}
    deciding.recommend_draft(signed.proposal.pk, actor=world.actor("cora"), **draft)
    with pytest.raises(GateClosed, match="2 more reviewers"):
        act(world, signed, "recommend", "cora")


def test_who_has_no_standing_is_not_told_of_text_that_waits_in_a_draft(world, signed):
    signed.move("close_co_design", "ada")
    pk, changed = signed.proposal.pk, signed.content["C"] | {"need_statement": "Another need."}
    save_section(pk, "C", changed, actor=world.actor("ada"), seen=None)
    with pytest.raises(GateClosed, match="kept, but not saved"):
        act(world, signed, "open_co_design", "ada")
    with pytest.raises(NotYours):
        act(world, signed, "open_co_design", "dev")


def test_text_that_would_make_an_endorsement_stale_waits_when_the_case_is_withdrawn(world, signed):
    signed.move("close_co_design", "ada")
    pk, changed = signed.proposal.pk, signed.content["C"] | {"need_statement": "Another need."}
    save_section(pk, "C", changed, actor=world.actor("ada"), seen=None)
    act(world, signed, "withdraw", "ada")
    assert Endorsement.objects.get(proposal=pk).state == "signed"


def test_who_may_not_invite_does_not_learn_who_is_invited(world, signed):
    row = Endorsement.objects.get(proposal=signed.proposal)
    asked = {"proposal": signed.proposal, "organisation": row.organisation, "person": row.person}
    with pytest.raises(NotYours):
        inviting.invite(actor=world.actor("dev"), **asked)


def test_who_may_not_assign_does_not_learn_where_the_case_is(world, signed):
    with pytest.raises(NotYours):
        assigning.assign(actor=world.actor("cora"), proposal=signed.proposal, reviewer=world.cast.people["rita"])


def test_an_invitation_that_is_made_again_is_opened_again(world):
    story = world.story().invite("fundy").open()
    row = Endorsement.objects.get(proposal=story.proposal)
    partner = Actor(row.person, guest_link=row.guest_link)
    endorsing.open_invitation(row, actor=partner)
    reason = {"reason": "Not us.", "idempotency_key": None}
    endorsing.move(row.pk, "decline", actor=partner, seen_version=2, **reason)
    with story.later():
        following_up.ask_again(row.pk, None, actor=world.actor("ada"), seen_version=3, idempotency_key=None)
    again = Endorsement.objects.get(pk=row.pk)
    endorsing.open_invitation(again, actor=Actor(row.person, guest_link=again.guest_link))
    assert Endorsement.objects.get(pk=row.pk).state == "opened"


def test_a_return_that_is_held_opens_nothing_to_partners(world, signed):
    """They see it with the Province until the return is told; and then they may sign."""
    signed.sign_off().submit().require("R2", "C", "Say more.").move("return_for_changes", "cora")
    row, case = Endorsement.objects.get(proposal=signed.proposal), Proposal.objects.get(pk=signed.proposal.pk)
    sign_again = {"actor": Actor(row.person, guest_link=row.guest_link), "seen_version": None}
    with clocks.at(signed.moment), pytest.raises(GateClosed, match="does not take endorsements"):
        door.act(ENDORSEMENT, row.pk, "reaffirm", **sign_again)
    with clocks.at(case.held_until):
        assert door.act(ENDORSEMENT, row.pk, "reaffirm", **sign_again).target == "reaffirmed"


def test_a_stranger_costs_a_few_queries(world, signed, django_assert_max_num_queries):
    with django_assert_max_num_queries(6), pytest.raises(NotYours):
        act(world, signed, "submit", "dev")
