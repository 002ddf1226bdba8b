"""Listings and needs, with all that leads to them: the site does what the model does."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.machines.drawing import Drawn, acts
from tests.machines.walking import Table, run

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Register(Table):
    """Partners before the decision, the listing and the needs after it."""

    STAGES = ("draft", "at_the_table", "returned", "approved", "published", "with_conditions", "declined", "taught_out")
    WEIGHTS = {"case": 3, "text": 1, "partners": 3, "listing": 5, "needs": 5, "time": 3}

    @initialize(stage=st.sampled_from(STAGES))
    def begins(self, stage: str) -> None:
        self.begin(stage)

    @rule(drawn=acts(WEIGHTS))
    def step(self, drawn: Drawn) -> None:
        self.act(drawn)


MACHINE = Register


def test_listings_and_needs_go_as_the_model_says(seen, record_property):
    run(Register, seen, {"listing", "need"}, record_property)
