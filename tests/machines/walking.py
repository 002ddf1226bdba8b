"""Anybody tries anything in any order, on all machines at once: the site does what a simple model of it does.

140 examples of 50 steps, spread over the stages that they begin at, visit every state and every transition: one step in
three is for something that none of them has visited yet. `make show-review` makes 500 of them.
TIDEMARK_MACHINE_EXAMPLES makes fewer or more.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, run_state_machine_as_test

from tests import world as worlds
from tests.machines.described import STATES
from tests.machines.drawing import Drawn, fitting
from tests.machines.looking import records
from tests.machines.stages import WANTED, Walk, prepared, transitions

EXAMPLES = int(os.environ.get("TIDEMARK_MACHINE_EXAMPLES", "140"))
STEPS = 50


@dataclass
class Seen:
    """What all examples of a test came by."""

    walks: dict[str, Walk]
    examples: int = 0
    outcomes: Counter = field(default_factory=Counter)
    states: set = field(default_factory=set)
    transitions: set = field(default_factory=set)


class Table(RuleBasedStateMachine):
    """One case and everybody around it. What an example did is rolled back at its end."""

    SELDOM: tuple[str, ...] = ()  # led to for the transitions on the way, which chance seldom comes by
    seen: Seen
    stage: str

    @initialize()
    def begins(self) -> None:
        self.savepoint = transaction.savepoint()
        self.walk = self.seen.walks[self.stage].copy()
        self.steps = 0
        self.before = len(records(self.walk.system))
        self.look()

    def act(self, drawn: Drawn) -> None:
        self.steps += 1
        outcome = self.walk.step(fitting(drawn, self.walk.model, self.steps, self.seen.transitions))
        self.seen.outcomes[outcome or "done"] += 1
        self.look()

    def look(self) -> None:
        model = self.walk.model
        found = {("proposal", model.case.state)}
        found |= {("endorsement", one.state) for one in model.endorsements}
        found |= {("review", one.state) for one in model.reviews.values()}
        found |= {("need", one.state) for one in model.needs}
        if model.listing:
            found.add(("listing", model.listing.state))
        self.seen.states |= found

    def teardown(self) -> None:
        try:
            history = records(self.walk.system)
            self.seen.examples += 1
            self.seen.transitions |= {(one, name, source or "new") for one, name, source, *_ in history[self.before :]}
            # A state may be left within the transaction that entered it, as "prepared" is.
            self.seen.states |= {
                (machine, target) for machine, _name, _from, target, _subject in history[self.before :]
            }
            ends: dict = {}
            for _machine, _name, source, target, subject in history:
                assert ends.get(subject, "") == source
                ends[subject] = target
        finally:
            transaction.savepoint_rollback(self.savepoint)


def walks(stages: list[str]) -> Iterator[Seen]:
    with transaction.atomic():
        made = prepared(worlds.people_only().cast, stages)
        # What led to the stages was compared step by step, too.
        yield Seen(made, transitions=set().union(*(transitions(walk) for walk in made.values())))
        transaction.set_rollback(True)


def run(machine: type[Table], seen: Seen, stage: str, share: float) -> None:
    """So much of half of all examples, from this stage on."""
    machine.seen, machine.stage = seen, stage
    # A difference says itself which act made it; making the walk that led there shorter would take minutes.
    examples = max(1, round(EXAMPLES * share / 2))
    chosen = settings(max_examples=examples, stateful_step_count=STEPS, phases=[Phase.generate])
    run_state_machine_as_test(machine, settings=chosen)


def report(seen: Seen, machines: set[str], record_property) -> None:
    states = {(one, state) for one in machines for state in STATES[one].split()}
    wanted = {one for one in WANTED if one[0] in machines}
    record_property("examples", seen.examples)
    record_property("steps", seen.outcomes.total())
    record_property("steps done", seen.outcomes["done"])
    record_property("steps refused", ", ".join(f"{n} {kind}" for kind, n in seen.outcomes.items() if kind != "done"))
    record_property("transitions visited", f"{len(wanted & seen.transitions)} of {len(wanted)}")
    record_property("states visited", f"{len(states & seen.states)} of {len(states)}")
    record_property("differences", 0)
    if EXAMPLES >= 140:
        assert not wanted - seen.transitions, sorted(wanted - seen.transitions)
        assert not states - seen.states, sorted(states - seen.states)
