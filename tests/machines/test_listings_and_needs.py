"""Listings and needs, with all that leads to them: the site does what the model does."""

import pytest
from hypothesis.stateful import rule

from tests.machines.drawing import Drawn, acts
from tests.machines.walking import Table, report, run

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Register(Table):
    """Partners before the decision, the listing and the needs after it."""

    STAGES = ("draft", "at_the_table", "returned", "approved", "published", "with_conditions", "declined", "taught_out")
    WEIGHTS = {"case": 3, "text": 1, "partners": 3, "listing": 5, "needs": 5, "time": 3}

    @rule(drawn=acts(WEIGHTS))
    def step(self, drawn: Drawn) -> None:
        self.act(drawn)


MACHINE = Register


@pytest.mark.parametrize("stage", Register.STAGES)
def test_listings_and_needs_go_as_the_model_says(seen, stage):
    run(Register, seen, stage, 1 / len(Register.STAGES))


def test_all_of_their_states_and_transitions_are_visited(seen, record_property):
    report(seen, {"listing", "need"}, record_property)
