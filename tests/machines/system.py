"""The same case in the real system: the door, the services and the database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from config.demo.cases import state as state_a_need
from config.demo.story import DECLARATION_KEYS, Story, statement
from partners.actors import SYSTEM, Actor
from proposals import door, timed
from proposals.codesign import endorsing
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT
from proposals.document.sample import complete
from proposals.facts import shown_state
from proposals.models import Proposal
from proposals.needs.models import Need
from proposals.needs.passage import NEED
from proposals.passages import PROPOSAL
from proposals.review import agreeing, assigning, conditioning, deciding, judging, returning
from proposals.review.models import Condition, RequiredChange, Review
from proposals.review.passage import REVIEW
from proposals.selectors import latest_revision
from proposals.writing.services import accept_declarations, save_section
from register.models import Listing
from register.passage import LISTING
from register.services import publish_due
from tests.machines.model import Model, Step
from tests.world import World
from workflow import clocks
from workflow.refusals import Refusal

BEGINNING = datetime(2024, 3, 5, 15, tzinfo=UTC)
ORGANISATION = {"gil": "fundy", "hana": "harbour"}
CRITERIA = [f"R{number}" for number in range(1, 13)]


class System:
    """`moment` follows the model's hours."""

    def __init__(self, world: World, topic: str) -> None:
        self.world = world
        self.at(0)
        with clocks.at(self.moment):
            need = state_a_need(world.cast, "emma", "fundy", "Sensors", "22310", "31-33", "Dartmouth", 3)
        self.content = complete(topic)
        story = Story(world.cast, "ada", "sam", "acadia", self.content, self.moment - timedelta(minutes=6), need)
        with clocks.at(self.moment):
            story.moment = self.moment
            story.begin().invite(*ORGANISATION.values())
        self.pk: UUID = story.proposal.pk
        self.need: UUID = need.pk
        Endorsement.objects.filter(proposal=self.pk).update(draft=statement(self.content, "yes"))

    def at(self, hours: float) -> None:
        self.moment = BEGINNING + timedelta(hours=hours)

    def actor(self, name: str) -> Actor:
        if name == "system":
            return SYSTEM
        if name in ORGANISATION:
            row = self.endorsement(name)
            return Actor(row.person, guest_link=row.guest_link)
        return self.world.actor(name)

    def endorsement(self, name: str) -> Endorsement:
        return Endorsement.objects.select_related("person", "guest_link").get(
            proposal=self.pk, organisation=self.world.cast.organisations[ORGANISATION[name]]
        )

    def review(self, name: str) -> UUID:
        return Review.objects.get(proposal=self.pk, reviewer=self.world.cast.people[name]).pk

    # --- Moves --------------------------------------------------------------------------------------------------------

    def take(self, step: Step) -> str:
        """ "done", or the name of the refusal."""
        key, verb, actor, reason = step
        try:
            with clocks.at(self.moment):
                self._take(key, verb, self.actor(actor), "Because." if reason else "")
        except Refusal as refused:
            return type(refused).__name__
        return "done"

    def _take(self, key: str, verb: str, actor: Actor, reason: str) -> None:
        passage, pk = self._subject(key)
        state = passage.model.objects.get(pk=pk).state
        if (verb, state) in {("sign", "opened"), ("sign", "drafted"), ("reaffirm", "stale")}:
            self._sign(key, actor)
        else:
            door.act(passage, pk, verb, actor=actor, seen_version=None, reason=reason)

    def _subject(self, key: str) -> tuple[door.Passage, UUID]:
        if key in ORGANISATION:
            return ENDORSEMENT, self.endorsement(key).pk
        if key == "proposal":
            return PROPOSAL, self.pk
        if key == "need":
            return NEED, self.need
        if key == "listing":
            return LISTING, Listing.objects.get(proposal=self.pk).pk
        return REVIEW, self.review(key)

    def _sign(self, key: str, actor: Actor) -> None:
        row, revision = self.endorsement(key), latest_revision(Proposal.objects.get(pk=self.pk))
        endorsing.sign(
            row.pk,
            statement(self.content, "yes"),
            actor=actor,
            seen_version=row.version,
            seen_revision=revision.number if revision else 1,
            shown_text="As shown.",
            language="en",
            idempotency_key=None,
        )

    # --- Acts ---------------------------------------------------------------------------------------------------------

    def act(self, step: Step) -> None:
        verb, *more = step
        with clocks.at(self.moment):
            getattr(self, f"_{verb}")(*more)

    def _wait(self, hours: float) -> None:
        """The model's clock is ours."""

    def _edit(self, section: str) -> None:
        case = Proposal.objects.get(pk=self.pk)
        revision = latest_revision(case)
        value = dict(revision.content.get(section, {}) if revision else {})
        if section == "J":
            value["teach_out"] = "" if value.get("teach_out") else self.content["J"]["teach_out"]
        else:
            first, *others = value["competencies"]
            original = self.content["E"]["competencies"][0]["statement"]
            changed = first["statement"] == original
            value["competencies"] = [{**first, "statement": f"{original} Twice." if changed else original}, *others]
        save_section(self.pk, section, value, actor=self.actor("ada"), seen=None)

    def _declare(self) -> None:
        accept_declarations(self.pk, DECLARATION_KEYS, actor=self.actor("sam"), role="signatory", seen_version=None)

    def _require(self) -> None:
        returning.require_change(
            self.pk, actor=self.actor("cora"), criterion="R2", section="C", text="One newer source."
        )

    def _answer(self) -> None:
        rows = RequiredChange.objects.filter(proposal=self.pk, round=Proposal.objects.get(pk=self.pk).round)
        returning.answer_changes(self.pk, {row.number: "Done." for row in rows}, actor=self.actor("ada"))

    def _letter(self, outcome: str) -> None:
        deciding.recommend_draft(
            self.pk, actor=self.actor("cora"), outcome=outcome, reasons="So we agreed.", letter="", language="en"
        )

    def _assign(self, name: str) -> None:
        case = Proposal.objects.get(pk=self.pk)
        assigning.assign(actor=self.actor("cora"), proposal=case, reviewer=self.world.cast.people[name])

    def _judge(self, name: str) -> None:
        for criterion in CRITERIA:
            judging.save_verdict(self.review(name), criterion, "3", "", actor=self.actor(name))

    def _agree(self, value: str) -> None:
        verdicts = dict.fromkeys(CRITERIA, ("3", "")) | {"R6": (value, "More is needed.")}
        agreeing.agree(self.pk, verdicts, actor=self.actor("cora"), seen_version=None)

    def _condition(self) -> None:
        conditioning.set_condition(
            self.pk,
            actor=self.actor("cora"),
            criterion="R6",
            text="Try the task out.",
            owner="Ada Boudreau",
            due=clocks.today() + timedelta(days=30),
        )

    def _evidence(self) -> None:
        rows = Condition.objects.filter(proposal=self.pk, round=Proposal.objects.get(pk=self.pk).round)
        given = {row.number: "See the report." for row in rows}
        conditioning.evidence_conditions(self.pk, given, actor=self.actor("ada"))

    def _tick(self) -> None:
        timed.run()
        publish_due()

    # --- What there is ------------------------------------------------------------------------------------------------

    def states(self) -> dict[str, str]:
        case = Proposal.objects.get(pk=self.pk)
        listing = Listing.objects.filter(proposal=self.pk).first()
        return {
            "proposal": case.state,
            "shown": shown_state(case, self.moment),
            "need": Need.objects.get(pk=self.need).state,
            "listing": listing.state if listing else "",
            **{name: self.endorsement(name).state for name in ORGANISATION},
            **{
                row.reviewer.email.partition("@")[0]: row.state
                for row in Review.objects.filter(proposal=self.pk).select_related("reviewer")
            },
        }


def states_of(model: Model) -> dict[str, str]:
    return {
        "proposal": model.state,
        "shown": model.shown,
        "need": model.need,
        "listing": model.listing,
        **{name: one.state for name, one in model.partners.items()},
        **{name: one.state for name, one in model.reviewers.items()},
    }
