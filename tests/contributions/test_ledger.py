"""Who shaped the text can be read, by those of the lane; the public reads of those who agreed, and of nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals import selectors as cases
from proposals.contributions import selectors
from proposals.suggestions import cells, services
from proposals.talk import services as talk
from proposals.writing import selectors as writing
from proposals.writing.services import save_section
from register.models import Listing
from register.services import publish_due
from tests.talk.conftest import browser, guest

PLACES = [f"E.competencies.{number}.statement" for number in (1, 2, 3)]


@pytest.fixture
def story(world):
    return world.story().invite("fundy", "harbour").open()


def now(story, place):
    return cells.text_at(writing.working(story.proposal), cells.find(place))


def taken(story, place, words, partner="fundy", actor=None, lane="partners"):
    made = services.suggest(
        actor=actor or guest(story, partner), proposal=story.proposal, place=place, words=words, lane=lane
    )
    services.accept(made.pk, actor=story.actor("ada"), words=words, seen=cells.digest(now(story, place)))


def write(story, place, words):
    cell = cells.find(place)
    value = cells.written(writing.working(story.proposal), cell, words)
    save_section(story.proposal.pk, cell.section, value, actor=story.actor("ada"), seen=None)


def comment(story, text, actor, lane="partners", outcome="changed"):
    thread = talk.open_thread(actor=actor, proposal=story.proposal, text=text, lane=lane, place="F").thread
    talk.resolve(thread.pk, actor=story.actor("ada"), outcome=outcome)


def entries(story, actor):
    return selectors.ledger(cases.get(actor, story.proposal.pk))


def page(client, story):
    answer = client.get(f"/work/proposals/{story.proposal.pk}/contributions/")
    assert answer.status_code == 200
    return answer.content.decode()


def approved(story):
    story.endorse("fundy", consents=["name", "credit"]).endorse("harbour", consents=["name"])
    story.sign_off().submit().assign("rita", "rob").review("rita", "rob").consensus().approve()
    assert publish_due()["published"] == 1
    return f"/register/{Listing.objects.get().slug}/"


def test_the_ledger_names_who_and_says_what_was_overwritten(world, story):
    taken(story, PLACES[0], "Calibrate sensors before each voyage")
    taken(story, PLACES[1], "Deploy instruments alone", "harbour")
    write(story, PLACES[1], "Deploy instruments in pairs")
    comment(story, "Say who assesses.", guest(story))
    comment(story, "Only a question.", guest(story), outcome="answered")
    found = [(one.section, one.organisation.name, one.stands) for one in entries(story, story.actor("ada"))]
    assert [(section, stands) for section, _name, stands in found] == [("E", True), ("E", False), ("F", None)]
    assert [name.split()[0] for _section, name, _stands in found] == ["Fundy", "Harbour", "Fundy"]
    text = page(world.client("ada"), story)
    assert "Gil Arsenault" in text
    assert "overwritten since" in text
    assert "Only a question." not in text


def test_each_reads_the_lanes_that_are_theirs(world, story):
    taken(story, PLACES[0], "kaninpartners", lane="partners")
    taken(story, PLACES[1], "kanininstitution", actor=story.actor("sam"), lane="institution")
    comment(story, "kaninpartnerssaid", guest(story))
    comment(story, "kanininstitutionsaid", story.actor("sam"), lane="institution")
    words = ("kaninpartners", "kanininstitution", "kaninpartnerssaid", "kanininstitutionsaid")
    ada, gil = page(world.client("ada"), story), page(browser(world, story), story)
    assert [word for word in words if word not in ada] == []
    assert [word for word in words if f"{word}<" in gil] == ["kaninpartners", "kaninpartnerssaid"]
    assert world.client("neil").get(f"/work/proposals/{story.proposal.pk}/contributions/").status_code == 404
    story.endorse("fundy").sign_off().submit()
    assert "kanin" not in page(world.client("cora"), story)


def test_the_public_page_credits_by_consent_alone(world, client, story):
    taken(story, PLACES[0], "Calibrate sensors before each voyage")
    taken(story, PLACES[1], "Deploy instruments alone", "harbour")
    taken(story, PLACES[2], "Read a tide table")
    write(story, PLACES[2], "Read a tide table and a chart")
    comment(story, "kaninword of a partner", guest(story))
    address = approved(story)
    text = client.get(address).content.decode()
    shaped = text.partition("Shaped with")[2].partition("</ul>")[0]
    assert "Fundy Ocean Sensors (fictional) (2 contributions)" in shaped
    assert "Harbour" not in shaped
    assert "Gil" not in text
    assert "kanin" not in text
    province = page(world.client("cora"), story)
    assert "Fundy Ocean Sensors (fictional) (2 contributions)" in province
    assert "Harbour Light" not in province.partition("Shaped with")[2]
    taken_by = [(one.organisation.name, one.number) for one in selectors.credits(story.proposal)]
    assert taken_by == [("Fundy Ocean Sensors (fictional)", 2)]


def test_more_contributions_ask_no_more_queries(world, story):
    counts = []
    for number in (0, 1):
        for place in PLACES[: 1 + 2 * number]:
            taken(story, place, f"Words {number} of {place}")
            comment(story, f"About {place}", guest(story))
        ada = world.client("ada")
        page(ada, story)
        with CaptureQueriesContext(connection) as found:
            page(ada, story)
        counts.append(len(found))
    assert counts[0] == counts[1]


ACTS = st.lists(
    st.tuples(st.sampled_from(["accept", "decline", "edit"]), st.sampled_from(PLACES), st.integers(0, 3)), max_size=8
)


@settings(max_examples=12)
@given(acts=ACTS)
def test_the_ledger_says_what_a_replay_of_all_that_happened_says(world, acts):
    story = world.story().invite("fundy").open()
    text, adopted = {}, []
    for act, place, number in acts:
        words = f"Words number {number}"
        if act == "edit":
            write(story, place, words)
        elif now(story, place) == words:
            continue
        elif act == "accept":
            taken(story, place, words)
            adopted.append((place, words))
        else:
            made = services.suggest(
                actor=guest(story), proposal=story.proposal, place=place, words=words, lane="partners"
            )
            services.decline(made.pk, actor=story.actor("ada"), reason="No.")
        if act != "decline":
            text[place] = words
    expected = sorted((words, text[place] == words) for place, words in adopted)
    assert sorted((one.words, one.stands) for one in entries(story, story.actor("ada"))) == expected
