"""From a guest to an account: the same person, who keeps everything."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from notifications.models import Notice
from partners import guests
from partners.models import User
from proposals.codesign.models import Endorsement, Statement
from proposals.http import new_key
from proposals.talk.models import Comment

PASSWORD = "a quiet harbour at dawn"


@pytest.fixture
def story(world):
    return world.story(days=10).invite("fundy").open().endorse("fundy", comment="Add levelling.")


def row(story) -> Endorsement:
    return story.proposal.endorsements.select_related("guest_link", "person").get()


def code() -> str:
    context = Notice.objects.filter(event="mail.raw").latest("created_at").context
    found = re.search(r"(?m)^.*?\b(\d{6}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4})\b", context["body"])
    assert found, context["body"]
    return found[1]


def come_in(story) -> Client:
    client = Client()
    client.post(guests.url_for(row(story).guest_link))
    client.post("/guest/code/", {"code": code()})
    return client


def wrote(person: User) -> tuple[int, int, int]:
    mine = {"author": person}, {"signed_by": person}, {"person": person}
    return tuple(
        model.objects.filter(**one).count() for model, one in zip((Comment, Statement, Endorsement), mine, strict=True)
    )


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_a_guest_makes_an_account_and_keeps_everything(world, story, password):
    person = row(story).person
    before = wrote(person)
    assert before == (1, 1, 1)
    client = come_in(story)
    page = f"/work/proposals/{story.proposal.pk}/partner/"
    form = {"name": "Gail G. Guest", "title": "Owner", "password": password}
    assert client.post("/guest/account/", form)["Location"] == page
    person = User.objects.get(pk=person.pk)
    assert (person.is_guest, person.name, person.title) == (False, "Gail G. Guest", "Owner")
    assert person.has_usable_password() is bool(password)
    assert EmailAddress.objects.filter(user=person, email=person.email, verified=True, primary=True).exists()
    assert wrote(person) == before
    assert client.get(page).status_code == 200
    assert client.get("/work/").status_code == 200
    assert client.session.get("guest_link") is None


def test_a_short_password_is_refused_and_what_was_typed_stays(story):
    client = come_in(story)
    answer = client.post("/guest/account/", {"name": "Gail <b>", "password": "short"})
    assert answer.status_code == 422
    assert "Gail &lt;b&gt;" in answer.content.decode()
    assert row(story).person.is_guest


def test_a_visitor_and_a_member_make_no_account_here(world, story):
    assert Client().post("/guest/account/", {"name": "x"})["Location"].startswith("/accounts/login/")
    assert world.client("emma").post("/guest/account/", {"name": "x"})["Location"] == "/account/"
    assert User.objects.filter(name="x").count() == 0


def test_the_mailed_link_keeps_working_beside_the_account(world, story):
    client = come_in(story)
    client.post("/guest/account/", {"name": "Gail", "password": PASSWORD})
    link = row(story).guest_link
    assert "Go on" in client.get(guests.url_for(link)).content.decode()
    page = Client().get(guests.url_for(link)).content.decode()
    assert "you can also sign in" in page
    again = come_in(story)
    assert again.get(f"/work/proposals/{story.proposal.pk}/partner/").status_code == 200
    assert again.post("/guest/account/", {"name": "Other"})["Location"] == "/accounts/login/"
    assert row(story).person.name == "Gail"


def test_who_has_an_account_signs_in_by_password_or_by_code(world, story):
    come_in(story).post("/guest/account/", {"name": "Gail", "password": PASSWORD})
    email = row(story).person.email
    by_password = Client()
    assert by_password.post("/accounts/login/", {"login": email, "password": PASSWORD}).status_code == 302
    assert by_password.get("/work/").status_code == 200
    by_code = Client()
    assert by_code.post("/accounts/login/code/", {"email": email}).status_code == 302
    assert by_code.post("/accounts/login/code/confirm/", {"code": code()}).status_code == 302
    assert by_code.get("/work/").status_code == 200


def test_a_guest_who_signs_in_by_a_code_has_asked_for_an_account(world, story):
    client, person = Client(), row(story).person
    client.post("/accounts/login/code/", {"email": person.email})
    client.post("/accounts/login/code/confirm/", {"code": code()})
    assert client.get("/work/").status_code == 200
    assert not User.objects.get(pk=person.pk).is_guest


def test_a_new_accounts_next_mail_leads_to_the_page_and_its_inbox(world, story):
    come_in(story).post("/guest/account/", {"name": "Gail"})
    world.client("ada").post(
        f"/work/proposals/{story.proposal.pk}/move/close_co_design/",
        {"seen_version": story.proposal.version, "idempotency_key": new_key()},
    )
    told = Notice.objects.filter(event="proposal.close_co_design", recipient=row(story).person)
    assert {notice.channel for notice in told} == {"mail", "inbox"}
    assert {notice.guest_link_id for notice in told} == {None}
