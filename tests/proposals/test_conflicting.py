"""Eight people want different things of one case at the same moment: one gets through, the others read why not."""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from partners.actors import SYSTEM, Actor
from partners.models import User
from partners.roles import Role
from partners.services import grant_role
from proposals import door
from proposals.http import new_key
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review.sight import sight
from tests import world as worlds
from tests.world import World
from workflow.models import TransitionRecord

ROUNDS = int(os.environ.get("TIDEMARK_ROUNDS", "24"))
TOGETHER = 8
# What each of eight people tries, by the state that the case is in: (role, move, how many try it).
WISHES = {
    "draft": (("author", "open_co_design", 4), ("author", "withdraw", 4)),
    "co_design": (("author", "request_sign_off", 3), ("author", "close_co_design", 3), ("author", "withdraw", 2)),
    "sign_off": (("signatory", "refuse_sign_off", 4), ("author", "withdraw", 4)),
    "withdrawn": (("author", "reopen", 8),),
    "decision_pending": (("approver", "approve", 4), ("coordinator", "return_for_changes", 4)),
}

pytestmark = pytest.mark.django_db(transaction=True)


def colleagues(world: World, role: Role, organisation: str) -> list[User]:
    """Eight people in one role."""
    people = []
    for number in range(TOGETHER):
        user = User.objects.create_user(f"{role}{number}@{organisation}.example", None, name=f"{role} {number}")
        grant_role(user, world.cast.organisations[organisation], role, actor=SYSTEM)
        people.append(user)
    return people


class Crowd:
    """Eight threads, each with connections of its own; everybody presses at the same moment."""

    def __init__(self, world: World) -> None:
        at = {"author": "acadia", "signatory": "acadia", "approver": "province", "coordinator": "province"}
        self.people = {role: colleagues(world, Role(role), organisation) for role, organisation in at.items()}
        self.pool = ThreadPoolExecutor(TOGETHER)
        self.gate = Barrier(TOGETHER)

    def press(self, case: Proposal) -> list[tuple[User, str, int, str]]:
        """(person, move, status, page) of each, all having seen the same version."""
        wishes = [(self.people[role][place], move) for place, (role, move) in enumerate(one_each(case.state))]
        return list(self.pool.map(lambda wish: self._press(case, *wish), wishes))

    def _press(self, case: Proposal, person: User, move: str) -> tuple[User, str, int, str]:
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        fields = {"seen_version": case.version, "idempotency_key": new_key(), "reason": "Because it is our turn."}
        fields["seen_package"] = sight(case).fingerprint
        self.gate.wait()
        answer = browser.post(f"/work/proposals/{case.pk}/move/{move}/", fields)
        return person, move, answer.status_code, answer.content.decode()

    def leave(self) -> None:
        list(self.pool.map(lambda _: (self.gate.wait(), connection.close()), range(TOGETHER)))
        self.pool.shutdown()


def one_each(state: str) -> list[tuple[str, str]]:
    return [(role, move) for role, move, many in WISHES[state] for _ in range(many)]


@pytest.fixture
def crowd() -> Iterator[tuple[World, Crowd]]:
    world = worlds.people_only()
    made = Crowd(world)
    yield world, made
    made.leave()


def test_of_eight_conflicting_wishes_one_is_granted_and_the_others_are_explained(crowd, record_property):
    world, people = crowd
    early = world.story().invite("fundy").open().endorse("fundy").proposal
    late = world.story(topic="heat-pumps").invite("fundy").open().endorse("fundy").sign_off().submit()
    late.assign("rita", "rob").review("rita", "rob").consensus().require("R2", "C", "One newer source.")
    late.recommend("approve", "All criteria are met.")
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        case = Proposal.objects.get(pk=early.pk if number % 2 else late.proposal.pk)
        records = TransitionRecord.objects.filter(case_id=case.pk).count()
        outcomes = people.press(case)
        granted = [(person, move) for person, move, status, _page in outcomes if status == 302]
        refused = [(move, status, page) for _person, move, status, page in outcomes if status != 302]
        assert len(granted) == 1, [(move, status) for _person, move, status, _page in outcomes]
        assert TransitionRecord.objects.filter(case_id=case.pk).count() == records + 1
        assert {status for _move, status, _page in refused} == {409}
        assert all("changed" in page for _move, _status, page in refused)
        seen[granted[0][1]] += 1
        if case.pk == late.proposal.pk:
            back(case, Actor(granted[0][0]))
    record_property("rounds of eight conflicting actors", ROUNDS)
    record_property("database", connection.vendor)
    record_property("granted", dict(sorted(seen.items())))


def back(case: Proposal, decider: Actor) -> None:
    """The decision is taken back, so that the next round finds the case as this one did."""
    door.act(PROPOSAL, case.pk, "take_back", actor=decider, seen_version=None, reason="Another round.")
