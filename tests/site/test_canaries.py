"""Words planted in every lane are found by those who may read them, and by nobody else: page, search, file or mail.

Each planted word stands beside an ordinary one, for which every search is asked: a page that repeats what was searched
says nothing of what is there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import reverse

from config.demo.story import Story, ago, statement
from config.policy import POLICY
from notifications.models import Notice
from notifications.rendering import letter
from partners.actors import Actor
from partners.models import User
from proposals.codesign import endorsing
from proposals.codesign.models import Endorsement
from proposals.document.sample import complete
from proposals.review import judging
from proposals.review.models import Review
from proposals.selectors import latest_revision
from proposals.suggestions import services as suggestions
from proposals.talk import services as talk
from proposals.talk.models import Comment
from tests import world as worlds
from tests.site.reader import Library, read_everything
from tests.site.test_policy import CASE_ROOMS, PK, WORDS, address, routes
from tests.world import World

ORDINARY = "lanternfish"
INSTITUTION = {"ada", "sam"}
PARTNERS = {"gil", "hana"}
PROVINCE = {"cora", "rita", "ann", "otto"}
MAY_READ = {
    "in the institution's lane": INSTITUTION,
    "in the partners' lane": INSTITUTION | PARTNERS,
    "in the Province's lane": PROVINCE,
    "in a suggestion of the institution's lane": INSTITUTION,
    "in a suggestion of the partners' lane": INSTITUTION | PARTNERS,
    "in a comment that was written over": INSTITUTION | PARTNERS,
    "in a statement that is not signed": {"hana"},
    "in an answer supplied in confidence": {"gil", *PROVINCE},
    "in an invitation": {"hana"},
    "in a review that the others may not see yet": {"rita"},
    "in a note of a reviewer": {"rita"},
}
READERS = (
    *("ada", "sam", "gil", "hana", "emma", "harriet", "wes", "neil", "nora", "cora", "rita", "rosa", "ann", "fran"),
    *("otto", "operator", "a visitor"),
)
EVER_NEW = re.compile(r'(value|nonce)="[\w-]{22,}"|<dcterms:\w+[^>]*>[^<]*')
GUESTS = {"gil": "fundy", "hana": "harbour", "wes": "cabot"}


def token(place: str) -> str:
    """One word, as a search would take it for one."""
    return "kanin" + "".join(letter for letter in place.title() if letter.isalpha())


def planted(place: str) -> str:
    return f"{ORDINARY} {token(place)}"


@dataclass
class Case:
    world: World
    story: Story
    other: Story

    def client(self, reader: str):
        """This person's browser."""
        if reader == "a visitor":
            return self.world.client()
        if reader not in GUESTS:
            return self.world.client(reader)
        return self.world.guest(self.endorsement(reader))

    def endorsement(self, guest: str) -> Endorsement:
        organisation = self.story.organisation(GUESTS[guest])
        story = self.other if guest == "wes" else self.story
        return Endorsement.objects.get(proposal=story.proposal, organisation=organisation)

    def guest(self, name: str) -> Actor:
        row = self.endorsement(name)
        return Actor(row.person, guest_link=row.guest_link)

    def user(self, reader: str) -> User | None:
        if reader == "a visitor":
            return None
        return self.endorsement(reader).person if reader in GUESTS else self.world.cast.people[reader]


@pytest.fixture(scope="module")
def case(django_db_setup, django_db_blocker) -> Iterator[Case]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.people_only()
        other = Story(world.cast, "neil", "nora", "nscc", complete("heat-pumps"), ago(30)).begin()
        story = world.story().invite("fundy", "harbour").open()
        yield plant(Case(world, story, other.invite("cabot").open()))
        transaction.set_rollback(True)


def plant(case: Case) -> Case:
    story, actor = case.story, case.world.actor
    hers = case.endorsement("hana")
    Endorsement.objects.filter(pk=hers.pk).update(message=planted("in an invitation"))
    sign_in_confidence(case)
    for lane, writer in (("institution", actor("ada")), ("partners", case.guest("gil"))):
        of = "the institution's" if lane == "institution" else "the partners'"
        say(f"in {of} lane", case, writer, lane)
        suggest(f"in a suggestion of {of} lane", case, writer, lane)
    comment = say("in a comment that was written over", case, case.guest("gil"), "partners")
    talk.edit(comment.pk, actor=case.guest("gil"), text="I have thought again.")
    draft = statement(story.content, "yes") | {"missing": planted("in a statement that is not signed")}
    endorsing.save_draft(hers.pk, draft, actor=case.guest("hana"), seen_version=hers.version)
    story.sign_off().submit().assign("rita", "rob")
    story.move("start_review", "cora")
    say("in the Province's lane", case, actor("cora"), "province")
    review = Review.objects.get(proposal=story.proposal, reviewer=case.world.cast.people["rita"])
    secret = planted("in a review that the others may not see yet")
    judging.keep_note(review.pk, "R1", planted("in a note of a reviewer"), actor=actor("rita"))
    judging.save_verdict(review.pk, "R1", "2", secret, actor=actor("rita"))
    return case


def sign_in_confidence(case: Case) -> None:
    row, revision = case.endorsement("gil"), latest_revision(case.story.proposal)
    secret = planted("in an answer supplied in confidence")
    answers = statement(case.story.content, "yes") | {"demand_reason": secret, "confidential": ["demand_reason"]}
    endorsing.sign(
        row.pk,
        answers,
        actor=case.guest("gil"),
        seen_version=row.version,
        seen_revision=revision.number,
        shown_text="As shown.",
        language="en",
        idempotency_key=None,
    )


def suggest(place: str, case: Case, actor: Actor, lane: str) -> None:
    suggestions.suggest(
        actor=actor, proposal=case.story.proposal, place="E.competencies.1.statement", words=planted(place), lane=lane
    )


def say(place: str, case: Case, actor: Actor, lane: str) -> Comment:
    return talk.open_thread(actor=actor, proposal=case.story.proposal, text=planted(place), lane=lane, place="E")


def everything(case: Case, reader: str) -> Library:
    """All that is linked from where people begin, and every address under the case, guessed."""
    starts = ["/work/", "/", "/inbox/", *addresses(case)]
    return read_everything(case.client(reader), starts, searched=[ORDINARY])


def addresses(case: Case) -> Iterator[str]:
    parameters = routes()
    for name in POLICY:
        if name.startswith(CASE_ROOMS) and "pk" in parameters[name]:
            for extension in ("json", "html", "pdf") if "extension" in parameters[name] else ("",):
                words = WORDS | {"pk": case.story.proposal.pk, "key": "E", "extension": extension}
                yield reverse(name, kwargs={one: words.get(one, "1") for one in parameters[name]})


def mail_of(user: User | None) -> str:
    notices = Notice.objects.filter(recipient=user).select_related("guest_link") if user else Notice.objects.none()
    return "\n".join(text for notice in notices for text in (letter(notice, "en").text, letter(notice, "en").html))


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_a_planted_word_is_found_in_its_lane_and_nowhere_else(case, db, reader, record_property):
    library, mail = everything(case, reader), mail_of(case.user(reader))
    found = {place: library.holding(token(place)) for place in MAY_READ}
    may = {place for place, readers in MAY_READ.items() if reader in readers}
    assert {place: where for place, where in found.items() if where and place not in may} == {}
    assert {place for place in may if not found[place]} == set()
    assert {place for place in MAY_READ if token(place) in mail} <= may
    record_property(f"pages and files read as {reader}", len(library.pages))


def test_every_room_of_a_case_is_looked_at():
    with_a_key = {name for name, parameters in routes().items() if "pk" in parameters and name in POLICY}
    under_a_case = {name for name in with_a_key if address(name).startswith(f"/work/proposals/{PK}/")}
    assert {name for name in under_a_case if not name.startswith(CASE_ROOMS)} == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lane", "writer", "outsider"),
    [
        ("institution", "ada", "gil"),
        ("institution", "ada", "cora"),
        ("partners", "gil", "cora"),
        ("partners", "hana", "neil"),
        ("province", "cora", "ada"),
        ("province", "rita", "gil"),
    ],
)
def test_a_word_in_a_lane_changes_no_page_of_those_outside_it(case, db, lane, writer, outsider):
    """No count, no mark, no order: whoever is outside cannot tell that something was said."""
    before = pages_of(case, outsider)
    actor = case.guest(writer) if writer in GUESTS else case.world.actor(writer)
    say("in one more remark", case, actor, lane)
    assert {where for where, text in pages_of(case, outsider).items() if before[where] != text} == set()
    assert len(before) > 5


def pages_of(case: Case, reader: str) -> dict[str, str]:
    """Without what is new with every answer: keys of forms, nonces."""
    pages = everything(case, reader).pages
    return {where: EVER_NEW.sub("", text) for where, text in pages.items() if not where.endswith(".pdf")}
