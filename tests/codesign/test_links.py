"""Mailed links: robots change nothing, a code opens once, a forwarded link lets nobody else sign, no log knows one."""

import hashlib
import io
import logging
import re
import sys
import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from config.logs import JsonFormatter, TextFormatter
from config.reports import Report
from notifications.models import Notice
from partners import guests
from partners.actors import Actor
from partners.actors_http import GUEST_SESSION
from partners.models import GuestChallenge, GuestLink
from proposals.codesign import endorsing
from proposals.codesign.models import Endorsement
from proposals.http import new_key
from tests import world as worlds
from workflow.refusals import NotYours

ROBOT_VISITS, REDEMPTIONS = 1000, 50


@pytest.fixture
def story(world):
    return world.story(days=0.2).invite("fundy", "harbour").open()


def row_of(story, partner: str = "fundy") -> Endorsement:
    rows = story.proposal.endorsements.select_related("guest_link__user", "person")
    return rows.get(organisation__short_name=partner)


@pytest.fixture
def link(story) -> GuestLink:
    return row_of(story).guest_link


def database() -> dict[str, str]:
    """{table: digest of all its rows}."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def newest_code() -> str:
    body = Notice.objects.filter(event="mail.raw").latest("created_at").context["body"]
    found = re.search(r"\b\d{6}\b", body)
    assert found
    return found[0]


def come_in(link: GuestLink, client: Client | None = None) -> Client:
    """As the person does: press, read the mail, type the code."""
    client = client or Client()
    assert client.post(guests.url_for(link))["Location"] == "/guest/code/"
    answer = client.post("/guest/code/", {"code": newest_code()})
    assert answer["Location"] == f"/work/proposals/{link.case_id}/partner/"
    return client


def test_a_thousand_visits_by_robots_change_nothing_and_do_not_use_the_link_up(link, record_property):
    address, robots = guests.url_for(link), [Client(), Client(HTTP_USER_AGENT="Mozilla/5.0 SafeLinks")]
    before = database()
    for number in range(ROBOT_VISITS):
        robot = robots[number // 2 % 2]
        answer = robot.head(address) if number % 2 else robot.get(address)
        assert answer.status_code == 200
    changed = [table for table, digest in database().items() if digest != before[table]]
    record_property("robot_visits", ROBOT_VISITS)
    record_property("tables_compared", len(before))
    record_property("tables_changed", len(changed))
    assert changed == []
    assert come_in(link).get(f"/work/proposals/{link.case_id}/partner/").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_other_method_opens_a_link(link, method):
    before = database()
    assert getattr(Client(), method)(guests.url_for(link)).status_code == 405
    assert database() == before


@pytest.mark.django_db(transaction=True)
def test_of_fifty_redemptions_at_once_one_makes_a_session(record_property):
    world = worlds.people_only()
    link = row_of(world.story().invite("fundy").open()).guest_link
    opener = Client()
    opener.post(guests.url_for(link))
    code, answers = newest_code(), []
    together = threading.Barrier(REDEMPTIONS)

    def redeem() -> None:
        client = Client()
        client.cookies = opener.cookies.copy()
        together.wait()
        try:
            answers.append(client.post("/guest/code/", {"code": code}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=redeem) for _number in range(REDEMPTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sessions = sum(GUEST_SESSION in session.get_decoded() for session in Session.objects.all())
    record_property("redemptions", len(answers))
    record_property("sessions", sessions)
    assert sessions == 1
    assert (answers.count(302), len(answers)) == (1, REDEMPTIONS)
    assert set(answers) == {302, 410}
    assert GuestChallenge.objects.exclude(used_at=None).count() == 1


# --- A forwarded link -------------------------------------------------------------------------------------------------


def test_the_code_goes_to_the_invited_address_whoever_opened_the_link(story, link):
    Client().post(guests.url_for(link))
    assert {notice.address for notice in Notice.objects.filter(event="mail.raw")} == {row_of(story).person.email}


@pytest.mark.parametrize("who", ["emma", "ada", "another guest"])
def test_a_forwarded_link_does_not_let_another_person_in(world, story, link, who):
    other = come_in(row_of(story, "harbour").guest_link) if who == "another guest" else world.client(who)
    before = database()
    for answer in (other.get(guests.url_for(link)), other.post(guests.url_for(link))):
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "This link is for somebody else" in page
        assert row_of(story).person.email not in page
        assert "hand the invitation on" in page
    assert database() == before


def test_another_guests_session_signs_nothing_of_this_persons(world, story):
    own, other = row_of(story), row_of(story, "harbour")
    actor = Actor(other.person, guest_link=other.guest_link)
    with pytest.raises(NotYours):
        endorsing.save_draft(own.pk, {"demand": "yes"}, actor=actor, seen_version=own.version)
    client = come_in(other.guest_link)
    form = {"seen_version": own.version, "seen_revision": 1, "idempotency_key": new_key(), "demand": "yes"}
    client.post(f"/work/proposals/{story.proposal.pk}/endorse/", form | {"keep": "1"})
    assert (row_of(story).state, row_of(story, "harbour").state) == ("invited", "drafted")


def test_a_code_of_another_link_is_no_use(story, link):
    client, stranger = Client(), Client()
    stranger.post(guests.url_for(row_of(story, "harbour").guest_link))
    theirs = newest_code()
    client.post(guests.url_for(link))
    assert client.post("/guest/code/", {"code": theirs}).status_code == 422 or theirs == newest_code()
    assert GUEST_SESSION not in client.session


# --- Dead ends that help ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("because", "sentence", "way_on"),
    [
        ("expired", "This link has expired", "Ask for a new link"),
        ("replaced", "There is a newer link", "Ask for a new link"),
        ("revoked", "This invitation was taken back", "Ask them if you think"),
        ("handed_on", "This invitation was handed on", "You need not do anything more"),
    ],
)
def test_a_closed_link_says_why_and_what_to_do(world, link, because, sentence, way_on):
    guests.revoke(link, actor=world.actor("ada"), because=because)
    for answer in (Client().get(guests.url_for(link)), Client().post(guests.url_for(link))):
        page = answer.content.decode()
        assert (answer.status_code, sentence in page, way_on in page) == (410, True, True)


def test_a_link_that_is_too_old_is_asked_anew_from_its_own_page(link):
    with time_machine.travel(timezone.now() + timedelta(days=181), tick=False):
        page = Client().get(guests.url_for(link)).content.decode()
        assert f'name="token" value="{guests.token_of(link)}"' in page
        Client().post("/guest/new-link/", {"token": guests.token_of(link)})
    assert Notice.objects.filter(event="invitation.link_asked", channel="mail").count() == 1


def test_a_living_link_asks_nobody_for_a_new_one(link):
    Client().post("/guest/new-link/", {"token": guests.token_of(link)})
    assert not Notice.objects.filter(event="invitation.link_asked").exists()


def test_a_used_late_or_mistyped_code_offers_another_one(link):
    client = Client()
    client.post(guests.url_for(link))
    GuestChallenge.objects.update(used_at=timezone.now())
    used = client.post("/guest/code/", {"code": newest_code()})
    GuestChallenge.objects.update(used_at=None, expires_at=timezone.now() - timedelta(minutes=1))
    late = client.post("/guest/code/", {"code": newest_code()})
    GuestChallenge.objects.update(expires_at=timezone.now() + timedelta(minutes=1), tries_left=0)
    often = client.post("/guest/code/", {"code": newest_code()})
    for answer in (used, late, often):
        assert answer.status_code == 410
        assert "Send me another code" in answer.content.decode()
    assert client.post("/guest/code/", {"again": "1"})["Location"] == "/guest/code/"
    assert client.post("/guest/code/", {"code": newest_code()}).status_code == 302


def test_five_codes_an_hour_are_enough(link):
    answers = [Client().post(guests.url_for(link)) for _number in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [410]
    assert "Wait an hour" in answers[-1].content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1), tick=False):
        assert Client().post(guests.url_for(link)).status_code == 302


# --- The token ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("formatter", [TextFormatter("%(message)s"), JsonFormatter()], ids=["text", "json"])
def test_no_log_line_holds_a_token(world, link, formatter):
    """Every level, for a living link, a dead one, a wrong method, a missing CSRF token and an error."""
    lines, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    address, token = guests.url_for(link), guests.token_of(link)
    try:
        Client().get(address)
        Client().put(address)
        Client(enforce_csrf_checks=True).post(address)
        Client().get(f"/work/?next={address}")
        guests.revoke(link, actor=world.actor("ada"))
        Client().get(address)
        Client().get(f"/invitations/{token}/")
        try:
            raise LookupError(address)
        except LookupError:
            logging.getLogger("django.request").exception("Internal Server Error: %s", address)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert "Gone" in lines.getvalue()
    assert "Internal Server Error" in lines.getvalue()
    assert token not in lines.getvalue()


def test_no_report_of_an_error_holds_a_token(link, settings, monkeypatch):
    """Neither the address, nor a local variable, nor what was sent."""
    token = guests.token_of(link)
    request = RequestFactory().post(guests.url_for(link), {"token": token})
    request.user, request.session = "nobody", {}
    monkeypatch.setattr(guests, "known", lambda token: 1 / 0)
    handler = BaseHandler()
    try:
        callback, args, kwargs = handler.resolve_request(request)
        callback(request, *args, **kwargs)
    except ZeroDivisionError:
        report = Report(request, *sys.exc_info())
    for text in (report.get_traceback_text(), report.get_traceback_html()):
        assert "ZeroDivisionError" in text
        assert token not in text


def test_after_the_first_step_no_address_holds_the_token(link):
    client = Client()
    first = client.post(guests.url_for(link))
    assert first["Location"] == "/guest/code/"
    assert first["Referrer-Policy"] == "strict-origin"
    second = client.post("/guest/code/", {"code": newest_code()})
    assert guests.token_of(link) not in second["Location"]
    stored = [str(session.get_decoded()) for session in Session.objects.all()]
    assert not any(guests.token_of(link) in one for one in stored)
