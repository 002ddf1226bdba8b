"""The one door: all or nothing, in order, once."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from notifications.models import Notice
from proposals import door
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.writing.services import save_section
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, ReasonMissing, StaleVersion, WrongState


@pytest.fixture
def story(world):
    return world.story().invite("fundy")


def act(world, story, name, who="ada", seen=None, **more):
    return door.act(PROPOSAL, story.proposal.pk, name, actor=world.actor(who), seen_version=seen, **more)


def test_a_move_writes_state_version_record_and_notices_together(world, story):
    before = Proposal.objects.get(pk=story.proposal.pk)
    record = act(world, story, "open_co_design", seen=before.version)
    after = Proposal.objects.get(pk=story.proposal.pk)
    assert (after.state, after.version) == ("co_design", before.version + 1)
    assert (record.source, record.target, record.subject_version) == ("draft", "co_design", after.version)
    assert record.actor == world.cast.people["ada"]
    assert Notice.objects.filter(event_key=str(record.uuid)).count() == 1


def test_a_rolled_back_transition_leaves_no_record_no_outbox_row_and_rings_nobody(
    world, story, django_capture_on_commit_callbacks
):
    counts = TransitionRecord.objects.count(), Notice.objects.count()
    with django_capture_on_commit_callbacks() as rung, pytest.raises(RuntimeError), transaction.atomic():
        act(world, story, "open_co_design")
        raise RuntimeError
    assert (TransitionRecord.objects.count(), Notice.objects.count()) == counts
    assert Proposal.objects.get(pk=story.proposal.pk).state == "draft"
    assert rung == []


@pytest.mark.parametrize(
    ("who", "name", "refusal"),
    [
        ("dev", "open_co_design", NotYours),
        ("operator", "open_co_design", NotYours),
        ("cora", "open_co_design", NotYours),
        ("ada", "no_such_move", NotYours),
        ("ada", "lapse", NotYours),
        ("ada", "request_sign_off", WrongState),
        ("ada", "withdraw", ReasonMissing),
    ],
)
def test_refusals_write_nothing(world, story, who, name, refusal):
    counts = TransitionRecord.objects.count(), Notice.objects.count()
    with pytest.raises(refusal):
        act(world, story, name, who)
    assert (TransitionRecord.objects.count(), Notice.objects.count()) == counts


def test_a_gate_says_what_is_missing(world):
    story = world.story()
    with pytest.raises(GateClosed) as refused:
        act(world, story, "open_co_design")
    assert refused.value.sentences


def test_a_version_that_moved_on_is_refused_even_where_the_state_is_the_same(world, story):
    seen = story.proposal.version
    save_section(story.proposal.pk, "J", {"teach_out": "New."}, actor=world.actor("ada"), seen=None)
    with pytest.raises(StaleVersion):
        act(world, story, "open_co_design", seen=seen)


def test_the_same_key_twice_is_one_act(world, story):
    key = str(uuid4())
    first = act(world, story, "open_co_design", idempotency_key=key)
    assert act(world, story, "open_co_design", idempotency_key=key) == first
    with pytest.raises(NotYours):
        act(world, story, "close_co_design", idempotency_key=key)


def test_versions_count_moves_and_edits(world, story):
    pk = story.proposal.pk
    for number, text in enumerate(("One.", "Two.", "Two.")):
        save_section(pk, "J", {"teach_out": text}, actor=world.actor("ada"), seen=None)
        assert Proposal.objects.get(pk=pk).version == story.proposal.version + min(number + 1, 2)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_through():
    """Eight people press the same button on the same version: one record, seven pages that explain."""
    from tests import world as worlds

    world = worlds.people_only()
    story = world.story().invite("fundy")
    outcomes: list[str] = []

    def press() -> None:
        try:
            act(world, story, "open_co_design", seen=story.proposal.version)
            outcomes.append("moved")
        except (StaleVersion, WrongState) as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("moved") == 1
    assert len(outcomes) == 8
    assert TransitionRecord.objects.filter(transition="open_co_design").count() == 1
