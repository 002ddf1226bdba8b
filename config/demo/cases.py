"""The demo's cases: one or two in every state, each with its own history."""

from datetime import timedelta

from config.demo import board, frameworks, talk
from config.demo.people import Cast
from config.demo.story import Story, ago
from config.demo.unsigned import invitations_that_ended
from partners.actors import SYSTEM, Actor
from partners.roles import Role
from partners.services import end_role, grant_role
from proposals.document.sample import complete
from proposals.intake.services import announce_absence
from proposals.needs.models import Need
from proposals.needs.services import state_need
from proposals.review import bundling
from register.services import publish_due
from workflow import clocks

WEAK = {"R6": "1", "R2": "1"}
CONDITIONED = {"R6": "1"}
INSPECT = "Inspect blades and drivetrain, and say what cannot wait for the next visit"
RECEIVE = "Recevoir en français une personne inquiète, au comptoir et au téléphone"
REGION_OF = {"Dartmouth": "halifax", "Truro": "north_shore", "Cape Breton": "cape_breton"}


def tell(cast: Cast) -> None:
    wind, care, sensors = needs(cast)
    board.neighbours(cast)
    board.supported(cast, wind, care, sensors)
    board.more(cast)
    board.asking()
    published(cast, wind)
    conditional(cast)
    waiting_for_decision(cast)
    under_review(cast)
    submitted(cast)
    returned(cast)
    second_round(cast)
    at_sign_off(cast)
    in_co_design(cast, care)
    declined(cast)
    drafts(cast)
    frameworks.draft(cast)
    away(cast)


def away(cast: Cast) -> None:
    """A reviewer who is away now, and the approver's next leave with somebody to stand in."""
    today = clocks.today()
    with clocks.at(ago(1)):
        announce_absence(
            actor=Actor(cast.people["rosa"]),
            since=today - timedelta(days=1),
            until=today + timedelta(days=9),
            stand_in=None,
        )
        announce_absence(
            actor=Actor(cast.people["ann"]),
            since=today + timedelta(days=20),
            until=today + timedelta(days=30),
            stand_in=cast.people["rita"],
        )


def needs(cast: Cast) -> tuple[Need, Need, Need]:
    with clocks.at(ago(160)):
        wind = state(
            cast, "emma", "fundy", "Technicians who can keep turbines turning", "72400", "22", "Cape Breton", 38
        )
    with clocks.at(ago(60)):
        care = state(cast, "harriet", "harbour", "Staff who can calm distress in dementia", "33102", "62", "Truro", 40)
    with clocks.at(ago(6)):
        sensors = state(
            cast, "emma", "fundy", "People who can calibrate ocean sensors", "22310", "31-33", "Dartmouth", 12
        )
    return wind, care, sensors


def state(cast: Cast, who: str, organisation: str, title: str, noc: str, naics: str, place: str, openings: int) -> Need:
    return state_need(
        actor=Actor(cast.people[who]),
        organisation=cast.organisations[organisation],
        title=title,
        statement=f"We have {openings} positions that stay open for months. People must be able to work alone after "
        "a few weeks; today we train them ourselves.",
        noc=[noc],
        naics=[naics],
        region=REGION_OF.get(place, ""),
        place=place,
        openings=openings,
        needed_by=None,
    )


def acadia(cast: Cast, topic: str, days: float, need: Need | None = None) -> Story:
    return Story(cast, "ada", "sam", "acadia", complete(topic), ago(days), need).begin()


def nscc(cast: Cast, topic: str, days: float, need: Need | None = None) -> Story:
    return Story(cast, "neil", "nora", "nscc", complete(topic), ago(days), need).begin()


def sainte_anne(cast: Cast, topic: str, days: float) -> Story:
    return Story(cast, "elodie", "luc", "usa", complete(topic), ago(days)).begin()


def published(cast: Cast, need: Need) -> None:
    story = nscc(cast, "wind-maintenance", 150, need).invite("cabot").open()
    talk.shaped(story, "cabot", INSPECT, "Assess this up on the tower: on the ground everybody finds the crack.")
    story.endorse(
        "cabot",
        comment="Please add working at height with a partner.",
        hiring="require",
        support=["placements", "equipment", "assessors", "interviews"],
        size="100-499",
        website="https://cabot.example",
    )
    story.sign_off().submit()
    story.assign("rita", "rob").review("rita", "rob").consensus().approve()
    with clocks.at(story.moment + timedelta(hours=1)):
        publish_due()


def conditional(cast: Cast) -> None:
    story = sainte_anne(cast, "french-health-reception", 90).invite("clare").open()
    talk.shaped(story, "clare", RECEIVE, "Prévoyez deux appels d’affilée : c’est ainsi le lundi matin.")
    story.endorse(
        "clare",
        missing="Le vocabulaire des urgences au téléphone.",
        assessment_change="Prévoir un appel avec une personne âgée qui entend mal.",
        conditions=["Une clinique de Clare met la tâche pratique à l’essai"],
        other_occupation="Adjointe administrative en milieu médical",
        size="5-99",
        speaks_for="employer",
    ).sign_off().submit().assign("rita")
    lent = grant_role(cast.people["rob"], cast.organisations["clare"], Role.CONTRIBUTOR, actor=SYSTEM)
    story.assign_in_spite("rob", "He trained reception staff at Clare two years ago, and took no part in this.")
    end_role(lent, actor=SYSTEM)
    story.review("rita", "rob", weak=CONDITIONED)
    story.consensus(CONDITIONED).condition("R6", "Have the practical task tried out by a second clinic.", 150)
    story.recommend("approve_with_conditions", "All gate criteria are met but one, which a condition covers.")
    story.move("approve_with_conditions", "ann")
    with clocks.at(story.moment + timedelta(hours=1)):
        publish_due()


def waiting_for_decision(cast: Cast) -> None:
    """Two that belong together, to be decided in one act."""
    linked = complete("energy-audit")
    linked["A"]["title"] = {
        "en": "Energy Audits of Public Buildings",
        "fr": "Audits énergétiques des bâtiments publics",
    }
    linked["A"]["badge_name"] = "Public Building Energy Auditor"
    both = [acadia(cast, "energy-audit", 36), Story(cast, "ada", "sam", "acadia", linked, ago(37)).begin()]
    for story in both:
        story.invite("fundy").open().endorse("fundy").sign_off().submit()
        story.assign("rita", "rosa").review("rita", "rosa").consensus()
        story.recommend("approve", "All criteria are met.")
    with clocks.at(both[0].moment + timedelta(hours=3)):
        bundling.put_together(
            [story.proposal.pk for story in both],
            actor=Actor(cast.people["cora"]),
            outcome="approve",
            note="The second course builds on the first, and they are offered by the same people.",
        )


def under_review(cast: Cast) -> None:
    story = nscc(cast, "heat-pumps", 26).invite("cabot").open().endorse("cabot").sign_off().submit()
    story.step_back("rita", "My brother installs heat pumps for a firm that would hire from this course.")
    story.assign("rob", "rosa").review("rob")


def submitted(cast: Cast) -> None:
    acadia(cast, "aquaculture-biosecurity", 13).invite("fundy").open().endorse("fundy").sign_off().submit()


def returned(cast: Cast) -> None:
    story = nscc(cast, "food-safety", 45).invite("fundy").open().endorse("fundy").sign_off().submit()
    story.assign("rita", "rosa").review("rita", "rosa", weak=WEAK)
    story.require("R6", "F", "Say who assesses, and what happens when both assessors differ.")
    story.require("R2", "C", "Add one source from this province that is newer than two years.")
    story.move("return_for_changes", "cora")


def second_round(cast: Cast) -> None:
    """Back with one answer: two of twelve criteria are open again, and Robert has judged them already."""
    content = complete("ocean-sensors")
    content["A"]["title"] = {"en": "Harbour Water Monitoring", "fr": "Surveillance de l’eau des ports"}
    content["A"]["badge_name"] = "Harbour Water Monitor"
    weak = {"R9": "1"}
    story = Story(cast, "dev", "dora", "dal", content, ago(58)).begin().invite("harbour").open()
    story.endorse("harbour").sign_off().submit().assign("rita", "rob").review("rita", "rob", weak=weak).consensus(weak)
    story.require("R9", "H.employment", "Name the work that it leads to, and one employer who says so.")
    story.move("return_for_changes", "cora")
    story.answer(
        {1: "Done: the section names the work, and the harbour authority that asked for it."},
        "H",
        {"employment": "Water quality technician at a port authority; two posts at Halifax are open since spring."},
    )
    story.endorse("harbour")
    story.move("resubmit", "dora")
    story.move("start_review", "cora")
    story.judge_open("rob")


def at_sign_off(cast: Cast) -> None:
    story = sainte_anne(cast, "tourism-hosting", 25).invite("clare").open()
    talk.in_french(story)
    story.endorse("clare").sign_off()


def in_co_design(cast: Cast, need: Need) -> None:
    story = acadia(cast, "dementia-care", 12, need).invite("harbour").open()
    talk.about_care(story)
    story = acadia(cast, "cyber-triage", 14).invite("bluenose", "fundy").open()
    story.endorse(
        "bluenose",
        demand="partly",
        comment="Competency 2 should name password resets.",
        demand_reason="We lost two contracts because nobody could cover the night desk.",
        missing="How to hand over to the night shift.",
        assessment="partly",
        assessment_change="Use a noisy log, as on a real Friday evening, not a clean one.",
        conditions=["Password resets are part of competency 2"],
        interests=["relation"],
        interests_reason="Our founder teaches an evening course at this institution.",
        consents=["name", "credit"],
        confidential=["demand_reason"],
    )
    invitations_that_ended(story)


def declined(cast: Cast) -> None:
    weak = {"R3": "0"}
    story = (
        acadia(cast, "early-childhood-inclusion", 100).invite("harbour").open().endorse("harbour").sign_off().submit()
    )
    story.assign("rita", "rob").review("rita", "rob", weak=weak).consensus(weak)
    story.recommend("decline", "It is too close to an offering that exists; the difference is not explained.")
    story.move("decline", "ann", reason="R3 is not met: the nearest offering covers the same competencies.")


def drafts(cast: Cast) -> None:
    nscc(cast, "shipyard-welding", 5)
    Story(cast, "dev", "dora", "dal", {"A": {"title": {"en": "Ocean Data Literacy"}}}, ago(3)).begin()
    story = acadia(cast, "ocean-sensors", 50)
    story.move("withdraw", "ada", reason="We will join the proposal of another institution.")
