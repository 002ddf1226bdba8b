"""What is near a proposal, who may know of it, and where it counts."""

import copy
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.document.sample import complete
from proposals.facts import dossier, findings
from proposals.models import Proposal
from proposals.overlap import services
from proposals.overlap.models import Entry
from proposals.overlap.selectors import near
from proposals.services import create_proposal
from proposals.tracks import obstacles
from proposals.writing.services import save_section
from workflow import clocks

CANARY = "Zyzzyva"


def page_of(proposal) -> str:
    return f"/work/proposals/{proposal.pk}/overlap/"


def twin(world, person: str, institution: str, title: str, topic: str = "ocean-sensors") -> Proposal:
    """The same course, under another title."""
    content = copy.deepcopy(complete(topic))
    content["A"]["title"] = {"en": title, "fr": f"{title} en français"}
    lead = world.cast.organisations[institution]
    return create_proposal(actor=world.actor(person), institution=lead, content=content)


@pytest.fixture
def submitted(world):
    """Acadia's course, submitted to the Province."""
    return world.story().invite("fundy").open().endorse("fundy").sign_off().submit()


@pytest.fixture
def approved(submitted):
    return submitted.assign("rita", "rob").review("rita", "rob").consensus().approve()


def titles(proposal, **options) -> list[str]:
    return [match.title_in("en") for match in near(proposal, dossier(proposal).content, **options)]


def test_ones_own_open_proposals_are_near_from_the_draft_on(world):
    one, other = twin(world, "ada", "acadia", "First title"), twin(world, "ada", "acadia", "Second title")
    assert titles(one) == ["Second title"]
    assert titles(other) == ["First title"]


def test_another_topic_is_not_near(world):
    one = twin(world, "ada", "acadia", "First title")
    twin(world, "ada", "acadia", "Another topic", topic="dementia-care")
    assert titles(one) == []


def test_what_others_write_or_have_submitted_stays_theirs(world, submitted):
    mine = twin(world, "neil", "nscc", f"{CANARY} draft")
    assert titles(mine) == []
    neil = world.client("neil")
    for address in (page_of(mine), f"/work/proposals/{mine.pk}/", f"/work/proposals/{mine.pk}/document/C/"):
        page = neil.get(address)
        assert page.status_code == 200
        assert submitted.proposal.title not in page.content.decode()
        assert submitted.proposal.number not in page.content.decode()
    for key in ("ada", "cora"):
        assert CANARY not in world.client(key).get(page_of(submitted.proposal)).content.decode()


def test_an_approved_one_is_near_for_everybody_and_a_held_decision_for_nobody(world, approved):
    mine = twin(world, "neil", "nscc", "Later idea")
    Proposal.objects.filter(pk=approved.proposal.pk).update(held_until=clocks.now() + timedelta(minutes=5))
    assert titles(mine) == []
    Proposal.objects.filter(pk=approved.proposal.pk).update(held_until=None)
    assert titles(mine) == [approved.proposal.title]
    page = world.client("neil").get(page_of(mine)).content.decode()
    assert approved.proposal.title in page
    assert "/register/?q=" in page
    assert "Why it is near" in page


def test_the_province_sees_what_was_submitted_and_as_it_was_submitted(world, submitted):
    other = twin(world, "neil", "nscc", "Not submitted")
    assert titles(submitted.proposal, province=True) == []
    Entry.objects.filter(proposal=other).update(submitted=True)
    Proposal.objects.filter(pk=other.pk).update(state="submitted", title=f"{CANARY} since")
    page = world.client("cora").get(page_of(submitted.proposal)).content.decode()
    assert "Not submitted" in page
    assert CANARY not in page


@pytest.mark.parametrize(("key", "status"), [("ada", 200), ("sam", 200), ("cora", 200), ("ann", 200), ("otto", 200)])
def test_who_may_look(world, submitted, key, status):
    assert world.client(key).get(page_of(submitted.proposal)).status_code == status


@pytest.mark.parametrize("key", ["neil", "emma", "harriet", "elodie"])
def test_who_may_not(world, submitted, key):
    assert world.client(key).get(page_of(submitted.proposal)).status_code == 404


def test_readiness_names_what_is_near_with_its_place(world):
    one = twin(world, "ada", "acadia", "First title")
    twin(world, "ada", "acadia", "Second title")
    [found] = [f for f in findings(dossier(one), clocks.now()) if f.key == "near_duplicate"]
    assert "Second title" in found.sentence
    assert (found.section, found.field, found.blocking) == ("C", "duplication", False)


def test_what_is_typed_counts_before_it_is_a_revision(world):
    one = twin(world, "ada", "acadia", "First title")
    other = twin(world, "ada", "acadia", "Other", topic="dementia-care")
    for key in "ACE":
        value = dossier(one).content[key] | ({"title": {"en": "Third"}} if key == "A" else {})
        save_section(other.pk, key, value, actor=world.actor("ada"), seen=None, publish=False)
    assert titles(other) == ["First title"]


def test_a_title_that_names_a_partner_or_is_taken_is_found(world):
    one = twin(world, "ada", "acadia", "Acadia University sensors")
    two = twin(world, "ada", "acadia", "ACADIA university sensors")
    keys = {f.key: f for f in findings(dossier(two), clocks.now())}
    assert one.number in keys["title_taken"].sentence
    assert keys["title_taken"].blocking
    assert "Acadia University" in keys["title_names_organisation"].sentence


def test_the_mark_of_a_translation_is_no_title(world):
    one = twin(world, "ada", "acadia", "First title")
    value = dossier(one).content["A"] | {"title": {"en": "Changed title", "fr": "Titre", "outdated": "fr"}}
    services.note(one, {"A": value})
    assert Entry.objects.get(proposal=one).gist["title"] == {"en": "Changed title", "fr": "Titre"}


def test_hostile_text_is_text(world):
    nasty = "\"' OR 1=1 -- <script>alert(1)</script> & | ! :* NEAR(a b)"
    one, other = twin(world, "ada", "acadia", nasty), twin(world, "ada", "acadia", "Plain")
    page = world.client("ada").get(page_of(other)).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert titles(one) == ["Plain"]


def test_an_empty_draft_has_nothing_near(world):
    lead = world.cast.organisations["acadia"]
    empty = create_proposal(actor=world.actor("ada"), institution=lead, content={"A": {"title": {"en": "Bare"}}})
    twin(world, "ada", "acadia", "Other")
    assert titles(empty) == []
    assert "Nothing is near it" in world.client("ada").get(page_of(empty)).content.decode()


def test_the_page_asks_the_same_for_one_as_for_many(world):
    one = twin(world, "ada", "acadia", "First title")
    ada = world.client("ada")
    counts = []
    for number in range(2):
        twin(world, "ada", "acadia", f"Near {number}")
        ada.get(page_of(one))
        with CaptureQueriesContext(connection) as counted:
            page = ada.get(page_of(one)).content.decode()
        counts.append(len(counted))
        for more in range(12 * (1 - number)):
            twin(world, "ada", "acadia", f"Nearer {more}")
    assert counts[0] == counts[1]
    assert "page=2" in page


def test_the_index_can_be_made_again(world, submitted):
    twin(world, "ada", "acadia", "Near")
    before = list(Entry.objects.order_by("proposal", "submitted").values("proposal", "submitted", "words", "gist"))
    Entry.objects.all().delete()
    call_command("index_overlap")
    call_command("index_overlap")
    after = list(Entry.objects.order_by("proposal", "submitted").values("proposal", "submitted", "words", "gist"))
    assert after == before
    assert titles(submitted.proposal) == ["Near"]


def test_a_changed_entry_is_found_by_its_new_words_only(world):
    one, other = twin(world, "ada", "acadia", "First title"), twin(world, "ada", "acadia", "Second title")
    services.note(other, complete("dementia-care"))
    assert titles(one) == []
    services.note(other, complete("ocean-sensors"))
    assert titles(one) == ["Ocean Sensor Deployment"]


def test_something_near_closes_the_fast_track(world):
    story = world.story()
    near_by = "It is near an offer that exists."
    assert near_by not in obstacles(dossier(story.proposal))
    twin(world, "ada", "acadia", "Near")
    assert near_by in obstacles(dossier(story.proposal))
