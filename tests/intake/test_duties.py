"""Separation of duties: whoever takes part in a case takes no step of the Province in it, whatever they are."""

from collections.abc import Callable

import pytest
from django.db import transaction

from config.demo.story import Story
from partners.actors import SYSTEM, Actor
from partners.models import User
from partners.roles import ROLES_OF
from partners.services import grant_role
from proposals import door
from proposals.codesign.models import Endorsement
from proposals.frameworks import moving
from proposals.http import new_key
from proposals.passages import PROPOSAL
from proposals.review import agreeing, assigning, conditioning, deciding, returning
from proposals.review.models import Review
from proposals.standing import grant, permissions
from proposals.suggestions.models import Suggestion
from proposals.talk import services as talk
from proposals.writing.models import SectionSave
from register.models import Listing
from register.passage import LISTING
from register.services import publish_due
from tests.world import in_force
from workflow import clocks
from workflow.process import rows_of
from workflow.refusals import GateClosed, NotYours

STEP, DECIDE = "somebody else has to take this step", "somebody else has to decide"
DECISIONS = {"approve", "approve_with_conditions", "decline"}
MOVES = {
    "submitted": ("start_review", "return_for_changes"),
    "under_review": ("recommend", "return_for_changes"),
    "decision_pending": (*sorted(DECISIONS), "return_for_changes"),
    "approved_with_conditions": ("confirm_conditions",),
}


def pat(world) -> User:
    """Coordinates and decides, and takes part in nothing; a superuser besides."""
    user = User.objects.create_superuser("pat@province.example", None, name="Pat Surette")
    for role in ("coordinator", "approver", "reviewer"):
        grant_role(user, world.cast.organisations["province"], role, actor=SYSTEM)
    return user


def author(story: Story, user: User) -> None:
    SectionSave.objects.create(
        proposal=story.proposal, section="J", version=9, content={}, author=user, at=clocks.now(), revision=None
    )


def co_designer(story: Story, user: User) -> None:
    Suggestion.objects.create(
        proposal=story.proposal,
        lane="partners",
        section="A",
        place="A.purpose",
        words="x",
        author=user,
        at=clocks.now(),
    )


def commented_as_partner(story: Story, user: User) -> None:
    said = talk.open_thread(actor=story.actor("ada"), proposal=story.proposal, text="x", lane="partners", place="E")
    type(said).objects.filter(pk=said.pk).update(author=user)


def endorser(story: Story, user: User) -> None:
    Endorsement.objects.filter(proposal=story.proposal).update(person=user)


def reviewer(story: Story, user: User) -> None:
    Review.objects.create(
        proposal=story.proposal, reviewer=user, assigned_by=user, assigned_at=clocks.now(), state="recused"
    )


def of_lead(story: Story, user: User) -> None:
    grant_role(user, story.organisation("acadia"), "administrator", actor=SYSTEM)


def of_co_applicant(story: Story, user: User) -> None:
    story.proposal.co_applicants.add(story.organisation("dal"))
    grant_role(user, story.organisation("dal"), "author", actor=SYSTEM)


def of_partner(story: Story, user: User) -> None:
    grant_role(user, story.organisation("fundy"), "contributor", actor=SYSTEM)


PARTS: tuple[Callable[[Story, User], None], ...] = (
    author,
    co_designer,
    commented_as_partner,
    endorser,
    reviewer,
    of_lead,
    of_co_applicant,
    of_partner,
)


def services(story: Story, user: User) -> dict[str, Callable[[], object]]:
    """Steps that are no move of the case itself."""
    pk, actor = story.proposal.pk, Actor(user)
    found: dict[str, Callable[[], object]] = {
        "require a change": lambda: returning.require_change(pk, actor=actor, criterion="R1", place="A", text="x"),
        "draft": lambda: deciding.recommend_draft(
            pk, actor=actor, outcome="approve", reasons="x", letter="", language="en"
        ),
    }
    if story.proposal.state in {"submitted", "under_review"}:
        rosa = story.cast.people["rosa"]
        found["assign"] = lambda: assigning.assign(actor=actor, proposal=story.proposal, reviewer=rosa)
        rita = story.proposal.reviews.get(reviewer=story.cast.people["rita"])
        found["take off"] = lambda: assigning.recuse(rita.pk, actor=actor, reason="x", seen_version=None)
    if story.proposal.state == "under_review":
        found["consensus"] = lambda: agreeing.agree(pk, {"R1": ("3", "")}, actor=actor, seen_version=None)
    if story.proposal.state in {"under_review", "decision_pending"}:
        found["condition"] = lambda: conditioning.set_condition(
            pk, actor=actor, criterion="R1", text="x", owner="x", due=clocks.today()
        )
    return found


def barred(story: Story, user: User, *, clean: bool) -> None:
    """Every step of the Province in the case's present state refuses this person, or none does for what they did."""
    for name in MOVES[story.proposal.state]:
        asked = door.answers(PROPOSAL, story.proposal, actor=Actor(user))
        said = next(one for one in asked if one.row.name == name).sentences
        sentence = DECIDE if name in DECISIONS else STEP
        assert any(sentence in one for one in said) is not clean, name
    for name, step in services(story, user).items():
        with transaction.atomic():
            try:
                step()
            except GateClosed as refused:
                assert not clean, (name, refused.sentences)
                assert STEP in refused.sentences[0], name
            else:
                assert clean, name
            transaction.set_rollback(True)


def all_parts(story: Story, user: User) -> None:
    barred(story, user, clean=True)
    for part in PARTS:
        with transaction.atomic():
            part(story, user)
            barred(story, user, clean=False)
            transaction.set_rollback(True)


def test_whoever_takes_part_in_a_case_takes_no_step_of_the_province(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob")
    user = pat(world)
    all_parts(story, user)
    story.review("rita", "rob")
    all_parts(story, user)
    story.consensus().condition("R1", "Try it.", 90).recommend("approve_with_conditions", "As agreed.")
    all_parts(story, user)
    story.move("approve_with_conditions", "ann")
    all_parts_of_confirming(story, user)


def all_parts_of_confirming(story: Story, user: User) -> None:
    for part in PARTS:
        with transaction.atomic():
            part(story, user)
            asked = door.answers(PROPOSAL, story.proposal, actor=Actor(user))
            said = next(one for one in asked if one.row.name == "confirm_conditions").sentences
            assert any(STEP in one for one in said), part
            transaction.set_rollback(True)


def test_whoever_took_part_takes_no_step_with_its_listing_either(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob")
    story.review("rita", "rob").consensus().approve()
    user = pat(world)
    with clocks.at(story.proposal.held_until):
        publish_due()
        listing = Listing.objects.get(proposal=story.proposal)
        for part in PARTS:
            with transaction.atomic():
                before = listing_steps(listing, user)
                part(story, user)
                assert (before, listing_steps(listing, user)) == (set(), {"suspend", "start_teach_out", "renew"}), part
                transaction.set_rollback(True)


def listing_steps(listing: Listing, user: User) -> set[str]:
    """The moves of a published listing that are refused because of who asks."""
    asked = door.answers(LISTING, listing, actor=Actor(user))
    return {one.row.name for one in asked if any(STEP in sentence for sentence in one.sentences)}


def test_whoever_takes_part_moves_the_case_to_no_other_framework(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob")
    user, target = pat(world), in_force(minimum=1)
    asked = {"actor": Actor(user), "seen_version": story.proposal.version}
    co_designer(story, user)
    with pytest.raises(GateClosed, match=STEP):
        moving.move(story.proposal.pk, target, "So.", idempotency_key=new_key(), **asked)
    Suggestion.objects.all().delete()
    assert moving.move(story.proposal.pk, target, "So.", idempotency_key=new_key(), **asked).target == target


def test_every_step_of_the_province_asks_for_independence():
    offices = {"coordinator", "approver"}
    for row in (*rows_of("proposal"), *rows_of("review"), *rows_of("listing")):
        if row.who & offices:
            assert {"independent", "coordinator_independent", "approver_independent"} & set(row.gates), row.name
    assert {name for names in MOVES.values() for name in names} == {
        row.name for row in rows_of("proposal") if row.who & offices
    }


def test_a_person_with_every_role_everywhere_cannot_decide_their_own_case(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
    user = pat(world)
    for organisation in world.cast.organisations.values():
        for role in ROLES_OF[organisation.kind]:
            grant_role(user, organisation, role, actor=SYSTEM)
    grant(story.proposal, user, ["write", "sign", "contribute", "endorse", "coordinate", "review", "decide", "audit"])
    story.assign("rita", "rob").review("rita", "rob").consensus().recommend("approve", "All met.")
    for name in ("approve", "decline", "return_for_changes"):
        with pytest.raises(GateClosed) as refused:
            door.act(PROPOSAL, story.proposal.pk, name, actor=Actor(user), seen_version=None, reason="Mine.")
        assert any("somebody else has to" in sentence for sentence in refused.value.sentences)


def test_being_superuser_passes_no_step_of_the_province(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
    operator = world.actor("operator")
    assert permissions(operator, story.proposal) == frozenset()
    for name in sorted({name for names in MOVES.values() for name in names}):
        with pytest.raises(NotYours):
            door.act(PROPOSAL, story.proposal.pk, name, actor=operator, seen_version=None, reason="I can.")


def test_who_recommended_does_not_decide_as_well(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
    grant_role(world.cast.people["cora"], world.cast.organisations["province"], "approver", actor=SYSTEM)
    story.assign("rita", "rob").review("rita", "rob").consensus().recommend("approve", "All met.")
    with pytest.raises(GateClosed) as refused:
        story.move("approve", "cora")
    assert refused.value.sentences == ("You recommended this decision, so somebody else has to decide.",)
    story.move("approve", "ann")
