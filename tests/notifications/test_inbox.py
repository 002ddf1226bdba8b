"""The inbox: a group for each case, a line for what belongs together, and from there to the act."""

import uuid

import pytest
from django.urls import reverse

from notifications import selectors
from notifications.models import Channel, Notice
from tests.notifications.sample import FULL
from tests.notifications.test_digests import comment, tell

pytestmark = pytest.mark.django_db

INBOX = "/inbox/"


@pytest.fixture
def reader(client, anne):
    client.force_login(anne)
    return client


def page(reader, **query) -> str:
    return reader.get(INBOX, query).content.decode()


def test_notices_stand_by_case_and_several_comments_by_one_person_in_one_line(reader, anne):
    for who in ("Dana Moss", "Dana Moss", "Gil Arsenault", "Dana Moss"):
        comment(anne, who)
    tell(anne, case_id=uuid.uuid4(), context=FULL | {"number": "TM-2026-008"})
    text = page(reader)
    assert text.count("TM-2026-007, Tidal turbine maintenance</h2>") == 1
    assert text.count("TM-2026-008, Tidal turbine maintenance</h2>") == 1
    assert "<strong>3 comments by Dana Moss</strong>" in text
    assert "<strong>For information: Gil Arsenault" in text


def test_reading_a_line_reads_all_that_stands_in_it(reader, anne):
    for who in ("Dana Moss", "Dana Moss", "Gil Arsenault"):
        comment(anne, who)
    newest = Notice.objects.filter(channel=Channel.INBOX, context__actor_name="Dana Moss").first()
    reader.post(reverse("notifications:read", args=[newest.pk]))
    assert selectors.unread_count(anne) == 1
    comment(anne)
    assert selectors.unread_count(anne) == 2


def test_one_press_goes_to_the_act_and_reads_the_line(reader, anne, carol):
    tell(anne, "proposal.request_sign_off", "signatories")
    notice = Notice.objects.get(channel=Channel.INBOX)
    go = reverse("notifications:go", args=[notice.pk])
    assert f'action="{go}"' in page(reader)
    assert reader.get(go).status_code == 405
    answer = reader.post(go)
    assert (answer.status_code, answer["Location"]) == (302, "/proposals/1/")
    assert selectors.unread_count(anne) == 0
    reader.force_login(carol)
    assert reader.post(go).status_code == 404


def test_one_press_reads_all_of_a_case_and_nothing_else(reader, anne):
    case = uuid.uuid4()
    tell(anne, case_id=case)
    tell(anne)
    reader.post(reverse("notifications:read_all"), {"case": str(case)})
    assert selectors.unread_count(anne) == 1
    reader.post(reverse("notifications:read_all"), {"case": "nonsense"})
    assert selectors.unread_count(anne) == 0


def test_of_a_long_case_the_page_shows_a_part_and_leads_to_the_rest(reader, anne):
    case = uuid.uuid4()
    for _time in range(15):
        tell(anne, case_id=case)
    assert "3 more about this case" in page(reader)
    whole = page(reader, case=str(case))
    assert whole.count("<time") == 15
    assert "more about this case" not in whole
    assert "Nothing here yet" in page(reader, case=str(uuid.uuid4()))
    assert page(reader, case="nonsense").count("<time") == 12


def test_the_inbox_asks_as_many_queries_for_many_cases_as_for_one(reader, anne, django_assert_num_queries):
    tell(anne)
    with django_assert_num_queries(6):
        page(reader)
    for _time in range(9):
        tell(anne, case_id=uuid.uuid4())
        comment(anne)
    with django_assert_num_queries(6):
        page(reader)
