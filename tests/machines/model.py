"""A simple model of all machines around one case: what is where, and what it takes to move it.

Written by the process page; it knows no database and no code of the site but the calendar of business days.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.machines.described import (
    ANSWER_DAYS,
    ANSWER_REMINDERS,
    BY_NAME,
    CONDITION_NOTICE,
    CRITERIA,
    HOLDING_MINUTES,
    RECONSIDERATION_DAYS,
    Way,
)
from workflow.calendar import add_business_days, add_calendar_days, end_of_day

NOT_YOURS, WRONG_STATE, GATE, REASON, STALE = "NotYours", "WrongState", "GateClosed", "ReasonMissing", "StaleVersion"

BEFORE = frozenset({"draft", "co_design", "sign_off"})
PROVINCE = frozenset({"submitted", "under_review", "decision_pending"})
OPEN = BEFORE | PROVINCE | {"returned", "approved_with_conditions"}
EDITABLE = frozenset({"draft", "co_design", "returned"})
UNANSWERED = frozenset({"invited", "opened", "drafted"})
CURRENT = frozenset({"signed", "reaffirmed"})
GONE = frozenset({"declined", "expired", "revoked", "handed_on"})
SHOWN_OUT = frozenset({"expired", "revoked", "handed_on"})
ACTIVE = frozenset({"assigned", "declared", "in_progress", "submitted"})
WEAK = frozenset({"0", "1"})
APPROVED = frozenset({"approved", "approved_with_conditions"})


class Refused(Exception):
    @property
    def kind(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Act:
    """`name`: "machine.transition", or what people do beside the moves. `what`: the act's own choice. `which`: the
    number of the endorsement or need, or the reviewer's key. `stale`: sends a version that is not the newest."""

    name: str
    who: str
    what: str = ""
    which: int | str = 0
    reason: bool = True
    stale: bool = False

    def __str__(self) -> str:
        more = [f"{self.what}" if self.what else "", f"#{self.which}" if self.which else ""]
        more += ["without a reason" if not self.reason else "", "having seen less" if self.stale else ""]
        return " ".join([self.who, self.name, *filter(None, more)])


@dataclass
class Subject:
    state: str
    version: int = 1


@dataclass
class Endorsement(Subject):
    """`signed`: the text of each covered section as it was signed."""

    person: str = ""
    due: datetime | None = None
    valid_until: datetime | None = None
    signed: dict[str, str] = field(default_factory=dict)
    said: str = ""


@dataclass
class Verdict:
    """`text`: what stood in each section when it was judged."""

    value: str
    text: dict[str, str]


@dataclass
class Review(Subject):
    """`explained`: a possible conflict was declared, and the coordinator decides. `accepted`: and lets them judge."""

    explained: bool = False
    accepted: bool = False
    verdicts: dict[int, dict[str, Verdict]] = field(default_factory=dict)


@dataclass
class Need(Subject):
    answered_by: set[str] = field(default_factory=set)


@dataclass
class Listing(Subject):
    review_due: datetime | None = None


@dataclass
class Round:
    """What the Province wrote in one round, and what the institution answered."""

    agreed: dict[str, str] = field(default_factory=dict)
    changes: list[bool] = field(default_factory=list)
    conditions: list[tuple[datetime, bool]] = field(default_factory=list)
    letter: str = ""


@dataclass
class Case(Subject):
    """`text` is the latest revision, `kept` what is saved and not yet a revision; `since`: when the state began."""

    round: int = 0
    track: str = "full"
    since: datetime | None = None
    since_before: datetime | None = None
    held_from: str = ""
    held_until: datetime | None = None
    decider: str = ""
    known_to_province: bool = False
    declared: bool = False
    gap: bool = False
    text: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    reminded: set[tuple[datetime, datetime]] = field(default_factory=set)


@dataclass
class Model:
    """Everything that the tests compare, and what decides it. `records` counts the lines of the audit."""

    now: datetime
    case: Case = field(default_factory=lambda: Case("draft"))
    rounds: dict[int, Round] = field(default_factory=dict)
    endorsements: list[Endorsement] = field(default_factory=list)
    reviews: dict[str, Review] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    listing: Listing | None = None
    rival: Subject | None = None
    records: int = 0

    def copy(self) -> "Model":
        return copy.deepcopy(self)

    # --- who, and what they may know --------------------------------------------------------------------------------

    @property
    def held(self) -> bool:
        return self.case.held_until is not None and self.now < self.case.held_until

    @property
    def shown(self) -> str:
        """The state as the institution and its partners know it."""
        return self.case.held_from if self.held else self.case.state

    def standing(self, who: str) -> frozenset[str]:
        """Towards the case."""
        own = {"author": "author", "signatory": "signatory", "system": "system"}
        if who in own:
            return frozenset({own[who]})
        found = set()
        if who in {"coordinator", "approver"} and self.case.known_to_province:
            found.add(who)
            if self.held and self.case.decider == who:
                found.add("decider")
        return frozenset(found)

    def endorsing(self, who: str, one: Endorsement) -> frozenset[str]:
        """Towards one invitation: the invited person alone answers it, and authors take it back."""
        if who == one.person:
            return frozenset() if one.state in SHOWN_OUT else frozenset({"endorser", "contributor"})
        return self.standing(who) & {"author", "system"}

    def reviewing(self, who: str, reviewer: str) -> frozenset[str]:
        return self.standing(who) & {"coordinator", "system"} | ({"assignee"} if who == reviewer else frozenset())

    # --- moving -----------------------------------------------------------------------------------------------------

    def ask(
        self, event: str, standing: frozenset[str], state: str, holds: bool, *, reason: bool = True, stale: bool = False
    ) -> Way:
        """The way that leads on. What somebody has not seen is refused before what does not hold.

        Raises Refused.
        """
        ways = BY_NAME[event]
        if not any(way.who & standing for way in ways):
            raise Refused(NOT_YOURS)
        way = next((way for way in ways if state in way.sources), None)
        if way is not None and not way.who & standing:
            raise Refused(NOT_YOURS)
        if stale:
            raise Refused(STALE)
        if way is None:
            raise Refused(WRONG_STATE)
        if way.reason and not reason:
            raise Refused(REASON)
        if not holds:
            raise Refused(GATE)
        return way

    def moved(self, subject: Subject, state: str) -> None:
        subject.state = state
        subject.version += 1
        self.records += 1

    def begun(self) -> None:
        self.records += 1

    def need_one(self, condition: bool, kind: str) -> None:
        if not condition:
            raise Refused(kind)

    # --- time -------------------------------------------------------------------------------------------------------

    @property
    def this_round(self) -> Round:
        return self.rounds.setdefault(self.case.round, Round())

    @property
    def due(self) -> datetime | None:
        """When the institution's answer to a return, or the evidence for the next condition, is due."""
        if self.case.state == "returned" and self.case.since:
            return end_of_day(add_calendar_days(self.case.since, ANSWER_DAYS))
        if self.case.state == "approved_with_conditions":
            return min((due for due, met in self.this_round.conditions if not met), default=None)
        return None

    @property
    def reminder_moments(self) -> list[datetime]:
        if self.case.state == "returned" and self.case.since:
            return [add_calendar_days(self.case.since, days) for days in ANSWER_REMINDERS]
        if self.case.state == "approved_with_conditions" and self.due:
            return [self.due - timedelta(days=CONDITION_NOTICE)]
        return []

    @property
    def lapses(self) -> bool:
        told = sum(since == self.case.since for since, _moment in self.case.reminded)
        return self.due is not None and self.now > self.due and told >= len(self.reminder_moments)

    @property
    def within_reconsideration(self) -> bool:
        assert self.case.since is not None
        return self.now <= end_of_day(add_business_days(self.case.since, RECONSIDERATION_DAYS))

    def over(self, one: Endorsement) -> bool:
        limit = one.due if one.state in UNANSWERED else one.valid_until
        return limit is not None and self.now > limit

    def hold(self, source: str, who: str) -> None:
        self.case.held_from, self.case.decider = source, who
        self.case.held_until = self.now + timedelta(minutes=HOLDING_MINUTES)

    # --- what the gates look at -------------------------------------------------------------------------------------

    @property
    def working(self) -> dict[str, str]:
        return {**self.case.text, **self.case.kept}

    @property
    def ready(self) -> bool:
        return self.working["C"] != "broken"

    @property
    def endorsed(self) -> bool:
        return any(one.state in CURRENT and one.said == "yes" for one in self.endorsements)

    @property
    def stale(self) -> bool:
        return any(one.state == "stale" for one in self.endorsements)

    @property
    def criteria(self) -> list[str]:
        return [key for key, (_sections, gate) in CRITERIA.items() if gate or self.case.track == "full"]

    def active_reviews(self) -> Iterable[tuple[str, Review]]:
        return [(key, one) for key, one in self.reviews.items() if one.state in ACTIVE]

    def missing_verdicts(self, review: Review) -> list[str]:
        done = review.verdicts.get(self.case.round, {})
        return [key for key in self.criteria if key not in done]

    def missing_agreement(self) -> list[str]:
        return [key for key in self.criteria if key not in self.this_round.agreed]
