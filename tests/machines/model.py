"""The process in plain Python, written by hand from its description and not from the table: what should happen.

One case with two partners, three reviewers, the need it answers and the listing it may become. Time is hours since the
beginning. A step is (subject, verb, actor, *more); `expected` says what must come of it, `take` does it.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Step = tuple[Any, ...]
HOUR, DAY = 1.0, 24.0
WINDOW = 10 / 60  # a decision can be taken back
INVITATION, VALIDITY = 14 * DAY, 730 * DAY
ANSWER, CONDITION, RECONSIDER = 60 * DAY, 30 * DAY, 27 * DAY  # 20 business days; nothing here comes near it
CYCLE, NOTICE = 730 * DAY, 90 * DAY

BEFORE = {"draft", "co_design", "sign_off"}
IN_PROVINCE = {"submitted", "under_review", "decision_pending"}
AFTER = IN_PROVINCE | {"returned", "approved_with_conditions"}
EDITABLE = {"draft", "co_design", "returned"}
TAKES_ENDORSEMENTS = {"co_design", "sign_off", "returned"}
CURRENT = {"signed", "reaffirmed"}
UNSIGNED = {"invited", "opened", "drafted"}
AT_WORK = {"assigned", "declared", "in_progress"}
CLEAN = {"declared", "in_progress", "submitted"}
DECISIONS = ("approve", "approve_with_conditions", "decline")

AUTHOR, SIGNATORY, COORDINATOR, APPROVER, SYSTEM = "ada", "sam", "cora", "ann", "system"
PROVINCE = {COORDINATOR, APPROVER, SYSTEM}
PARTNERS, REVIEWERS = ("gil", "hana"), ("rita", "rob", "rosa")
EVERYBODY = (AUTHOR, SIGNATORY, COORDINATOR, APPROVER, SYSTEM, *PARTNERS, *REVIEWERS, "emma", "neil")

# name: (from, to, who), by subject; gates are the methods `gate_<name>` of the model.
PROPOSAL = {
    "open_co_design": ({"draft"}, "co_design", {AUTHOR}),
    "close_co_design": ({"co_design"}, "draft", {AUTHOR}),
    "request_sign_off": ({"co_design"}, "sign_off", {AUTHOR}),
    "refuse_sign_off": ({"sign_off"}, "co_design", {SIGNATORY}),
    "submit": ({"sign_off"}, "submitted", {SIGNATORY}),
    "start_review": ({"submitted"}, "under_review", {COORDINATOR}),
    "return_for_changes": (IN_PROVINCE, "returned", {COORDINATOR, APPROVER}),
    "resubmit": ({"returned"}, "submitted", {SIGNATORY}),
    "reopen_co_design": ({"returned"}, "co_design", {AUTHOR}),
    "recommend": ({"under_review"}, "decision_pending", {COORDINATOR}),
    "approve": ({"decision_pending"}, "approved", {APPROVER}),
    "approve_with_conditions": ({"decision_pending"}, "approved_with_conditions", {APPROVER}),
    "confirm_conditions": ({"approved_with_conditions"}, "approved", {COORDINATOR}),
    "decline": ({"decision_pending"}, "declined", {APPROVER}),
    "reconsider": ({"declined"}, "submitted", {SIGNATORY}),
    "withdraw": (BEFORE | AFTER, "withdrawn", {AUTHOR, SIGNATORY}),
    "lapse": ({"returned", "approved_with_conditions"}, "lapsed", {SYSTEM}),
    "reopen": ({"withdrawn", "lapsed"}, "draft", {AUTHOR}),
    "take_back": ({"returned", "approved", "approved_with_conditions", "declined"}, "", set()),
}
ENDORSEMENT = {
    "open": ({"invited"}, "opened", set()),
    "draft": ({"opened"}, "drafted", set()),
    "sign": ({"opened", "drafted"}, "signed", set()),
    "mark_stale": (CURRENT, "stale", {SYSTEM}),
    "reaffirm": ({"stale"}, "reaffirmed", set()),
    "decline": (UNSIGNED, "declined", set()),
    "withdraw": (CURRENT | {"stale"}, "withdrawn", set()),
    "expire": (UNSIGNED | CURRENT | {"stale"}, "expired", {SYSTEM}),
}
REVIEW = {
    "declare_clear": ({"assigned"}, "declared", set()),
    "declare_conflict": (AT_WORK, "recused", set()),
    "begin": ({"declared"}, "in_progress", set()),
    "submit": ({"in_progress"}, "submitted", set()),
    "recuse": (AT_WORK | {"submitted"}, "recused", {COORDINATOR, SYSTEM}),
    "reopen": ({"submitted"}, "in_progress", {SYSTEM}),
}
LISTING = {
    "publish": ({"prepared"}, "published", {SYSTEM}),
    "suspend": ({"published"}, "suspended", {COORDINATOR}),
    "resume": ({"suspended"}, "published", {COORDINATOR}),
    "start_teach_out": ({"published", "suspended"}, "teach_out", {SIGNATORY, COORDINATOR}),
    "retire": ({"teach_out", "suspended"}, "retired", {COORDINATOR}),
    "renew": ({"published"}, "published", {COORDINATOR}),
}
NEED = {
    "take_up": ({"open", "taken_up"}, "taken_up", {AUTHOR, "neil"}),
    "release": ({"taken_up"}, "open", {SYSTEM}),
    "meet": ({"open", "taken_up"}, "met", {SYSTEM}),
    "close": ({"open", "taken_up"}, "closed", {"emma"}),
}
NEEDS_REASON = {
    ("proposal", name) for name in ("refuse_sign_off", "decline", "reconsider", "withdraw", "take_back")
} | {
    *(("endorsement", name) for name in ("decline", "withdraw")),
    *(("review", name) for name in ("declare_conflict", "recuse")),
    *(("listing", name) for name in ("suspend", "resume", "start_teach_out", "retire")),
    ("need", "close"),
}
MACHINES = {"proposal": PROPOSAL, "endorsement": ENDORSEMENT, "review": REVIEW, "listing": LISTING, "need": NEED}


@dataclass
class Partner:
    state: str = "invited"
    invited: float = 0
    signed: float = 0
    inside: bool = True  # until the invitation has run out


@dataclass
class Reviewer:
    state: str
    judged: tuple[int, int] | None = None  # the document that every criterion was judged on in this round


@dataclass
class Model:
    now: float = 0
    state: str = "draft"
    held_from: str = ""
    held_until: float = -1
    decider: str = ""
    turn_since: float = 0
    document: tuple[int, int] = (0, 0)  # variant of the competencies; 1 where the teach-out plan is missing
    declared: bool = False
    partners: dict[str, Partner] = field(default_factory=lambda: {name: Partner() for name in PARTNERS})
    reviewers: dict[str, Reviewer] = field(default_factory=dict)
    reached_province: bool = False
    agreed: str = ""  # the consensus on R6; the other criteria are met
    changes: list[bool] = field(default_factory=list)  # answered?
    conditions: list[bool] = field(default_factory=list)  # evidence given?
    conditions_due: float = 0
    letter: str = ""
    listing: str = ""
    review_due: float = 0
    need: str = "taken_up"

    def copy(self) -> "Model":
        return deepcopy(self)

    # --- What must hold ---------------------------------------------------------------------------------------------

    @property
    def held(self) -> bool:
        return self.now < self.held_until

    @property
    def shown(self) -> str:
        return self.held_from if self.held else self.state

    def gate_open_co_design(self) -> bool:
        return any(one.state not in {"declined", "expired"} for one in self.partners.values())

    def gate_request_sign_off(self) -> bool:
        return not self.document[1]

    def endorsed(self) -> bool:
        return any(one.state in CURRENT for one in self.partners.values())

    def gate_submit(self) -> bool:
        return not self.document[1] and self.endorsed() and self.declared

    def gate_start_review(self) -> bool:
        states = [one.state for one in self.reviewers.values()]
        return sum(state in CLEAN for state in states) >= 2 and "assigned" not in states

    def gate_return_for_changes(self) -> bool:
        return bool(self.changes)

    def gate_resubmit(self) -> bool:
        settled = self.endorsed() and all(one.state != "stale" for one in self.partners.values())
        return not self.held and not self.document[1] and all(self.changes) and settled and self.declared

    def gate_reopen_co_design(self) -> bool:
        return not self.held

    def gate_recommend(self) -> bool:
        states = [one.state for one in self.reviewers.values()]
        enough = states.count("submitted") >= 2 and not any(state in AT_WORK for state in states)
        return enough and bool(self.agreed) and bool(self.letter)

    def gate_approve(self) -> bool:
        return self.agreed == "3" and self.letter == "approve"

    def gate_approve_with_conditions(self) -> bool:
        conditioned = self.agreed == "3" or (self.agreed == "1" and bool(self.conditions))
        return conditioned and self.letter == "approve_with_conditions" and bool(self.conditions)

    def gate_confirm_conditions(self) -> bool:
        return not self.held and all(self.conditions)

    def gate_decline(self) -> bool:
        return self.letter == "decline"

    def gate_reconsider(self) -> bool:
        return not self.held and self.now <= self.turn_since + RECONSIDER

    def gate_withdraw(self) -> bool:
        return not self.held

    def gate_lapse(self) -> bool:
        return False  # only after the reminders, which `tick` sends; it lapses in the same breath

    def gate_take_back(self) -> bool:
        return self.held

    def gate_renew(self) -> bool:
        return self.now >= self.review_due - NOTICE

    # --- What comes of a step ---------------------------------------------------------------------------------------

    def subject(self, key: str) -> tuple[str, str]:
        """(machine, state as it is) of "proposal", a partner, a reviewer, "listing" or "need"."""
        if key in self.partners:
            return "endorsement", self.partners[key].state
        if key in self.reviewers:
            return "review", self.reviewers[key].state
        return key, {"proposal": self.state, "listing": self.listing, "need": self.need}[key]

    def who_may(self, key: str, verb: str, actor: str) -> tuple[bool, bool]:
        """(may ever do this, may do it from the present state)."""
        machine, _state = self.subject(key)
        who = MACHINES[machine][verb][2]
        if machine == "endorsement" and not who:
            own = actor == key and self.partners[key].inside
            return own, own
        if machine == "review" and not who:
            return actor == key, actor == key
        if (key, verb) == ("proposal", "take_back"):
            decider = self.held and actor == self.decider
            return decider, decider
        if actor in {COORDINATOR, APPROVER} and not self.reached_province:
            return False, False
        if (key, verb) == ("proposal", "withdraw"):
            state = self.state if actor in PROVINCE else self.shown
            return actor in who, actor == (AUTHOR if state in BEFORE else SIGNATORY)
        return actor in who, actor in who

    def expected(self, step: Step) -> str:
        """ "done", or the name of the refusal."""
        key, verb, actor, reason = step
        machine, state = self.subject(key)
        if key == "proposal" and actor not in PROVINCE and not (self.held and actor == self.decider):
            state = self.shown
        sources = MACHINES[machine][verb][0]
        ever, now = self.who_may(key, verb, actor)
        if not ever:
            return "NotYours"
        if state not in sources:
            return "WrongState"
        if not now:
            return "NotYours"
        if (machine, verb) in NEEDS_REASON and not reason:
            return "ReasonMissing"
        return "done" if self.gate(key, machine, verb) else "GateClosed"

    def gate(self, key: str, machine: str, verb: str) -> bool:
        if machine == "endorsement":
            one = self.partners[key]
            if verb == "expire":
                return self.now > (one.invited + INVITATION if one.state in UNSIGNED else one.signed + VALIDITY)
            return verb not in {"draft", "sign", "reaffirm"} or self.state in TAKES_ENDORSEMENTS
        if machine == "review":
            under_review = verb not in {"begin", "submit"} or self.state == "under_review"
            return under_review and (verb != "submit" or self.reviewers[key].judged is not None)
        return bool(getattr(self, f"gate_{verb}", lambda: True)()) if machine in {"proposal", "listing"} else True

    def take(self, step: Step) -> None:
        """What follows from a step that is done."""
        key, verb, actor, _reason = step
        machine, source = self.subject(key)
        target = MACHINES[machine][verb][1]
        if machine == "endorsement":
            self._endorsement(self.partners[key], verb, target)
        elif machine == "review":
            self.reviewers[key].state = target
        elif machine == "listing":
            self.listing = target
            if verb == "renew":
                self.review_due = self.now + CYCLE
        elif machine == "need":
            self.need = target
        else:
            self._proposal(verb, source, target, actor)

    def _endorsement(self, one: Partner, verb: str, target: str) -> None:
        one.state = target
        if verb in {"sign", "reaffirm"}:
            one.signed = self.now
        if verb == "expire":
            one.inside = False

    def _proposal(self, verb: str, source: str, target: str, actor: str) -> None:
        if verb == "take_back":
            self.state, self.held_until, self.held_from, self.decider = self.held_from, -1, "", ""
            return
        self.state, self.turn_since = target, self.now
        if verb in {"submit", "resubmit", "reconsider"}:
            self._another_round(verb)
        if verb in {*DECISIONS, "return_for_changes"}:
            self.held_from, self.held_until, self.decider = source, self.now + WINDOW, actor
        if verb in {"withdraw", "lapse"}:
            self._release_need()

    def _another_round(self, verb: str) -> None:
        self.reached_province = True
        self.agreed, self.changes, self.conditions, self.letter = "", [], [], ""
        for one in self.reviewers.values():
            if verb == "reconsider" and one.state != "recused":
                one.state = "recused"
            if verb == "resubmit" and one.state == "submitted":
                one.state = "in_progress"
                one.judged = one.judged if one.judged == self.document else None
            else:
                one.judged = None

    def _release_need(self) -> None:
        if self.need == "taken_up":
            self.need = "open"

    # --- Acts that move nothing by themselves, and time ---------------------------------------------------------------

    def acts(self) -> list[Step]:
        """The acts that are possible now."""
        found: list[Step] = [("wait", 1.0), ("wait", 100 * DAY), ("wait", 700 * DAY), ("tick",)]
        if self.shown in EDITABLE:
            found += [("edit", "E"), ("edit", "J")]
        if self.shown in EDITABLE | {"sign_off"}:
            found.append(("declare",))
        if self.state in IN_PROVINCE:
            found += [("require",), *(("letter", outcome) for outcome in DECISIONS)]
            found += [("assign", name) for name in REVIEWERS if name not in self.reviewers]
        if self.shown in {"returned", "co_design"} and self.changes:
            found.append(("answer",))
        if self.state == "under_review":
            found += [
                ("judge", name) for name, one in self.reviewers.items() if one.state in {"declared", "in_progress"}
            ]
            if not any(one.state in AT_WORK for one in self.reviewers.values()):
                found += [("agree", value) for value in ("3", "1", "0")]
        if self.state in {"under_review", "decision_pending"}:
            found.append(("condition",))
        if self.shown == "approved_with_conditions":
            found.append(("evidence",))
        return found

    def act(self, step: Step) -> None:
        verb, *more = step
        getattr(self, f"_{verb}")(*more)

    def _wait(self, hours: float) -> None:
        self.now += hours

    def _edit(self, section: str) -> None:
        competencies, plan = self.document
        self.document = (1 - competencies, plan) if section == "E" else (competencies, 1 - plan)
        for one in self.partners.values():
            if one.state in CURRENT and section == "E":
                one.state = "stale"

    def _declare(self) -> None:
        self.declared = True

    def _require(self) -> None:
        self.changes.append(False)

    def _letter(self, outcome: str) -> None:
        self.letter = outcome

    def _assign(self, name: str) -> None:
        self.reviewers[name] = Reviewer("assigned")

    def _answer(self) -> None:
        self.changes = [True] * len(self.changes)

    def _judge(self, name: str) -> None:
        self.reviewers[name] = Reviewer("in_progress", self.document)

    def _agree(self, value: str) -> None:
        self.agreed = value

    def _condition(self) -> None:
        if not self.conditions:
            self.conditions_due = self.now + CONDITION
        self.conditions.append(False)

    def _evidence(self) -> None:
        self.conditions = [True] * len(self.conditions)

    def _tick(self) -> None:
        """What time brings about: expiry, lapse, release, publication."""
        for one in self.partners.values():
            over = one.invited + INVITATION if one.state in UNSIGNED else one.signed + VALIDITY
            if one.state in UNSIGNED | CURRENT | {"stale"} and self.now > over:
                one.state, one.inside = "expired", False
        late = self.state == "returned" and self.now > self.turn_since + ANSWER
        unmet = self.state == "approved_with_conditions" and not all(self.conditions)
        if late or (unmet and self.now > self.conditions_due + DAY):
            self._proposal("lapse", self.state, "lapsed", SYSTEM)
        if self.state == "declined" and not self.held:
            self._release_need()
        if self.state in {"approved", "approved_with_conditions"} and not self.held and not self.listing:
            self.listing, self.review_due = "published", self.now + CYCLE
            self.need = "met" if self.need in {"open", "taken_up"} else self.need

    # --- Choosing -----------------------------------------------------------------------------------------------------

    def moves(self) -> list[Step]:
        """Every move of every subject by everybody, with and without a reason."""
        keys = ["proposal", "need", *self.partners, *self.reviewers, *(["listing"] if self.listing else [])]
        return [
            (key, verb, actor, reason)
            for key in keys
            for verb in MACHINES[self.subject(key)[0]]
            for actor in EVERYBODY
            for reason in ((True, False) if (self.subject(key)[0], verb) in NEEDS_REASON else (True,))
        ]

    def granted(self) -> list[Step]:
        return [step for step in self.moves() if self.expected(step) == "done"]
