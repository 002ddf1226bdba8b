"""The site itself, driven by the same acts through its services, and what is to be seen of it afterwards."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404

from config.demo.story import DECLARATION_KEYS, confirm_everything, statement
from partners.actors import SYSTEM, Actor
from partners.models import Organisation, User
from partners.roles import Role
from partners.services import end_role, grant_role
from proposals import door, timed
from proposals import services as cases
from proposals.codesign import endorsing, following_up, handing_on, inviting
from proposals.codesign.passage import ENDORSEMENT
from proposals.models import Proposal
from proposals.needs.models import Need
from proposals.needs.passage import NEED
from proposals.needs.services import state_need
from proposals.passages import PROPOSAL
from proposals.review import agreeing, assigning, conditioning, deciding, judging, returning
from proposals.review.models import Review
from proposals.review.passage import REVIEW
from proposals.writing import services as writing
from register.models import Listing
from register.passage import LISTING
from register.services import publish_due
from tests.machines.model import Act, Model
from tests.machines.moves_of_province import CONDITION_DAYS, agreement, judged
from workflow import clocks
from workflow.refusals import Refusal

PASSAGES = {"proposal": PROPOSAL, "endorsement": ENDORSEMENT, "review": REVIEW, "listing": LISTING, "need": NEED}
WHY = "Because of what was said at the table."
FIELD = {"A": "fast_track", "C": "need_statement", "J": "teach_out"}


@dataclass
class System:
    """One case with everything around it. `people`: by the names that the acts use; `partners`: an invited person's
    organisation. The keys of rows are kept in the order in which the model counts them."""

    people: dict[str, User]
    institution: Organisation
    partners: dict[str, Organisation]
    content: dict[str, Any]
    case: UUID | None = None
    rival: UUID | None = None
    endorsements: list[UUID] = field(default_factory=list)
    needs: list[UUID] = field(default_factory=list)

    def copy(self) -> "System":
        fresh = copy.copy(self)
        fresh.endorsements, fresh.needs = list(self.endorsements), list(self.needs)
        return fresh

    def actor(self, who: str) -> Actor:
        return SYSTEM if who == "system" else Actor(self.people[who])

    def perform(self, act: Act, before: Model) -> str:
        """ "" where it was done, else the kind of refusal. `before`: where the model stands, for what is left to do."""
        with clocks.at(before.now):
            try:
                DRIVERS.get(act.name, _move)(self, act, before)
            except Http404:
                return "NotYours"
            except Refusal as refused:
                return type(refused).__name__
        return ""


# --- Moves by the door ---------------------------------------------------------------------------------------------


def _move(self: System, act: Act, before: Model) -> None:
    machine, _dot, name = act.name.partition(".")
    pk, version = _subject(self, machine, act, before)
    door.act(
        PASSAGES[machine],
        pk,
        name,
        actor=self.actor(act.who),
        seen_version=version - act.stale,
        idempotency_key=str(uuid4()),
        reason=WHY if act.reason else "",
    )


def _subject(self: System, machine: str, act: Act, before: Model) -> tuple[Any, int]:
    if machine == "endorsement":
        return self.endorsements[int(act.which)], before.endorsements[int(act.which)].version
    if machine == "review":
        return _review(self, act).pk, before.reviews[str(act.which)].version
    if machine == "listing":
        assert before.listing is not None
        return Listing.objects.get(proposal=self.case).pk, before.listing.version
    if machine == "need":
        return self.needs[int(act.which)], before.needs[int(act.which)].version
    return self.case, before.case.version


def _review(self: System, act: Act) -> Review:
    return Review.objects.get(proposal=self.case, reviewer=self.people[str(act.which)])


def _proposal(self: System) -> Proposal:
    return Proposal.objects.get(pk=self.case)


# --- The institution -----------------------------------------------------------------------------------------------


def create(self: System, act: Act, before: Model) -> None:
    need = Need.objects.get(pk=self.needs[0])
    made = cases.create_proposal(
        actor=self.actor(act.who), institution=self.institution, content=self.content, need=need
    )
    self.case = made.pk


def edit(self: System, act: Act, before: Model) -> None:
    section, text = act.what.split(": ")
    value = self.content[section] | ({} if text == "slow" else {FIELD[section]: _written(self, section, text)})
    writing.save_section(self.case, section, value, actor=self.actor(act.who), seen=None)


def _written(self: System, section: str, text: str) -> Any:
    if text in {"fast", "broken"}:
        return {"fast": True, "broken": ""}[text]
    first = self.content[section][FIELD[section]]
    return first if text == "first" else f"{first} ({text})"


def declare(self: System, act: Act, before: Model) -> None:
    writing.accept_declarations(
        self.case, DECLARATION_KEYS, actor=self.actor(act.who), role="signatory", seen_version=None
    )


def explain(self: System, act: Act, before: Model) -> None:
    cases.explain_gap(self.case, "They are on the boat until June.", actor=self.actor(act.who), seen_version=None)


def answer(self: System, act: Act, before: Model) -> None:
    numbers = range(1, len(before.this_round.changes) + 1)
    returning.answer_changes(self.case, dict.fromkeys(numbers, "Done."), actor=self.actor(act.who))


def evidence(self: System, act: Act, before: Model) -> None:
    numbers = range(1, len(before.this_round.conditions) + 1)
    conditioning.evidence_conditions(self.case, dict.fromkeys(numbers, "Tried out."), actor=self.actor(act.who))


# --- The Province --------------------------------------------------------------------------------------------------


def start_review(self: System, act: Act, before: Model) -> None:
    """The completeness check is confirmed first, by whoever starts it."""
    if act.who != "system":
        confirm_everything(self.case, actor=self.actor(act.who))
    _move(self, act, before)


def require(self: System, act: Act, before: Model) -> None:
    returning.require_change(self.case, actor=self.actor(act.who), criterion="R2", place="C", text="Say more.")


def condition(self: System, act: Act, before: Model) -> None:
    due = clocks.local_date(clocks.add_calendar_days(before.now, CONDITION_DAYS))
    conditioning.set_condition(
        self.case, actor=self.actor(act.who), criterion="R6", text="Try it out.", owner="The author", due=due
    )


def letter(self: System, act: Act, before: Model) -> None:
    deciding.recommend_draft(
        self.case, actor=self.actor(act.who), outcome=act.what, reasons=WHY, letter="Dear all,", language="en"
    )


def agree(self: System, act: Act, before: Model) -> None:
    verdicts = {key: (value, "" if value == "3" else WHY) for key, value in agreement(before, act.what).items()}
    agreeing.agree(self.case, verdicts, actor=self.actor(act.who), seen_version=None)


def assign(self: System, act: Act, before: Model) -> None:
    assigning.assign(actor=self.actor(act.who), proposal=_proposal(self), reviewer=self.people[str(act.which)])


def judge(self: System, act: Act, before: Model) -> None:
    review = _review(self, act)
    for key in judged(before, before.reviews[str(act.which)]):
        value = act.what if key == "R6" else "3"
        judging.save_verdict(review.pk, key, value, "" if value == "3" else WHY, actor=self.actor(act.who))


def submit_review(self: System, act: Act, before: Model) -> None:
    version = before.reviews[str(act.which)].version - act.stale
    judging.submit_review(_review(self, act).pk, actor=self.actor(act.who), seen_version=version)


def declare_interest(self: System, act: Act, before: Model) -> None:
    assigning.declare(
        _review(self, act).pk,
        actor=self.actor(act.who),
        conflict=act.name == "review.declare_conflict",
        text=WHY if act.reason else "",
        seen_version=before.reviews[str(act.which)].version - act.stale,
    )


def explain_tie(self: System, act: Act, before: Model) -> None:
    assigning.declare_possible(
        _review(self, act).pk,
        actor=self.actor(act.who),
        text=WHY if act.reason else "",
        seen_version=before.reviews[str(act.which)].version - act.stale,
    )


def accept_tie(self: System, act: Act, before: Model) -> None:
    assigning.accept_tie(
        _review(self, act).pk,
        actor=self.actor(act.who),
        reason=WHY if act.reason else "",
        seen_version=before.reviews[str(act.which)].version - act.stale,
    )


def tie(self: System, act: Act, before: Model) -> None:
    role = grant_role(self.people[str(act.which)], self.institution, Role.SIGNATORY, actor=SYSTEM)
    assigning.suspend_where_tied()
    end_role(role, actor=SYSTEM)


# --- Partners ------------------------------------------------------------------------------------------------------


def invite(self: System, act: Act, before: Model) -> None:
    made = inviting.invite(
        actor=self.actor(act.who),
        proposal=_proposal(self),
        organisation=self.partners[act.what],
        person=self.people[act.what],
    )
    self.endorsements.append(made.pk)


def invite_again(self: System, act: Act, before: Model) -> None:
    pk, version = _subject(self, "endorsement", act, before)
    following_up.ask_again(
        pk, None, actor=self.actor(act.who), seen_version=version - act.stale, idempotency_key=str(uuid4())
    )


def draft(self: System, act: Act, before: Model) -> None:
    pk, version = _subject(self, "endorsement", act, before)
    answers = statement(self.content, "yes")
    endorsing.save_draft(pk, answers, actor=self.actor(act.who), seen_version=version - act.stale)


def sign(self: System, act: Act, before: Model) -> None:
    pk, version = _subject(self, "endorsement", act, before)
    answers = statement(self.content, "no" if act.what == "no" else "yes") | {"person_name": "Somebody"}
    answers |= {"legal_name": "A partner", "person_title": "Lead"}
    answers |= {"open": {"demand": ""}, "unauthorised": {"authority": False}}.get(act.what, {})
    endorsing.sign(
        pk,
        answers,
        actor=self.actor(act.who),
        seen_version=version - act.stale,
        seen_revision=_proposal(self).revisions.first().number,
        shown_text="The text.",
        language="en",
        idempotency_key=str(uuid4()),
    )


def hand_on(self: System, act: Act, before: Model) -> None:
    pk, version = _subject(self, "endorsement", act, before)
    colleague = self.people[act.what]
    record = handing_on.hand_on(
        pk,
        actor=self.actor(act.who),
        name=colleague.name,
        email=colleague.email,
        language="en",
        seen_version=version,
        idempotency_key=str(uuid4()),
    )
    self.endorsements.append(UUID(record.details["to"]))


# --- Needs, other proposals, time ----------------------------------------------------------------------------------


def state(self: System, act: Act, before: Model) -> None:
    made = state_need(
        actor=self.actor(act.who),
        organisation=self.partners["partner"],
        title="People who can keep sensors running",
        statement="They must be able to work alone.",
        noc=["22310"],
        naics=["31-33"],
        region="",
        openings=12,
        needed_by=None,
    )
    self.needs.append(made.pk)


def begin_rival(self: System, act: Act, before: Model) -> None:
    made = cases.create_proposal(
        actor=self.actor(act.who),
        institution=self.partners["other_author"],
        content={"A": {"title": {"en": f"Another answer {uuid4().hex[:6]}"}}},
        need=Need.objects.get(pk=self.needs[int(act.which)]),
    )
    self.rival = made.pk


def end_rival(self: System, act: Act, before: Model) -> None:
    door.act(
        PROPOSAL,
        self.rival,
        "withdraw",
        actor=self.actor(act.who),
        seen_version=None,
        reason=WHY if act.reason else "",
    )


def wait(self: System, act: Act, before: Model) -> None:
    """The model's clock is the site's."""


def jobs(self: System, act: Act, before: Model) -> None:
    timed.remind_institutions()
    timed.expire_endorsements()
    timed.lapse_proposals()
    timed.release_needs_of_declined()
    publish_due()


DRIVERS: dict[str, Callable[[System, Act, Model], None]] = {
    "edit": edit,
    "declare": declare,
    "explain": explain,
    "answer": answer,
    "evidence": evidence,
    "proposal.start_review": start_review,
    "require": require,
    "condition": condition,
    "letter": letter,
    "agree": agree,
    "judge": judge,
    "wait": wait,
    "jobs": jobs,
    "tie": tie,
    "review.assign": assign,
    "review.submit": submit_review,
    "review.declare_clear": declare_interest,
    "review.declare_conflict": declare_interest,
    "review.declare_possible": explain_tie,
    "review.accept_tie": accept_tie,
    "endorsement.invite": invite,
    "endorsement.invite_again": invite_again,
    "endorsement.draft": draft,
    "endorsement.sign": sign,
    "endorsement.hand_on": hand_on,
    "need.state": state,
    "rival.create": begin_rival,
    "rival.withdraw": end_rival,
}
