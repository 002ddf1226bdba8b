"""The index of stays holds at every moment what the records say, and rewrites no more than has changed."""

from operator import attrgetter

from proposals.insight.models import Stay
from proposals.insight.services import NAMES, note
from proposals.models import Proposal
from workflow.models import TransitionRecord
from workflow.stays import stays


def indexed(case: Proposal) -> list[tuple[int, tuple]]:
    rows = Stay.objects.filter(proposal=case).order_by("entered", "id").values_list("pk", *NAMES)
    return [(row[0], row[1:]) for row in rows]


def test_it_follows_the_records_of_every_case_move_by_move(demo, db):
    decided = 0
    for case in Proposal.objects.all():
        records = list(TransitionRecord.objects.filter(subject_id=case.pk).order_by("id"))
        for number in range(len(records) + 1):
            note(case, records[:number])
            right = [attrgetter(*NAMES)(stay) for stay in stays(records[:number])]
            assert [row for _pk, row in indexed(case)] == right
        decided += any(row[-1] for _pk, row in indexed(case))
    assert decided >= 5


def test_what_has_not_changed_is_left_alone(demo, db):
    case = Proposal.objects.filter(stays__decided__isnull=False).first()
    before = indexed(case)
    note(case, TransitionRecord.objects.filter(subject_id=case.pk).order_by("id"))
    assert indexed(case) == before
    assert len(before) > 2
