"""All machines against a simple model: every step by everybody has the outcome that the process describes."""

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from proposals.document.sample import topics
from proposals.passages import PASSAGES
from register.passage import LISTING
from tests import world as worlds
from tests.machines.model import Model, Step
from tests.machines.system import System, states_of
from workflow import verification
from workflow.models import TransitionRecord
from workflow.process import TABLE
from workflow.states import STATES

EXAMPLES, STEPS = int(os.environ.get("TIDEMARK_EXAMPLES", "500")), 50
A_STEP = 1.5 / 60  # hours
Stages = dict[str, tuple[System, Model]]


def move(key: str, verb: str, actor: str) -> Step:
    return (key, verb, actor, True)


CO_DESIGN = [move("proposal", "open_co_design", "ada"), move("gil", "open", "gil"), move("gil", "sign", "gil")]
SUBMITTED = [*CO_DESIGN, move("proposal", "request_sign_off", "ada"), ("declare",), move("proposal", "submit", "sam")]
UNDER_REVIEW = [
    *SUBMITTED,
    *(("assign", name) for name in ("rita", "rob")),
    *(move(name, "declare_clear", name) for name in ("rita", "rob")),
    move("proposal", "start_review", "cora"),
]
JUDGED = [
    *UNDER_REVIEW,
    *(("judge", name) for name in ("rita", "rob")),
    *(move(name, "submit", name) for name in ("rita", "rob")),
]
RETURNED = [*JUDGED, ("require",), move("proposal", "return_for_changes", "cora"), ("wait", 1.0)]


def pending(outcome: str, value: str) -> list[Step]:
    return [*JUDGED, ("agree", value), ("condition",), ("letter", outcome), move("proposal", "recommend", "cora")]


def decided(outcome: str, value: str) -> list[Step]:
    return [*pending(outcome, value), move("proposal", outcome, "ann"), ("wait", 1.0), ("tick",)]


SCRIPTS = {
    "draft": [],
    "opened": CO_DESIGN[:2],
    "co-design": CO_DESIGN,
    "stale": [*CO_DESIGN, ("edit", "E")],
    "under review": UNDER_REVIEW,
    "judged": JUDGED,
    "returned": RETURNED,
    "answered": [*RETURNED, ("answer",)],
    "conditional": decided("approve_with_conditions", "1"),
    "declined": decided("decline", "0"),
    "listed": decided("approve", "3"),
    "listed long ago": [*decided("approve", "3"), ("wait", 16000.0)],
}


def take(system: System, model: Model, step: Step) -> str:
    """One step in both; returns what came of it."""
    model.now += A_STEP
    system.at(model.now)
    if len(step) != 4:
        model.act(step)
        system.at(model.now)
        system.act(step)
        return "done"
    expected = model.expected(step)
    if expected == "done":
        model.take(step)
    came = system.take(step)
    assert came == expected, (step, came, expected, model)
    return expected


@pytest.fixture(scope="module")
def stages(django_db_setup, django_db_blocker) -> Iterator[Stages]:
    """A case at each stage of its way, with the model of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.people_only()
        made: Stages = {}
        for topic, (name, script) in zip(topics(), SCRIPTS.items(), strict=False):
            system, model = System(world, topic), Model()
            for step in script:
                assert take(system, model, step) == "done", (name, step)
                assert system.states() == states_of(model), step
            made[name] = (system, model)
        yield made
        transaction.set_rollback(True)


class Machines(RuleBasedStateMachine):
    stages: Stages
    visited: set[tuple[str, str]]
    outcomes: dict[str, int]

    @initialize(data=st.data())
    def begin(self, data) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.system, model = self.stages[data.draw(st.sampled_from(sorted(self.stages)))]
        self.model = model.copy()

    @rule(data=st.data())
    def step(self, data) -> None:
        granted, acts = self.model.granted(), self.model.acts()
        anything = self.model.moves()
        step = data.draw(
            st.one_of(*(st.sampled_from(steps) for steps in (granted or acts, granted or acts, acts, anything)))
        )
        outcome = take(self.system, self.model, step)
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        assert self.system.states() == states_of(self.model), step

    def teardown(self) -> None:
        if not hasattr(self, "savepoint"):
            return
        records = TransitionRecord.objects.filter(case_id__in=[self.system.pk, self.system.need])
        self.visited |= {("move", f"{m}.{t}") for m, t in records.values_list("machine", "transition")}
        self.visited |= {("state", f"{m}.{t}") for m, t in records.values_list("machine", "target")}
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)


@pytest.fixture
def compare(stages, record_property):
    def run(number: int) -> None:
        visited: set[tuple[str, str]] = set()
        outcomes: dict[str, int] = {}
        machine = type("Part", (Machines,), {"stages": stages, "visited": visited, "outcomes": outcomes})
        run_state_machine_as_test(
            seed(number)(machine),
            settings=settings(
                max_examples=EXAMPLES // 2,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=False,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        every = {("move", row.event) for row in TABLE}
        every |= {("state", f"{machine}.{state}") for machine, states in STATES.items() for state in states.values}
        assert every - visited == set()
        record_property("examples", EXAMPLES // 2)
        record_property("steps in each, at most", STEPS)
        record_property("steps", dict(sorted(outcomes.items())))

    return run


class TestOneHalf:
    def test_every_step_has_the_outcome_of_the_model(self, compare, db):
        compare(1)


class TestTheOtherHalf:
    def test_every_step_has_the_outcome_of_the_model(self, compare, db):
        compare(2)


def test_the_histories_of_the_stages_verify(stages, db):
    subjects = {machine: passage.model for machine, passage in PASSAGES.items()} | {"listing": LISTING.model}
    assert list(verification.findings(subjects, [])) == []
