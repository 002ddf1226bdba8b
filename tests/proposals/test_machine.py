"""Anybody tries anything in any order: the case only ever moves as the table says, and its history agrees with it."""

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.models import Notice
from proposals import door
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from workflow.models import TransitionRecord
from workflow.process import PREVIOUS, find, rows_of
from workflow.refusals import Refusal

PEOPLE = ("ada", "sam", "cora", "ann", "rita", "emma", "dev", "operator")
NAMES = sorted({row.name for row in rows_of("proposal")})
# Weighted towards people who can do something, so that walks get far.
steps = st.lists(
    st.tuples(st.sampled_from(("ada", "sam", "cora", "ann", *PEOPLE)), st.sampled_from(NAMES), st.booleans()),
    min_size=5,
    max_size=40,
)


@settings(max_examples=30)
@given(steps)
def test_only_the_table_moves_it(world, walk):
    with transaction.atomic():
        story = world.story().invite("fundy")
        for who, name, with_reason in walk:
            before = Proposal.objects.get(pk=story.proposal.pk)
            notices = Notice.objects.count()
            try:
                record = door.act(
                    PROPOSAL,
                    before.pk,
                    name,
                    actor=world.actor(who),
                    seen_version=before.version,
                    reason="Because." if with_reason else "",
                )
            except Refusal:
                after = Proposal.objects.get(pk=before.pk)
                assert (after.state, after.version) == (before.state, before.version)
                assert Notice.objects.count() == notices
            else:
                row = find("proposal", name, before.state)
                assert row is not None
                after = Proposal.objects.get(pk=before.pk)
                assert record.target == after.state
                assert after.state == (before.held_from if row.target == PREVIOUS else row.target)
                assert after.version == before.version + 1
        history = TransitionRecord.objects.filter(subject_id=story.proposal.pk).order_by("id")
        assert [one.target for one in history][:-1] == [one.source for one in history][1:]
        transaction.set_rollback(True)
