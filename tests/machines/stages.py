"""Cases prepared up to where an example begins, each with an institution, partners and a need of its own.

What leads there is done by the same acts, on the site and in the model, and compared at each step like every other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from config.demo.people import PEOPLE, Cast
from partners.actors import SYSTEM
from partners.models import Organisation, User
from partners.roles import OrganisationKind, Role
from partners.services import create_organisation, grant_role
from proposals.document.sample import complete, topics
from tests.machines.acts import perform
from tests.machines.described import WAYS
from tests.machines.looking import expected, records, seen
from tests.machines.model import Act, Case, Model, Refused
from tests.machines.system import System, create, state

BEGINS = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
PROVINCE = {"coordinator": "cora", "approver": "ann", "reviewer": "rita", "second": "rob", "third": "rosa"}
OTHERS = {"other_author": "dev", "other_signatory": "dora", "auditor": "otto", "operator": "operator"}
GUESTS = ("partner", "second_partner", "colleague", "second_colleague")
assert {*PROVINCE.values(), *OTHERS.values()} <= {person.key for person in PEOPLE} | {"operator"}


def does(who: str, *names: str, which: int | str = 0) -> list[Act]:
    """Acts of one person; "letter: approve" says what."""
    parts = [name.partition(": ") for name in names]
    return [Act(name, who, what, which) for name, _colon, what in parts]


INVITED = does("author", "endorsement.invite: partner")
CO_DESIGN = [*INVITED, *does("author", "proposal.open_co_design")]
AT_THE_TABLE = [*CO_DESIGN, *does("author", "endorsement.invite: second_partner")]
DRAFTED = ("endorsement.open", "endorsement.draft")
SIGNED = [*CO_DESIGN, *does("partner", "endorsement.open", "endorsement.sign: yes")]
SIGN_OFF = [*SIGNED, *does("author", "proposal.request_sign_off"), *does("signatory", "declare")]
SUBMITTED = [*SIGN_OFF, *does("signatory", "proposal.submit")]


def reviewed_by(*reviewers: str) -> list[Act]:
    asked = [act for key in reviewers for act in does("coordinator", "review.assign", which=key)]
    clear = [act for key in reviewers for act in does(key, "review.declare_clear", which=key)]
    return [*asked, *clear, *does("coordinator", "proposal.start_review")]


def judged(value: str, *reviewers: str) -> list[Act]:
    each = [act for key in reviewers for act in does(key, f"judge: {value}", "review.submit", which=key)]
    return [*each, *does("coordinator", f"agree: {value}")]


def recommended(outcome: str, value: str = "3") -> list[Act]:
    conditions = ["condition"] if outcome == "approve_with_conditions" else []
    papers = does("coordinator", *conditions, f"letter: {outcome}", "proposal.recommend")
    return [*UNDER_REVIEW, *judged(value, "reviewer", "second"), *papers]


LATER = does("system", "wait: minutes", "jobs")
UNDER_REVIEW = [*SUBMITTED, *reviewed_by("reviewer", "second")]
RETURNED = [*UNDER_REVIEW, *judged("1", "reviewer", "second")]
RETURNED += does("coordinator", "require", "proposal.return_for_changes")
APPROVED = [*recommended("approve"), *does("approver", "proposal.approve")]
FAST = does("author", "edit: A: fast")
HELD = [*recommended("approve_with_conditions", "1"), *does("approver", "proposal.approve_with_conditions")]
SCRIPTS: dict[str, list[Act]] = {
    "draft": [],
    "at_the_table": [*AT_THE_TABLE, *does("partner", "endorsement.open"), *does("second_partner", *DRAFTED, which=1)],
    "co_design": [*SIGNED, *does("author", "endorsement.invite: second_partner")],
    "sign_off": SIGN_OFF,
    "submitted": UNDER_REVIEW[:-1],
    "under_review": UNDER_REVIEW,
    "agreed": [*UNDER_REVIEW, *judged("3", "reviewer", "second"), *does("coordinator", "letter: approve")],
    "decision_pending": recommended("approve"),
    "conditional": HELD[:-1],
    "returned": [*RETURNED, *does("system", "wait: minutes"), *does("author", "answer")],
    "approved": APPROVED,
    "held": HELD,
    "published": [*APPROVED, *LATER],
    "with_conditions": [*HELD, *LATER],
    "declined": [*recommended("decline", "0"), *does("approver", "proposal.decline")],
    "withdrawn": [*SIGNED, *does("author", "proposal.withdraw")],
    "lapsed": [*RETURNED, *does("system", "wait: months", "jobs")],
    "fast_submitted": [*FAST, *SUBMITTED],
    "fast_review": [*FAST, *SUBMITTED, *reviewed_by("reviewer"), *does("reviewer", "judge: 3", which="reviewer")],
    "running_out": [
        *AT_THE_TABLE,
        *does("partner", "endorsement.open"),
        *does("second_partner", *DRAFTED, which=1),
        *does("system", "wait: months"),
    ],
    "worn_out": [
        *AT_THE_TABLE,
        *does("partner", "endorsement.open", "endorsement.sign: yes"),
        *does("second_partner", "endorsement.open", "endorsement.sign: yes", which=1),
        *does("author", "edit: C: second"),
        *does("partner", "endorsement.sign: yes"),
        *does("system", "wait: years"),
    ],
    "taught_out": [*APPROVED, *LATER, *does("coordinator", "listing.suspend", "listing.start_teach_out")],
    # What chance seldom comes by. No example begins there.
    "confirmed": [*HELD, *LATER, *does("author", "evidence"), *does("coordinator", "proposal.confirm_conditions")],
    "unkept": [*HELD, *does("system", "wait: years", "jobs")],
    "unanswered": [*AT_THE_TABLE, *does("system", "wait: months", "jobs")],
    "handed_on": [
        *AT_THE_TABLE,
        *does("partner", *DRAFTED, "endorsement.hand_on: colleague"),
        *does("second_partner", "endorsement.open", "endorsement.hand_on: second_colleague", which=1),
    ],
    "drafted_first": [*CO_DESIGN, *does("partner", *DRAFTED, "endorsement.sign: yes")],
    "resubmitted": [
        *RETURNED,
        *LATER[:1],
        *does("author", "answer"),
        *does("signatory", "declare", "proposal.resubmit"),
    ],
    "explained": [
        *SUBMITTED,
        *does("coordinator", "review.assign", which="second"),
        *does("second", "review.declare_possible", which="second"),
        *does("coordinator", "review.accept_tie", which="second"),
    ],
    "reconsidered": [
        *recommended("decline", "0"),
        *does("approver", "proposal.decline"),
        *LATER[:1],
        *does("signatory", "proposal.reconsider"),
    ],
}
SELDOM = tuple(list(SCRIPTS)[-8:])
LONGEST = ("years", "months", "days", "minutes")
# Who may still ask for the fast track has a topic of its own, of at most 60 hours: nothing is near.
MAY_GO_FAST = ("draft", "at_the_table", "co_design", "sign_off", "withdrawn", "fast_submitted", "fast_review")
SHORT = [topic for topic in topics() if complete(topic)["G"]["total_hours"] <= 60][: len(MAY_GO_FAST)]
REST = [topic for topic in topics() if topic not in SHORT]


class Differs(AssertionError):
    """The site and the model do not agree."""


@dataclass
class Walk:
    """The site and the model side by side."""

    system: System
    model: Model
    states: set[tuple[str, str]] = field(default_factory=set)

    def step(self, act: Act) -> str:
        """What became of the act: "" or the refusal. Raises Differs."""
        done = self.system.perform(act, self.model)
        try:
            after, said = perform(self.model, act), ""
        except Refused as refused:
            after, said = self.model, refused.kind
        if done != said:
            raise Differs(f"{act}: the site says {done or 'done'}, the model {said or 'done'}")
        self.model = after
        self.compare(str(act))
        return done

    def compare(self, after: str) -> None:
        found, wanted = seen(self.system), expected(self.model)
        if found != wanted:
            wrong = [
                f"{key}: the site {found[key]}, the model {wanted[key]}" for key in wanted if found[key] != wanted[key]
            ]
            raise Differs(f"after {after}: {'; '.join(wrong)}")

    def copy(self) -> "Walk":
        return Walk(self.system.copy(), self.model.copy())


def prepared(cast: Cast, names: Iterable[str]) -> dict[str, Walk]:
    """What the clock does to one must not find another one waiting: jobs come first, the longest wait before all."""
    return {name: _walk(cast, name) for name in sorted(names, key=_when)}


def _when(name: str) -> int:
    if not any(act.name == "jobs" for act in SCRIPTS[name]):
        return len(LONGEST)
    return min(LONGEST.index(act.what) for act in SCRIPTS[name] if act.name == "wait")


def _walk(cast: Cast, name: str) -> Walk:
    number = list(SCRIPTS).index(name)
    topic = SHORT[MAY_GO_FAST.index(name)] if name in MAY_GO_FAST else REST[number % len(REST)]
    walk = Walk(_system(cast, number, complete(topic)), Model(BEGINS))
    begin(walk)
    for act in SCRIPTS[name]:
        refused = walk.step(act)
        if refused:
            raise Differs(f"{name}: {act} was refused: {refused}")
    return walk


def begin(walk: Walk) -> None:
    """A need, and the draft that answers it."""
    from tests.machines.model import Need
    from workflow import clocks

    model = walk.model
    with clocks.at(model.now):
        state(walk.system, Act("need.state", "owner"), model)
        create(walk.system, Act("proposal.create", "author"), model)
    content = walk.system.content
    model.needs.append(Need("taken_up", 2, {"case"}))
    model.case = Case("draft", since=model.now, text={"A": "slow", "C": "first", "J": "first"})
    model.records = 3
    assert content["J"]
    walk.compare("create")


def _system(cast: Cast, number: int, content: dict[str, Any]) -> System:
    institution = create_organisation(kind=OrganisationKind.INSTITUTION, name=f"College {number}")
    employers = [
        create_organisation(kind=OrganisationKind.PARTNER, name=f"Employer {number}{one}", is_fictional=True)
        for one in "ab"
    ]
    people = {key: cast.people[name] for key, name in {**PROVINCE, **OTHERS}.items()}
    for key, role in (("author", Role.AUTHOR), ("signatory", Role.SIGNATORY)):
        people[key] = _person(f"{key}@college{number}.example")
        grant_role(people[key], institution, role, actor=SYSTEM)
    people["owner"] = _person(f"owner@employer{number}.example")
    grant_role(people["owner"], employers[0], Role.CONTRIBUTOR, actor=SYSTEM)
    partners: dict[str, Organisation] = {"other_author": cast.organisations["dal"]}
    for key in GUESTS:
        people[key] = _person(f"{key}@employer{number}.example", is_guest=True)
        partners[key] = employers[key.startswith("second")]
    return System(people, institution, partners, content)


def _person(email: str, **more: bool) -> User:
    return User.objects.create_user(email, None, name=email.partition("@")[0].title(), **more)


def transitions(walk: Walk) -> set[tuple[str, str, str]]:
    """{(machine, name, source)} of the whole history, "new" for a first row."""
    return {(machine, name, source or "new") for machine, name, source, _to, _subject in records(walk.system)}


WANTED = {(way.machine, way.name, source) for way in WAYS for source in way.sources}
