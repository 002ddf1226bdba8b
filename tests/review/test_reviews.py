"""Reviewing: free of conflict, independent, explained; and decisions that are held, told and provable."""

from datetime import timedelta

import pytest

from config.demo.cases import state
from config.demo.story import Story, ago
from notifications.models import Notice, NoticeState
from partners.actors import Actor
from partners.services import end_role, grant_role
from proposals import door, timed
from proposals.document.sample import complete
from proposals.facts import dossier
from proposals.http import new_key
from proposals.models import Proposal
from proposals.needs.models import Need
from proposals.passages import PROPOSAL
from proposals.review import agreeing, assigning, judging, ledger, returning
from proposals.review.models import DecisionPackage, Review, Verdict
from proposals.review.package import digest
from proposals.selectors import get, latest_revision
from proposals.standing import permissions
from proposals.writing.services import save_section
from register.models import Listing
from register.services import publish_due
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, WrongState


@pytest.fixture
def story(submitted):
    return submitted


def assign(story, reviewer="rita", **more) -> Review:
    person = story.cast.people[reviewer]
    return assigning.assign(actor=story.actor("cora"), proposal=story.proposal, reviewer=person, **more)


def declare(story, review, reviewer="rita", conflict=False, text="A tie."):
    actor = story.actor(reviewer)
    assigning.declare(review.pk, actor=actor, conflict=conflict, text=text, seen_version=review.version)


def pages(story) -> list[str]:
    case = f"/work/proposals/{story.proposal.pk}/"
    return [case, f"{case}document/", f"{case}history/", f"{case}comments/", f"{case}review/mine/R1/", f"{case}letter/"]


def test_whoever_withdraws_is_told_that_reviewers_hear_of_it_and_not_who_they_are(world, story):
    story.assign("rita", "rob")
    case = f"/work/proposals/{story.proposal.pk}/"
    for path in (case, f"{case}move/withdraw/"):
        page = world.client("sam").get(path).content.decode()
        assert "reviewers of the proposal" in page
        assert world.cast.people["rita"].name not in page
        assert world.cast.people["cora"].name not in page


def test_the_document_opens_after_a_clean_declaration_only(world, story):
    review = assign(story)
    client = world.client("rita")
    assert {client.get(page).status_code for page in pages(story)} == {404}
    assert story.proposal.title in client.get(f"/work/proposals/{story.proposal.pk}/review/mine/").content.decode()
    declare(story, review)
    assert client.get(pages(story)[1]).status_code == 200
    later = Review.objects.get(pk=review.pk)
    declare(story, later, conflict=True)
    assert {client.get(page).status_code for page in pages(story)} == {404}


@pytest.mark.parametrize("tie", ["organisation", "invited", "domain"])
def test_an_automatic_conflict_blocks_unless_it_is_overridden_with_a_reason(world, story, tie):
    rita, acadia = world.cast.people["rita"], world.cast.organisations["acadia"]
    if tie == "organisation":
        grant_role(rita, acadia, "author", actor=story.actor("ada"))
    elif tie == "domain":
        type(rita).objects.filter(pk=rita.pk).update(email="rita@fundy.example")
    else:
        story.proposal.endorsements.update(person=rita)
    world.cast.people["rita"] = type(rita).objects.get(pk=rita.pk)
    with pytest.raises(GateClosed) as refused:
        assign(story)
    assert refused.value.sentences
    assert not Review.objects.filter(reviewer=rita).exists()


def test_an_override_needs_its_reason_and_shows(world, story):
    world.cast.people["rosa"].memberships.model.objects.create(
        user=world.cast.people["rosa"], organisation=world.cast.organisations["acadia"], role="author"
    )
    review = assign(story, "rosa", override_reason="The only expert in the province.")
    declare(story, review, "rosa")
    assert Review.objects.get(pk=review.pk).state == "declared"
    page = world.client("cora").get(f"/work/proposals/{story.proposal.pk}/review/").content.decode()
    assert "The only expert in the province." in page


def test_verdicts_are_hidden_until_every_review_is_in(world, story):
    story.assign("rita", "rob")
    story.move("start_review", "cora")
    story.judge("rita", weak={"R7": "1"})
    assert all(row.verdicts == [] for row in ledger.rows(dossier(story.proposal)))
    page = world.client("cora").get(f"/work/proposals/{story.proposal.pk}/review/").content.decode()
    assert "Say more about" not in page
    with pytest.raises(WrongState):
        agreeing.set_consensus(story.proposal.pk, "R1", "3", "", actor=story.actor("cora"))
    story.judge("rob")
    rows = {row.criterion.key: row for row in ledger.rows(dossier(story.proposal))}
    assert rows["R7"].differ
    assert not rows["R1"].differ


@pytest.mark.parametrize("value", ["0", "1", "NA"])
def test_a_verdict_below_the_mark_needs_its_comment(world, story, value):
    story.assign("rita", "rob").move("start_review", "cora")
    review = Review.objects.get(reviewer=world.cast.people["rita"])
    with pytest.raises(GateClosed):
        judging.save_verdict(review.pk, "R1", value, " ", actor=story.actor("rita"))
    with pytest.raises(NotYours):
        judging.save_verdict(review.pk, "R1", "3", "", actor=story.actor("rob"))
    assert Verdict.objects.count() == 0


def returned(story, weak: dict[str, str]):
    story.assign("rita", "rob").review("rita", "rob", weak=weak)
    for key, section in (("R2", "C"), ("R6", "F")):
        story.require(key, section, "Say more.")
    story.move("return_for_changes", "cora")
    return story


def test_after_a_return_only_what_changed_is_open_again(world, story):
    returned(story, {"R2": "1", "R6": "1"})
    ada, sam = story.actor("ada"), story.actor("sam")
    assert returning.answer_changes(story.proposal.pk, {1: "Done.", 2: "Done."}, actor=ada) == 2
    assert returning.answer_changes(story.proposal.pk, {1: "Done.", 2: " Done. "}, actor=ada) == 0
    value = latest_revision(story.proposal).content["F"] | {"moderation": "A third assessor."}
    save_section(story.proposal.pk, "F", value, actor=ada, seen=None)
    story.endorse("fundy")
    door.act(PROPOSAL, story.proposal.pk, "resubmit", actor=sam, seen_version=None)
    carried = Verdict.objects.filter(round=2, review__reviewer=world.cast.people["rita"], carried=True)
    judged_f = {"R1", "R4", "R6", "R11"}  # by the framework, the criteria that look at section F or E and F
    open_again = {f"R{n}" for n in range(1, 13)} - set(carried.values_list("criterion", flat=True))
    assert {"R2", "R6"} <= open_again
    assert judged_f - {"R1"} <= open_again | {"R1"}
    assert "R9" not in open_again
    assert "R12" not in open_again


def test_a_return_is_answered_in_full_before_it_comes_back(world, story):
    returned(story, {"R2": "1", "R6": "1"})
    with pytest.raises(GateClosed) as refused:
        door.act(PROPOSAL, story.proposal.pk, "resubmit", actor=story.actor("sam"), seen_version=None)
    assert any("1" in sentence and "2" in sentence for sentence in refused.value.sentences)


@pytest.fixture
def decided(world, story):
    """Approved just now, so that the decision is held."""
    story.assign("rita", "rob").review("rita", "rob").consensus().recommend("approve", "All met.")
    story.moment = clocks.now()
    story.move("approve", "ann")
    return story


def test_a_held_decision_shows_to_nobody_outside_the_province(world, decided):
    case = f"/work/proposals/{decided.proposal.pk}/"
    for person in ("ada", "sam"):
        client = world.client(person)
        for page in (case, f"{case}history/", "/work/", "/work/proposals/"):
            text = client.get(page).content.decode()
            assert "Decision pending" in text or page.endswith("history/")
            assert "Approved</strong>" not in text
            assert "Ann Campbell" not in text
        found = client.get("/work/proposals/?state=approved").content.decode()
        assert decided.proposal.number not in found
        assert decided.proposal.number in client.get("/work/proposals/?state=decision_pending").content.decode()
        assert client.get(f"{case}letter/").status_code == 404
        assert client.get("/inbox/").content.decode().count("approved") == 0
    assert publish_due()["published"] == 0
    assert "The decision is held until" in world.client("cora").get(case).content.decode()


def test_who_decided_can_take_it_back_before_anybody_was_told(world, decided):
    held = Notice.objects.filter(event="proposal.approve")
    assert held.count() > 0
    with pytest.raises(NotYours):
        decided.move("take_back", "cora", reason="x")
    decided.move("take_back", "ann", reason="The wrong letter.")
    assert decided.proposal.state == "decision_pending"
    assert set(held.values_list("state", flat=True)) == {NoticeState.CANCELLED}
    assert DecisionPackage.objects.get().taken_back_at is not None
    with clocks.at(clocks.now() + timedelta(hours=1)):
        assert publish_due()["published"] == 0


def test_after_the_window_it_is_told_published_and_final(world, decided):
    with clocks.at(clocks.now() + timedelta(minutes=11)):
        with pytest.raises((NotYours, GateClosed)):
            door.act(
                PROPOSAL, decided.proposal.pk, "take_back", actor=decided.actor("ann"), seen_version=None, reason="x"
            )
        assert publish_due()["published"] == 1
        assert publish_due()["published"] == 0
    assert Listing.objects.get().state == "published"


def test_the_package_is_frozen_under_its_hash(world, decided):
    package = DecisionPackage.objects.get()
    assert digest(package.content) == package.sha256
    assert {row["criterion"] for row in package.content["verdicts"]} == {f"R{n}" for n in range(1, 13)}
    assert package.content["endorsements"][0]["organisation"].startswith("Fundy")
    assert package.content["letter"]["text"]
    changed = package.content | {"reasons": "Others."}
    assert digest(changed) != package.sha256


@pytest.mark.parametrize("part", ["author", "endorser", "reviewer", "institution"])
def test_the_approver_never_decides_on_their_own(world, part):
    ann = world.cast.people["ann"]
    story = world.story(topic="heat-pumps")
    if part == "author":
        helping = grant_role(ann, world.cast.organisations["acadia"], "author", actor=story.actor("ada"))
        save_section(story.proposal.pk, "J", {"teach_out": "x"}, actor=Actor(ann), seen=None)
        save_section(story.proposal.pk, "J", story.content["J"], actor=story.actor("ada"), seen=None)
        end_role(helping, actor=story.actor("ada"))
    story.invite("fundy").open().endorse("fundy").sign_off().submit()
    story.assign("rita", "rob").review("rita", "rob").consensus().recommend("approve", "All met.")
    if part == "author":
        assert "write" not in permissions(Actor(ann), story.proposal)
    elif part == "endorser":
        story.proposal.endorsements.update(person=ann)
    elif part == "reviewer":
        story.proposal.reviews.filter(reviewer=world.cast.people["rob"]).update(reviewer=ann)
    else:
        grant_role(ann, world.cast.organisations["acadia"], "signatory", actor=story.actor("ada"))
    with pytest.raises(GateClosed) as refused:
        story.move("approve", "ann")
    assert any("somebody else has to decide" in sentence for sentence in refused.value.sentences)


@pytest.mark.parametrize(
    ("value", "approve", "conditioned"), [("0", False, False), ("1", False, True), ("3", True, False)]
)
def test_gate_criteria_decide_what_may_be_decided(world, story, value, approve, conditioned):
    weak = {"R6": value} if value != "3" else {}
    story.assign("rita", "rob").review("rita", "rob", weak=weak).consensus(weak)
    story.condition("R6", "Try it out.", 90)
    story.recommend("approve" if approve else "approve_with_conditions", "As the criteria say.")
    answers = {
        one.row.name: one.open
        for one in door.answers(PROPOSAL, Proposal.objects.get(pk=story.proposal.pk), actor=story.actor("ann"))
    }
    assert (answers["approve"], answers["approve_with_conditions"]) == (approve, conditioned)


def test_a_returned_case_is_reminded_and_lapses_by_time(world, story):
    returned(story, {"R2": "1", "R6": "1"})
    since = story.proposal.turn_since
    told = []
    for day in range(0, 75, 5):
        with clocks.at(since + timedelta(days=day)):
            told.append((day, timed.run()["reminders"], Proposal.objects.get(pk=story.proposal.pk).state))
    assert sum(count for _day, count, _state in told) == 2
    assert told[-1][2] == "lapsed"
    assert next(day for day, _count, state in told if state == "lapsed") > 60


def test_reconsideration_asks_for_other_reviewers(world, story):
    weak = {"R3": "0"}
    story.assign("rita", "rob").review("rita", "rob", weak=weak).consensus(weak).recommend("decline", "Too close.")
    story.move("decline", "ann", reason="Too close.")
    story.move("reconsider", "sam", reason="The other course has ended.")
    assert story.proposal.state == "submitted"
    assert set(story.proposal.reviews.values_list("state", flat=True)) == {"recused"}
    with pytest.raises(GateClosed):
        assign(story, "rita")


def test_the_province_sees_nothing_before_submission(world):
    story = world.story().invite("fundy").open()
    for person in ("cora", "ann", "rita", "otto", "fran"):
        assert world.client(person).get(f"/work/proposals/{story.proposal.pk}/").status_code == 404
        assert story.proposal.number not in world.client(person).get("/work/proposals/").content.decode()


def test_the_province_reads_the_submitted_revision(world, story):
    returned(story, {"R2": "1", "R6": "1"})
    value = latest_revision(story.proposal).content["J"] | {"assurance": "NOT SUBMITTED YET"}
    save_section(story.proposal.pk, "J", value, actor=story.actor("ada"), seen=None)
    address = f"/work/proposals/{story.proposal.pk}/document/"
    assert "NOT SUBMITTED YET" in world.client("ada").get(address).content.decode()
    assert "NOT SUBMITTED YET" not in world.client("cora").get(address).content.decode()


def test_an_access_knows_its_codes(world, story):
    assert get(Actor(world.cast.people["cora"]), story.proposal.pk).of_province


@pytest.mark.parametrize(
    ("letter", "decision"),
    [("approve", "decline"), ("decline", "approve"), ("return_for_changes", "approve"), ("approve", "decline")],
)
def test_a_letter_goes_out_with_the_decision_that_it_speaks_of_only(world, story, letter, decision):
    story.assign("rita", "rob").review("rita", "rob").consensus().recommend(letter, "Reasons.")
    with pytest.raises(GateClosed) as refused:
        story.move(decision, "ann", reason="x")
    assert any("letter" in sentence for sentence in refused.value.sentences)
    story.require("R2", "C", "Say more.").move("return_for_changes", "ann")
    answer = world.client("ada").get(f"/work/proposals/{story.proposal.pk}/letter/")
    assert answer.status_code == (200 if letter == "return_for_changes" else 404)


def test_changes_are_the_provinces_own_until_the_return_is_told(world, story):
    story.assign("rita", "rob").review("rita", "rob").require("R2", "C", "UNTOLD CHANGE")
    address = f"/work/proposals/{story.proposal.pk}/changes/"
    client = world.client("ada")
    assert "UNTOLD CHANGE" not in client.get(address).content.decode()
    story.move("withdraw", "sam", reason="Enough.")
    story.move("reopen", "ada")
    assert "UNTOLD CHANGE" not in client.get(address).content.decode()
    assert "UNTOLD CHANGE" in world.client("cora").get(address).content.decode()


def test_changes_show_when_the_return_is_told(world, story):
    returned(story, {"R2": "1", "R6": "1"})
    page = world.client("ada").get(f"/work/proposals/{story.proposal.pk}/changes/").content.decode()
    assert page.count("Say more.") == 2


def test_a_need_hears_of_a_decline_when_it_is_told_and_not_before(world):
    need = state(world.cast, "emma", "fundy", "A need", "22310", "31-33", "Dartmouth", 3)
    story = Story(world.cast, "ada", "sam", "acadia", complete("heat-pumps"), ago(40), need).begin()
    story.invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob").review("rita", "rob")
    story.consensus().recommend("decline", "Too close.")
    story.moment = clocks.now()
    story.move("decline", "ann", reason="Too close.")
    assert timed.run()["released"] == 0
    assert Need.objects.get(pk=need.pk).state == "taken_up"
    with clocks.at(clocks.now() + timedelta(minutes=11)):
        assert timed.run()["released"] == 1
        assert timed.run()["released"] == 0
    assert Need.objects.get(pk=need.pk).state == "open"
    assert Notice.objects.filter(event="need.release", address="emma@fundy.example").exists()


def test_answers_are_kept_together_and_one_by_one(world, story):
    returned(story, {"R2": "1", "R6": "1"})
    client = world.client("ada")
    address = f"/work/proposals/{story.proposal.pk}/changes/"

    def send(**texts):
        version = Proposal.objects.get(pk=story.proposal.pk).version
        return client.post(address, {"seen_version": version, "idempotency_key": new_key()} | texts)

    assert send(**{"text-1": "First.", "text-2": ""}).status_code == 302
    refused = send(**{"text-1": "First, longer.", "text-2": "x" * 4001})
    assert refused.status_code == 422
    assert "First, longer." in refused.content.decode()
    assert [row.answer for row in story.proposal.required_changes.order_by("number")] == ["First.", ""]
    assert send(**{"text-1": "First.", "text-2": "Second."}).status_code == 302
    assert [row.answer for row in story.proposal.required_changes.order_by("number")] == ["First.", "Second."]
    assert send(gap="").status_code == 422
    assert send(gap="They have closed.").status_code == 302
