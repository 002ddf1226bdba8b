"""Proposals, endorsements and reviews: anybody tries anything, and the site does what the model does."""

import pytest
from hypothesis.stateful import rule

from tests.machines.drawing import Drawn, acts
from tests.machines.stages import SELDOM
from tests.machines.walking import Table, report, run

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Cases(Table):
    """From the first draft to the decision."""

    STAGES = (
        "draft",
        "at_the_table",
        "co_design",
        "sign_off",
        "submitted",
        "under_review",
        "agreed",
        "decision_pending",
        "conditional",
        "returned",
        "approved",
        "held",
        "with_conditions",
        "declined",
        "withdrawn",
        "lapsed",
        "fast_submitted",
        "fast_review",
        "running_out",
        "worn_out",
    )
    SELDOM = SELDOM
    WEIGHTS = {"case": 6, "text": 2, "papers": 2, "partners": 6, "reviews": 3, "time": 1, "needs": 1}

    @rule(drawn=acts(WEIGHTS))
    def step(self, drawn: Drawn) -> None:
        self.act(drawn)


MACHINE = Cases


@pytest.mark.parametrize("stage", Cases.STAGES)
def test_a_case_goes_as_the_model_says(seen, stage):
    run(Cases, seen, stage, 1 / len(Cases.STAGES))


def test_all_of_their_states_and_transitions_are_visited(seen, record_property):
    report(seen, {"proposal", "endorsement", "review"}, record_property)
