"""Who sees which figures, that they are right, and that the file says what the page says."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.insight.models import Stay
from proposals.insight.reports import REPORTS
from proposals.models import Proposal
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.stays import stays

pytestmark = pytest.mark.django_db

PAGES = [f"/insight/{name}/" for name in REPORTS]
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


def tables_of(page: str) -> list[list[list[str]]]:
    """Every table of the page as rows of texts."""
    found = re.findall(r"<table.*?</table>", page, re.DOTALL)
    return [[[unescape(cell) for cell in CELL.findall(row)] for row in ROW.findall(one)] for one in found]


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def cells(client, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_the_index_of_stays_is_what_the_records_say(demo):
    def kept() -> dict:
        return {
            proposal.pk: list(proposal.stays.order_by("id").values_list("state", "track", "days", "to_decision"))
            for proposal in Proposal.objects.all()
        }

    before = kept()
    for key, rows in before.items():
        records = TransitionRecord.objects.filter(subject_id=key).order_by("id")
        assert rows == [(one.state, one.track, one.days, one.to_decision) for one in stays(records)]
    Stay.objects.all().delete()
    call_command("index_stays", verbosity=0)
    assert kept() == before


@pytest.mark.parametrize("page", [*PAGES, "/insight/"])
@pytest.mark.parametrize("person", ["cora", "rita", "ann", "otto", "fran"])
def test_the_province_sees_all_of_it(demo, page, person):
    assert demo.client(person).get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("person", "sees"), [("ada", True), ("sam", True), ("emma", False), ("operator", False)])
def test_an_institution_sees_its_own_and_partners_none(demo, page, person, sees):
    expected = 200 if sees and "reviewers" not in page else 404
    assert demo.client(person).get(page).status_code == expected


def test_an_institution_reads_of_no_other_institutions_cases(demo):
    own = Proposal.objects.filter(lead__short_name="acadia")
    assert own.exists()
    for page in PAGES:
        if "reviewers" in page:
            continue
        for query in ("", f"?institution={Proposal.objects.exclude(lead__short_name='acadia').first().lead_id}"):
            text = read(demo.client("ada"), f"{page}{query}")
            assert "Nova Scotia Community College" not in text
            for other in Proposal.objects.exclude(lead__short_name="acadia"):
                assert other.number not in text


def test_the_province_learns_nothing_of_what_was_never_submitted(demo):
    shown = {row[0]: row[2] for row in tables_of(read(demo.client("cora"), "/insight/now/"))[0][1:]}
    hidden = Proposal.objects.filter(round=0, state="co_design").count()
    assert hidden
    assert shown["Co-design"] == "0"
    assert shown["Submitted"] == str(Proposal.objects.filter(state="submitted").count())


@pytest.mark.parametrize("person", ["cora", "ada"])
def test_every_file_says_what_its_table_says(demo, person):
    client = demo.client(person)
    for name in REPORTS:
        page = client.get(f"/insight/{name}/?period=24")
        if page.status_code == 404:
            continue
        text = page.content.decode()
        files = [unescape(one) for one in re.findall(r'href="(/insight/[^"]*\.csv[^"]*)"', text)]
        assert [cells(client, one) for one in files] == tables_of(text)
        assert all("period=24" in one for one in files)


def test_a_chart_tells_in_words_what_it_draws(demo):
    text = read(demo.client("cora"), "/insight/time/")
    chart = re.search(r"<desc[^>]*>(.*?)</desc>", text).group(1)
    for row in tables_of(text)[0][1:]:
        known = [cell for cell in row[2:4] if cell != "–"]
        assert unescape(chart).count(f"{row[0]}: {' · '.join(known) or 'not known'}") == 1
    assert 'style="' not in text


def test_the_figures_are_those_of_the_histories(demo):
    rows = {row[0]: row[1:] for row in tables_of(read(demo.client("cora"), "/insight/time/?period=all"))[0][1:]}
    days = sorted(
        stay.days
        for proposal in Proposal.objects.filter(round__gt=0)
        for stay in stays(TransitionRecord.objects.filter(subject_id=proposal.pk).order_by("id"))
        if stay.state == "under_review" and stay.days is not None
    )
    assert rows["Under review"] == [
        str(len(days)),
        str(days[(len(days) + 1) // 2 - 1]),
        str(days[-(-len(days) * 9 // 10) - 1]),
    ]


def test_an_older_stay_is_outside_the_period(demo):
    def ended(period: str) -> int:
        rows = tables_of(read(demo.client("cora"), f"/insight/time/?period={period}"))[0][1:]
        return sum(int(row[1]) for row in rows)

    assert ended("3") < ended("all")


@pytest.mark.parametrize("query", ["period=%00", "period=-1", "stage=nonsense&track=x", "institution=1", "page=2"])
def test_a_word_that_the_address_does_not_know_counts_as_not_asked(demo, query):
    for page in PAGES:
        assert tables_of(read(demo.client("cora"), f"{page}?{query}")) == tables_of(read(demo.client("cora"), page))


def test_what_does_not_exist_is_not_found(demo):
    for address in ("/insight/none/", "/insight/now/none.csv", "/time-to-market/none.csv"):
        assert demo.client("cora").get(address).status_code == 404


def test_a_held_decision_does_not_show_in_the_institutions_figures(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob")
    story.review("rita", "rob").require("R2", "C", "Say more.")
    client = world.client("ada")
    before = [tables_of(read(client, page)) for page in PAGES if "reviewers" not in page]
    with clocks.at(story.moment + timedelta(minutes=1)):
        before = [tables_of(read(client, page)) for page in PAGES if "reviewers" not in page]
        story.move("return_for_changes", "cora", hours=0)
    with clocks.at(story.moment + timedelta(minutes=2)):
        during = [tables_of(read(client, page)) for page in PAGES if "reviewers" not in page]
        assert "Returned for changes" in str(during)
    with clocks.at(story.proposal.held_until + timedelta(minutes=1)):
        after = [tables_of(read(client, page)) for page in PAGES if "reviewers" not in page]
    assert after != during
    now = [{row[0]: row[2] for row in one[0][0][1:]} for one in (before, during, after)]
    assert now[0]["Under review"] == now[1]["Under review"] == "1"
    assert now[2]["Returned for changes"] == "1"


def test_the_pages_ask_as_much_for_one_case_as_for_three(world):
    def asked() -> list[int]:
        counts = []
        for person in ("cora", "ada"):
            client = world.client(person)
            for page in PAGES:
                client.get(page)
                with CaptureQueriesContext(connection) as found:
                    client.get(page)
                counts.append(len(found))
        return counts

    def one_more(topic: str) -> None:
        story = world.story(days=60, topic=topic).invite("fundy").open().endorse("fundy").sign_off().submit()
        story.assign("rita", "rob").review("rita", "rob").require("R2", "C", "Say more.").move(
            "return_for_changes", "cora"
        )

    one_more("ocean-sensors")
    one = asked()
    one_more("dementia-care")
    one_more("energy-audit")
    assert asked() == one
