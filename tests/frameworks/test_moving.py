"""A proposal stays with the version it was submitted under; moving it is on record, with its effect shown first."""

import pytest
from django.db import IntegrityError, transaction

from proposals.frameworks import moving, services
from proposals.frameworks.models import FrameworkMove
from proposals.http import new_key
from proposals.models import Proposal
from workflow import clocks
from workflow import framework as frameworks


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open().endorse("fundy").sign_off().submit()


@pytest.fixture
def newer(world, story):
    """In force since today, and stricter; the story was submitted before it."""
    fran = world.actor("fran")
    draft = services.begin(frameworks.current(), "Stricter", actor=fran)
    for part, values in {
        "endorsement": {"endorsement.minimum": 3},
        "fields-D": {"fields.D.equity.rule": "required"},
        "deadlines": {"deadlines.completeness.days": 9},
    }.items():
        services.save_part(draft.pk, part, values, actor=fran, seen=99)
    return services.publish(draft.pk, clocks.today(), actor=fran, seen=99)


def address(story) -> str:
    return f"/work/proposals/{story.proposal.pk}/framework/"


def post(client, story, target, version=None, key="", reason="The institution asked for it."):
    fresh = Proposal.objects.get(pk=story.proposal.pk)
    fields = {"seen_version": version or fresh.version, "idempotency_key": key or new_key(), "to": target.pk}
    return client.post(address(story), fields | {"reason": reason})


def test_a_proposal_keeps_its_version_and_is_moved_with_its_effect_shown_first(world, story, newer):
    own = Proposal.objects.get(pk=story.proposal.pk)
    assert own.framework.name != "Stricter"
    cora = world.client("cora")
    page = cora.get(f"{address(story)}?to={newer.pk}").content.decode()
    assert "2 more current endorsements" in page
    assert "Its due date moves from" in page
    twice = new_key()
    assert [post(cora, story, newer, own.version, twice).status_code for _ in range(2)] == [302, 302]
    moved = Proposal.objects.get(pk=own.pk)
    record = FrameworkMove.objects.get()
    assert (moved.framework, record.source, record.target) == (newer, own.framework, newer)
    assert moved.version == own.version + 1 == record.case_version
    assert moved.due_at > own.due_at
    assert record.effect["closed"]
    assert "The institution asked for it." in cora.get(address(story)).content.decode()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        FrameworkMove.objects.update(reason="Another")


def test_a_move_needs_a_reason_and_the_version_that_was_seen(world, story, newer):
    cora = world.client("cora")
    seen = Proposal.objects.get(pk=story.proposal.pk).version
    assert post(cora, story, newer, reason=" ").status_code == 422
    assert post(cora, story, newer, seen - 1).status_code == 409
    assert FrameworkMove.objects.count() == 0


@pytest.mark.parametrize("person", ["ada", "sam", "rita", "fran", "ann", "otto", "operator"])
def test_only_its_coordinator_moves_it(world, story, newer, person):
    client = world.client(person)
    assert post(client, story, newer).status_code == 404
    assert client.get(address(story)).status_code == (200 if person in {"ann", "otto"} else 404)
    assert FrameworkMove.objects.count() == 0


def test_a_draft_or_its_own_version_is_no_target(world, story, newer):
    draft = services.begin(newer, "Draft", actor=world.actor("fran"))
    own = Proposal.objects.get(pk=story.proposal.pk).framework
    assert set(moving.targets(Proposal.objects.get(pk=story.proposal.pk))).isdisjoint({draft, own})
    for target in (draft, own):
        assert post(world.client("cora"), story, target).status_code in {409, 422}
    assert FrameworkMove.objects.count() == 0


def test_a_review_that_speaks_of_a_criterion_is_not_moved_to_where_there_is_none(world, story):
    fran = world.actor("fran")
    story.assign("rita", "rob").review("rita")
    draft = services.begin(frameworks.current(), "Without R9", actor=fran)
    services.take_out_criterion(draft.pk, "R9", actor=fran, seen=99)
    services.save_part(draft.pk, "criterion-R12", {"criteria.R12.sections": ["H"]}, actor=fran, seen=99)
    target = services.publish(draft.pk, clocks.today(), actor=fran, seen=99)
    answer = post(world.client("cora"), story, target)
    assert answer.status_code == 422
    assert "R9" in answer.content.decode()
    assert FrameworkMove.objects.count() == 0
