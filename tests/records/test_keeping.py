"""Retention says what is old, a hold keeps a case, and nothing is deleted by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from proposals.models import Proposal
from proposals.records import holds, selectors
from proposals.records.models import Hold
from workflow import calendar
from workflow.refusals import ReasonMissing, WrongState

LATER = timedelta(days=366 * 11)


@pytest.fixture
def closed(demo, db):
    return demo.case("declined")


def numbers(client, path="/work/records/"):
    page = client.get(path).content.decode()
    return [number for number in Proposal.objects.values_list("number", flat=True) if f"{number} " in page]


def test_a_closed_case_is_listed_once_its_years_are_over(demo, closed):
    for person in ("otto", "cora"):
        assert numbers(demo.client(person)) == []
    with calendar.at(calendar.now() + LATER):
        found = list(selectors.past_retention(demo.actor("otto")))
    assert closed in found
    assert {case.state for case in found} <= {"declined", "withdrawn", "lapsed"}, "what is open or listed is kept"


def test_years_are_a_setting(demo, closed, settings):
    settings.RETENTION_YEARS = 0
    assert closed.number in numbers(demo.client("otto"))


def test_a_held_case_is_not_listed_for_disposal_until_the_hold_is_lifted(demo, closed, settings):
    settings.RETENTION_YEARS = 0
    address = f"/work/proposals/{closed.pk}/records/hold/"
    client = demo.client("otto")
    assert client.post(address, {"act": "put", "reason": "Court file 12."}).status_code == 302
    assert closed.number not in numbers(client)
    assert closed.number in numbers(client, "/work/records/held/")
    for page in (f"/work/proposals/{closed.pk}/", f"/work/proposals/{closed.pk}/records/"):
        assert "Court file 12." in client.get(page).content.decode()
    assert client.post(address, {"act": "lift", "reason": "Settled."}).status_code == 302
    assert closed.number in numbers(client)
    page = client.get(f"/work/proposals/{closed.pk}/records/").content.decode()
    assert "Court file 12." in page and "Settled." in page, "who put and who lifted it stays on record"


def test_a_hold_needs_a_reason_and_is_put_once(demo, closed):
    actor = demo.actor("cora")
    with pytest.raises(ReasonMissing):
        holds.put(closed.pk, actor=actor, reason="  ")
    with pytest.raises(WrongState):
        holds.lift(closed.pk, actor=actor, reason="None is there.")
    holds.put(closed.pk, actor=actor, reason="Court file 12.")
    with pytest.raises(WrongState):
        holds.put(closed.pk, actor=actor, reason="Again.")
    refused = demo.client("cora").post(f"/work/proposals/{closed.pk}/records/hold/", {"act": "put", "reason": "Again."})
    assert refused.status_code == 409
    assert "Again." in refused.content.decode(), "what was typed is not lost"


def test_nobody_but_who_keeps_records_sees_or_puts_a_hold(demo, closed):
    holds.put(closed.pk, actor=demo.actor("cora"), reason="Court file 12.")
    address = f"/work/proposals/{closed.pk}/records/hold/"
    institution = {"ada", "sam", "neil", "nora", "dev", "dora", "elodie", "luc"}
    for person in institution | {"emma", "rita", "ann", "fran", "operator"}:
        client = demo.client(person)
        assert client.get(address).status_code == 404, person
        assert client.post(address, {"act": "lift", "reason": "No."}).status_code == 404, person
        assert client.get("/work/records/").status_code == 404, person
        for page in (f"/work/proposals/{closed.pk}/", f"/work/proposals/{closed.pk}/records/"):
            assert "Court file" not in client.get(page).content.decode(), person
    assert Hold.objects.get().put


def test_the_database_refuses_to_change_a_hold(demo, closed):
    hold = holds.put(closed.pk, actor=demo.actor("cora"), reason="Court file 12.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(put=False)


def test_a_list_of_three_asks_the_database_as_often_as_a_list_of_one(demo, db):
    actor, client = demo.actor("otto"), demo.client("otto")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/work/records/held/").status_code == 200
        return len(asked)

    cases = list(selectors.kept(actor)[:3])
    assert len(cases) == 3
    holds.put(cases[0].pk, actor=actor, reason="A file.")
    one = queries()
    for case in cases[1:]:
        holds.put(case.pk, actor=actor, reason="A file.")
    assert queries() == one
