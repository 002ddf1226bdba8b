"""Takes cases through the process by the services, each step at its own moment in the past."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from config.demo.people import GUESTS, Cast
from partners.actors import Actor
from partners.models import Organisation
from partners.services import person
from proposals import door
from proposals import services as cases
from proposals.codesign import endorsing, inviting
from proposals.codesign.models import Endorsement
from proposals.codesign.reading import as_text
from proposals.codesign.statement import COVERED_SECTIONS, Consent
from proposals.document.declaration import SECTIONS
from proposals.document.items import keys
from proposals.facts import criteria_in_play, dossier
from proposals.models import Proposal, Revision
from proposals.needs.models import Need
from proposals.passages import PROPOSAL
from proposals.review import agreeing, assigning, completing, conditioning, deciding, judging, returning
from proposals.review.models import Outcome, Review
from proposals.review.passage import verdicts_missing
from proposals.talk import services as talk
from proposals.writing import services as writing
from proposals.writing.selectors import latest_revision
from workflow import clocks
from workflow.refusals import Refusal

DECLARATION_KEYS = [f.key for section in SECTIONS if section.key == "K" for f in section.fields]


@dataclass
class Story:
    """One case on its way. `moment` moves on with each step."""

    cast: Cast
    author: str
    signatory: str
    institution: str
    content: dict[str, Any]
    moment: datetime
    need: Need | None = None
    proposal: Proposal = field(init=False)

    def actor(self, key: str) -> Actor:
        return Actor(self.cast.people[key])

    @contextmanager
    def later(self, hours: float = 20) -> Iterator[None]:
        """One step, some hours after the one before; never in the future."""
        self.moment = min(self.moment + timedelta(hours=hours), clocks.now())
        with clocks.at(self.moment):
            yield

    def move(self, name: str, who: str, reason: str = "", hours: float = 20) -> None:
        if name == "start_review":
            self.complete(who)
        with self.later(hours):
            door.act(PROPOSAL, self.proposal.pk, name, actor=self.actor(who), seen_version=None, reason=reason)
        self.proposal = Proposal.objects.get(pk=self.proposal.pk)

    def begin(self) -> "Story":
        with self.later():
            self.proposal = cases.create_proposal(
                actor=self.actor(self.author),
                institution=self.organisation(self.institution),
                content=self.content,
                need=self.need,
            )
        return self

    def organisation(self, key: str) -> Organisation:
        return self.cast.organisations[key]

    def invite(self, *partners: str) -> "Story":
        for key in partners:
            email, name, title, language = GUESTS[key]
            with self.later(2):
                inviting.invite(
                    actor=self.actor(self.author),
                    proposal=self.proposal,
                    organisation=self.organisation(key),
                    person=person(email, name, language, title=title),
                    message="We would like to hear whether this is what you need, and what is missing.",
                )
        return self

    def open(self) -> "Story":
        self.move("open_co_design", self.author)
        return self

    def endorse(self, partner: str, *, demand: str = "yes", comment: str = "", **answers: Any) -> "Story":
        """Sign by what `statement` answers, with `answers` in place of some."""
        endorsement = Endorsement.objects.get(proposal=self.proposal, organisation=self.organisation(partner))
        actor = Actor(endorsement.person, guest_link=endorsement.guest_link)
        revision = Revision.objects.filter(proposal=self.proposal).first()
        with self.later(30):
            if endorsement.state == "invited":
                endorsing.open_invitation(endorsement, actor=actor)
            if comment:
                talk.open_thread(
                    actor=actor, proposal=self.proposal, text=comment, lane="partners", place="E.competencies"
                )
            endorsement = Endorsement.objects.get(pk=endorsement.pk)
            endorsing.sign(
                endorsement.pk,
                statement(self.content, demand, endorsement.person.language)
                | endorsing.on_record(endorsement)
                | answers,
                actor=actor,
                seen_version=endorsement.version,
                seen_revision=revision.number if revision else 1,
                shown_text=as_text(self.content, COVERED_SECTIONS, endorsement.person.language),
                language=endorsement.person.language,
                idempotency_key=None,
            )
        self.proposal = Proposal.objects.get(pk=self.proposal.pk)
        return self

    def sign_off(self) -> "Story":
        self.move("request_sign_off", self.author)
        return self

    def submit(self) -> "Story":
        with self.later(5):
            writing.accept_declarations(
                self.proposal.pk,
                DECLARATION_KEYS,
                actor=self.actor(self.signatory),
                role="signatory",
                seen_version=None,
            )
        self.move("submit", self.signatory, hours=3)
        return self

    def complete(self, who: str = "cora") -> "Story":
        """The coordinator confirms every point of the completeness check."""
        with self.later(1):
            confirm_everything(self.proposal.pk, actor=self.actor(who))
        return self

    def assign(self, *reviewers: str) -> "Story":
        for key in reviewers:
            with self.later(4):
                review = assigning.assign(
                    actor=self.actor("cora"), proposal=self.proposal, reviewer=self.cast.people[key]
                )
            with self.later(6):
                assigning.declare(
                    review.pk, actor=self.actor(key), conflict=False, text="", seen_version=review.version
                )
        return self

    def assign_in_spite(self, reviewer: str, reason: str) -> "Story":
        """Something ties this reviewer to the case, and the coordinator says why it does not matter."""
        with self.later(4):
            review = assigning.assign(
                actor=self.actor("cora"),
                proposal=self.proposal,
                reviewer=self.cast.people[reviewer],
                override_reason=reason,
            )
        with self.later(6):
            assigning.declare(
                review.pk, actor=self.actor(reviewer), conflict=False, text="", seen_version=review.version
            )
        return self

    def step_back(self, reviewer: str, text: str) -> "Story":
        """A reviewer is asked and declares a conflict."""
        with self.later(4):
            review = assigning.assign(
                actor=self.actor("cora"), proposal=self.proposal, reviewer=self.cast.people[reviewer]
            )
        with self.later(6):
            actor = self.actor(reviewer)
            assigning.declare(review.pk, actor=actor, conflict=True, text=text, seen_version=review.version)
        return self

    def review(self, *reviewers: str, weak: dict[str, str] | None = None) -> "Story":
        """Each reviewer judges every criterion; `weak` maps a criterion to the value that is not a 3."""
        self.move("start_review", "cora")
        return self.judge(*reviewers, weak=weak)

    def judge(self, *reviewers: str, weak: dict[str, str] | None = None) -> "Story":
        for key in reviewers:
            review = Review.objects.get(proposal=self.proposal, reviewer=self.cast.people[key])
            with self.later(26):
                for criterion in criteria_in_play(dossier(self.proposal)):
                    value = (weak or {}).get(criterion.key, "3")
                    text = "" if value == "3" else f"Say more about: {criterion.title.en.lower()}."
                    judging.save_verdict(review.pk, criterion.key, value, text, actor=self.actor(key))
                judging.submit_review(review.pk, actor=self.actor(key), seen_version=None)
        return self

    def judge_open(self, *reviewers: str) -> "Story":
        """Each reviewer judges what has no verdict yet, and hands the review in."""
        for key in reviewers:
            review = Review.objects.get(proposal=self.proposal, reviewer=self.cast.people[key])
            with self.later(9):
                for criterion in verdicts_missing(review):
                    judging.save_verdict(review.pk, criterion, "3", "", actor=self.actor(key))
                judging.submit_review(review.pk, actor=self.actor(key), seen_version=None)
        return self

    def require(self, criterion: str, place: str, text: str) -> "Story":
        with self.later(3):
            returning.require_change(
                self.proposal.pk, actor=self.actor("cora"), criterion=criterion, place=place, text=text
            )
        return self

    def answer(self, answers: dict[int, str], section: str, changed: dict[str, Any]) -> "Story":
        """The institution answers what is required, and writes it into a section."""
        with self.later(30):
            returning.answer_changes(self.proposal.pk, answers, actor=self.actor(self.author))
            working = latest_revision(self.proposal)
            value = (working.content[section] if working else {}) | changed
            writing.save_section(self.proposal.pk, section, value, actor=self.actor(self.author), seen=None)
        return self

    def consensus(self, weak: dict[str, str] | None = None) -> "Story":
        with self.later(8):
            for criterion in criteria_in_play(dossier(self.proposal)):
                value = (weak or {}).get(criterion.key, "3")
                text = "" if value == "3" else f"Agreed: more is needed on {criterion.title.en.lower()}."
                agreeing.set_consensus(self.proposal.pk, criterion.key, value, text, actor=self.actor("cora"))
        return self

    def recommend(self, outcome: str, reasons: str) -> "Story":
        language = self.cast.people[self.author].language
        with self.later(6):
            deciding.recommend_draft(
                self.proposal.pk,
                actor=self.actor("cora"),
                outcome=outcome,
                reasons=reasons,
                letter="",
                language=language,
            )
        self.move("recommend", "cora")
        return self

    def condition(self, criterion: str, text: str, days: int) -> "Story":
        with self.later(2):
            conditioning.set_condition(
                self.proposal.pk,
                actor=self.actor("cora"),
                criterion=criterion,
                text=text,
                owner=self.cast.people[self.author].name,
                due=clocks.today() + timedelta(days=days),
            )
        return self

    def approve(self, reasons: str = "All criteria are met.") -> "Story":
        self.recommend(Outcome.APPROVE, reasons)
        self.move("approve", "ann")
        return self


def confirm_everything(pk: UUID, *, actor: Actor) -> None:
    """Every point as it is, with a note where something lacks. Who may not leaves it as it is."""
    found = completing.checks(Proposal.objects.select_related("lead", "framework").get(pk=pk))
    marks = {one.point.key: (one.point.mark, "We have asked; it follows.") for one in found}
    try:
        completing.confirm(pk, marks, actor=actor)
    except Refusal:
        return


REASONS = {
    "en": "We have had these positions open since spring, and we train people ourselves for four months each.",
    "fr": "Ces postes sont vacants depuis le printemps, et nous formons nous-mêmes chaque personne quatre mois durant.",
}


def statement(content: dict[str, Any], demand: str, language: str = "en") -> dict[str, Any]:
    """A partner's plausible answers to the structured statement."""
    competencies = keys(content.get("E", {}).get("competencies") or [])
    return {
        "involvement": "co_designed",
        "involved_from": "2026-02-01",
        "involved_until": "2026-05-30",
        "hours": "6-20",
        "speaks_for": "employer",
        "demand": demand,
        "demand_reason": REASONS[language],
        "openings": "6-20",
        "occupations": list(content.get("C", {}).get("noc") or [])[:1],
        "competencies": {key: "essential" if number < 3 else "useful" for number, key in enumerate(competencies)},
        "missing": "",
        "assessment": "yes",
        "assessment_change": "",
        "hiring": "prefer",
        "support": ["placements", "interviews"],
        "conditions": [],
        "met": [],
        "interests": [],
        "consents": list(Consent.values),
        "confidential": [],
        "covers": list(COVERED_SECTIONS),
        "authority": True,
    }


def ago(days: float) -> datetime:
    return clocks.now() - timedelta(days=days)


def months_ahead(months: int) -> date:
    return clocks.today() + timedelta(days=30 * months)
