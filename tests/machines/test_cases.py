"""Proposals, endorsements and reviews: anybody tries anything, and the site does what the model does."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.machines.drawing import acts
from tests.machines.model import Act
from tests.machines.walking import Table, run

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Cases(Table):
    """From the first draft to the decision."""

    STAGES = (
        "draft co_design sign_off submitted under_review agreed decision_pending returned approved with_conditions "
        "declined withdrawn lapsed fast_submitted fast_review"
    ).split()
    WEIGHTS = {"case": 6, "text": 2, "papers": 2, "partners": 3, "reviews": 3, "time": 1, "needs": 1}

    @initialize(stage=st.sampled_from(STAGES))
    def begins(self, stage: str) -> None:
        self.begin(stage)

    @rule(act=acts(WEIGHTS))
    def step(self, act: Act) -> None:
        self.act(act)


MACHINE = Cases


def test_a_case_goes_as_the_model_says(seen, record_property):
    run(Cases, seen, {"proposal", "endorsement", "review"}, record_property)
