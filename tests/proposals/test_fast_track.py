"""The fast track: who goes it, what it asks for, and what ends it."""

import pytest

from config.demo.story import Story, ago
from notifications.models import Notice
from proposals import tracks
from proposals.codesign.models import Endorsement
from proposals.document.sample import complete
from proposals.facts import criteria_in_play, dossier
from proposals.models import Proposal
from proposals.review import agreeing, judging
from proposals.review.models import Review
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed


def asking(world, topic: str = "tourism-hosting", days: float = 40, **delivery) -> Story:
    content = complete(topic)
    content["A"] = content["A"] | {"fast_track": True}
    content["G"] = content["G"] | delivery
    return Story(world.cast, "ada", "sam", "acadia", content, ago(days)).begin()


@pytest.fixture
def submitted(world) -> Story:
    return asking(world).invite("clare").open().endorse("clare").sign_off().submit()


def obstacles(story: Story) -> list[str]:
    return tracks.obstacles(dossier(Proposal.objects.get(pk=story.proposal.pk)))


def test_a_short_non_credit_proposal_with_a_full_endorsement_goes_it(world, submitted):
    assert submitted.proposal.track == "fast"
    record = TransitionRecord.objects.get(subject_id=submitted.proposal.pk, transition="submit")
    assert record.details["track"] == "fast"
    stay = submitted.proposal.stays.get(state="submitted")
    assert stay.track == "fast"


def test_one_reviewer_judges_the_gate_criteria_in_ten_days(world, submitted):
    submitted.assign("rita").review("rita")
    case = Proposal.objects.get(pk=submitted.proposal.pk)
    assert {one.key for one in criteria_in_play(dossier(case))} == {"R1", "R2", "R3", "R4", "R5", "R6", "R8", "R11"}
    began = TransitionRecord.objects.get(subject_id=case.pk, transition="start_review").at
    assert case.due_at == clocks.end_of_day(clocks.add_business_days(began, 10))
    submitted.consensus().approve()
    assert submitted.proposal.state == "approved"


def test_who_does_not_ask_goes_the_full_way(world):
    assert world.story().invite("fundy").open().endorse("fundy").sign_off().submit().proposal.track == "full"


@pytest.mark.parametrize(
    ("delivery", "says"),
    [({"total_hours": 61}, "at most 60 hours"), ({"credit_status": "credit"}, "non-credit")],
)
def test_too_long_or_for_credit_is_too_much(world, delivery, says):
    story = asking(world, **delivery).invite("clare").open().endorse("clare")
    assert [says in one for one in obstacles(story)] == [True]


@pytest.mark.parametrize("demand", ["partly", "no"])
def test_an_endorsement_with_a_reserve_is_not_full(world, demand):
    story = asking(world).invite("clare").open()
    assert "No partner confirms" in obstacles(story)[0]
    story.endorse("clare", demand=demand)
    assert "No partner confirms" in obstacles(story)[0]


def test_a_draft_counts_for_nothing(world):
    """Neither half-typed words before a signature, nor those beside one that says something else."""
    story = asking(world).invite("clare").open()
    Endorsement.objects.update(draft={"demand": "yes", "assessment": "yes"})
    assert "No partner confirms" in obstacles(story)[0]
    story.endorse("clare", demand="no")
    Endorsement.objects.update(draft={"demand": "yes", "assessment": "yes"})
    assert "No partner confirms" in obstacles(story)[0]


def test_an_institution_whose_proposal_was_declined_has_no_clean_record(world):
    earlier = Story(world.cast, "ada", "sam", "acadia", complete("energy-audit"), ago(80)).begin()
    earlier.invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob")
    weak = {"R3": "0"}
    earlier.review("rita", "rob", weak=weak).consensus(weak).recommend("decline", "Too close.")
    earlier.move("decline", "ann", reason="Too close.")
    story = asking(world).invite("clare").open().endorse("clare")
    with clocks.at(earlier.proposal.held_until):
        assert "declined or lapsed" in obstacles(story)[0]
    page = world.client("ada").get(f"/work/proposals/{story.proposal.pk}/").content.decode()
    assert "Why it would not go the fast track" in page or "Fast track</strong>" in page


@pytest.mark.parametrize("value", ["0", "1"])
def test_a_criterion_that_is_not_fully_met_sends_it_to_the_full_review(world, submitted, value):
    submitted.assign("rita").review("rita", weak={"R6": value})
    case = Proposal.objects.get(pk=submitted.proposal.pk)
    assert (case.state, case.track) == ("under_review", "full")
    began = TransitionRecord.objects.get(subject_id=case.pk, transition="start_review").at
    assert case.due_at == clocks.end_of_day(clocks.add_business_days(began, 20))
    assert case.turn_since == began
    review = Review.objects.get(proposal=case)
    assert review.state == "in_progress"
    assert review.verdicts.get(criterion="R6").value == value
    told = set(Notice.objects.filter(event="proposal.send_to_full_review").values_list("message", "recipient__name"))
    assert told == {
        ("full_review_coordinator", "Cora Benoit"),
        ("full_review_reviewer", "Rita Fraser"),
        ("full_review_author", "Ada Boudreau"),
    }
    assert {stay.track for stay in case.stays.filter(round=1)} == {"full"}


def test_the_full_review_then_asks_for_a_second_reviewer_and_all_criteria(world, submitted):
    submitted.assign("rita").review("rita", weak={"R6": "1"})
    with pytest.raises(GateClosed, match="R7"):
        judging.submit_review(Review.objects.get().pk, actor=world.actor("rita"), seen_version=None)
    submitted.proposal.refresh_from_db(fields=["track"])
    submitted.judge("rita", weak={"R6": "1"}).consensus({"R6": "1"})
    with pytest.raises(GateClosed, match="1 more reviewer"):
        submitted.recommend("return_for_changes", "One reviewer only.")
    submitted.assign("rob").judge("rob").recommend("return_for_changes", "The assessment is partly described.")
    assert submitted.proposal.state == "decision_pending"


def test_the_coordinators_verdict_ends_it_as_well(world, submitted):
    submitted.assign("rita").review("rita")
    agreeing.agree(submitted.proposal.pk, {"R2": ("1", "Old sources.")}, actor=world.actor("cora"), seen_version=None)
    case = Proposal.objects.get(pk=submitted.proposal.pk)
    assert case.track == "full"
    assert Review.objects.get(proposal=case).state == "in_progress"


def test_a_second_round_is_never_fast(world, submitted):
    submitted.assign("rita")
    submitted.require("R2", "C", "Say more.").move("return_for_changes", "cora")
    assert "first submission" in obstacles(submitted)[0]
