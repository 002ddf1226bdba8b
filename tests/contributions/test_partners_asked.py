"""An institution sees which partners it asked, and which of them answer; nobody else sees that."""

import csv
import io
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Organisation
from partners.roles import OrganisationKind
from partners.services import person
from proposals import timed
from proposals.codesign import endorsing, following_up, inviting
from proposals.codesign.models import Endorsement
from proposals.contributions.partners_asked import partners_asked
from proposals.document.sample import topics
from tests.talk.conftest import guest
from workflow import clocks


def noon(days_ago: int) -> datetime:
    return datetime.combine(clocks.today() - timedelta(days=days_ago), time(12), tzinfo=clocks.HALIFAX)


def opened(world, topic: int, days_ago: int, *partners: str):
    story = world.story(days=days_ago + 10, topic=topics()[topic]).invite(*partners)
    story.moment = noon(days_ago) - timedelta(hours=20)
    return story.open()


def endorse(story, partner: str, days_ago: int) -> None:
    story.moment = noon(days_ago) - timedelta(hours=30)
    story.endorse(partner)


def invitation(story, partner: str) -> Endorsement:
    return Endorsement.objects.get(proposal=story.proposal, organisation=story.organisation(partner))


def once(row: Endorsement) -> dict[str, object]:
    return {"seen_version": row.version, "idempotency_key": None}


def decline(story, partner: str, days_ago: int) -> None:
    row = invitation(story, partner)
    with clocks.at(noon(days_ago)):
        endorsing.move(row.pk, "decline", actor=guest(story, partner), reason="Not our trade.", **once(row))


def acadia(world) -> Organisation:
    return world.cast.organisations["acadia"]


def figures(world) -> dict[str, tuple]:
    names = {one.pk: key for key, one in world.cast.organisations.items()}
    return {
        names[one.organisation.pk]: (one.asked, one.answered, one.ignored, one.open, one.days, str(one.word))
        for one in partners_asked(acadia(world))
    }


@pytest.fixture
def asked(world):
    """Four cases: one long ago, one a month ago, one that just asks, and a draft whose invitation is not sent."""
    first = opened(world, 0, 50, "fundy", "harbour", "cabot", "clare")
    endorse(first, "fundy", 47)
    decline(first, "harbour", 45)
    row = invitation(first, "clare")
    with clocks.at(noon(44)):
        following_up.take_back(row.pk, reason="Asked by mistake.", actor=first.actor("ada"), **once(row))
    second = opened(world, 1, 30, "fundy", "harbour")
    endorse(second, "fundy", 21)
    opened(world, 2, 2, "fundy", "bluenose")
    world.story(days=3, topic=topics()[3]).invite("clare")
    return first


def address(world, end: str = "", key: str = "acadia") -> str:
    return f"/organisations/{world.cast.organisations[key].pk}/partners/{end}"


EXPECTED = {
    "fundy": (3, 2, 0, 1, 3, "answering"),
    "harbour": (2, 1, 1, 0, 5, "ignored"),
    "bluenose": (1, 0, 0, 1, None, "asked"),
    "cabot": (1, 0, 1, 0, None, "ignored"),
}


def test_cases_asked_answered_ignored_and_open_are_counted_and_no_case_twice(world, asked, record_property):
    """Past its date is ignored, whether the clock's task has come by or not; unsent and taken back is not asked."""
    assert figures(world) == EXPECTED
    timed.expire_endorsements()
    assert figures(world) == EXPECTED
    assert list(EXPECTED) == list(figures(world)), "those asked most often first"
    last = {str(one.organisation): one.last for one in partners_asked(acadia(world))}
    assert last[asked.organisation("harbour").name] == noon(30)
    record_property("partners asked, with known figures", len(EXPECTED))


def test_after_twelve_months_without_anything_partners_are_dormant(world, asked):
    with clocks.at(clocks.now() + timedelta(days=400)):
        assert {found[-1] for found in figures(world).values()} == {"dormant"}


def test_who_is_asked_again_has_time_again_and_days_count_from_then(world, asked):
    timed.expire_endorsements()
    row = invitation(asked, "cabot")
    with clocks.at(noon(4)):
        following_up.ask_again(row.pk, None, actor=asked.actor("ada"), **once(row))
    assert figures(world)["cabot"] == (1, 0, 0, 1, None, "asked")
    endorse(asked, "cabot", 2)
    assert figures(world)["cabot"] == (1, 1, 0, 0, 2, "answering")


def test_a_withdrawal_stays_an_answer(world, asked):
    row = invitation(asked, "fundy")
    endorsing.move(row.pk, "withdraw", actor=guest(asked, "fundy"), reason="Plans changed.", **once(row))
    assert figures(world)["fundy"] == EXPECTED["fundy"]


def test_an_invitation_in_a_draft_asks_when_it_is_sent(world):
    story = world.story(days=60).invite("fundy")
    assert figures(world) == {}
    story.moment = noon(10) - timedelta(hours=20)
    story.open()
    endorse(story, "fundy", 6)
    assert figures(world)["fundy"] == (1, 1, 0, 0, 4, "answering")


def test_nobody_ignores_a_proposal_that_went_back_to_a_draft(world):
    story = opened(world, 0, 50, "fundy")
    assert figures(world)["fundy"][-1] == "ignored"
    story.move("close_co_design", "ada")
    assert figures(world)["fundy"] == (1, 0, 0, 1, None, "asked")


@pytest.mark.parametrize("key", ["ada", "sam"])
def test_people_of_the_institution_see_it_from_their_organisations_page(world, asked, key):
    client = world.client(key)
    assert address(world) in client.get(f"/organisations/{acadia(world).pk}/").content.decode()
    text = client.get(address(world)).content.decode()
    assert all(asked.organisation(partner).name in text for partner in EXPECTED)
    assert asked.organisation("clare").name not in text


@pytest.mark.parametrize("key", ["neil", "emma", "cora", "otto", "operator"])
@pytest.mark.parametrize("end", ["", "table.csv"])
def test_for_everybody_else_there_is_no_such_page(world, asked, key, end):
    assert world.client(key).get(address(world, end)).status_code == 404


def test_guests_do_not_get_in_and_partners_and_the_province_have_no_such_page(world, asked):
    assert world.guest(invitation(asked, "fundy")).get(address(world)).status_code in {302, 404}
    assert world.client("emma").get(address(world, key="fundy")).status_code == 404
    assert world.client("cora").get(address(world, key="province")).status_code == 404
    assert (
        address(world, key="fundy") not in world.client("emma").get(address(world, key="fundy")[:-9]).content.decode()
    )


def test_the_list_and_its_table_are_filtered_by_the_word_and_an_unknown_word_shows_all(world, asked):
    client = world.client("ada")
    for word, number in {"ignored": 2, "answering": 1, "dormant": 0, "nonsense\x00": 4}.items():
        assert client.get(address(world), {"show": word}).context["page"].paginator.count == number
        assert len(rows(client.get(address(world, "table.csv"), {"show": word}))) == number + 1


def test_the_list_is_paged_and_the_table_is_whole(world):
    story = world.story(days=20)
    with story.later(2):
        for number in range(21):
            inviting.invite(
                actor=story.actor("ada"),
                proposal=story.proposal,
                organisation=Organisation.objects.create(kind=OrganisationKind.PARTNER, name=f"Yard {number}"),
                person=person(f"someone@yard{number}.example", "Some One", "en"),
            )
    story.open()
    client = world.client("ada")
    assert len(client.get(address(world)).context["page"].object_list) == 20
    assert len(client.get(address(world), {"page": 2}).context["page"].object_list) == 1
    assert len(rows(client.get(address(world, "table.csv"), {"page": 2}))) == 22


def rows(response) -> list[list[str]]:
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_no_cell_of_the_table_is_a_formula_and_no_name_is_markup(world, asked):
    name = '=HYPERLINK("http://x.example","<b>x</b>")'
    Organisation.objects.filter(pk=asked.organisation("cabot").pk).update(name=name)
    client = world.client("ada")
    found = rows(client.get(address(world, "table.csv")))
    assert [row[0] for row in found if "HYPERLINK" in row[0]] == [f"'{name}"]
    assert [row[3:7] for row in found if "HYPERLINK" in row[0]] == [["0", "1", "0", ""]]
    assert "<b>x</b>" not in client.get(address(world)).content.decode()


def test_one_partner_and_one_case_ask_as_much_as_three(world):
    client = world.client("ada")
    counts = []
    for number, partners in enumerate((("fundy",), ("harbour", "cabot"), ("fundy", "clare"))):
        opened(world, number, 10, *partners)
        client.get(address(world))  # fills what is kept for the life of a process
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(world)).status_code == 200
        counts.append(len(found))
    assert len(set(counts)) == 1


def test_an_institution_that_asked_nobody_is_told_what_to_do(world):
    text = world.client("ada").get(address(world)).content.decode()
    assert "Invite partners from the page of a proposal." in text
