"""Joining an organisation, roles, and coming in by a mailed link."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from config.demo.people import PASSWORD
from notifications.models import Notice
from partners import guests, services
from partners.guests import CodeRefused, LinkUnusable
from partners.models import GuestChallenge, GuestLink, Membership, User
from partners.roles import Role
from proposals.standing import permissions
from tests import world as worlds


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open()


@pytest.fixture
def link(story) -> GuestLink:
    found = story.proposal.endorsements.get().guest_link
    assert found is not None
    return found


def token_in_mail() -> str:
    body = Notice.objects.filter(event="mail.raw").latest("created_at").context["body"]
    found = re.search(r"/invitations/([0-9a-f]+)/", body)
    assert found
    return found[1]


def test_an_invitation_joins_by_post_only_and_once(world, client):
    acadia = world.cast.organisations["acadia"]
    address = f"/organisations/{acadia.pk}/invite/"
    assert world.client("ada").post(address, {"email": "new@acadia.example", "role": "author"}).status_code == 302
    page = f"/invitations/{token_in_mail()}/"
    for _ in range(3):
        assert client.get(page).status_code == 200
    assert not User.objects.filter(email="new@acadia.example").exists()
    form = {"name": "New Person", "language": "fr", "password": "a-long-password-2026"}
    assert client.post(page, form | {"password": "short"}).status_code == 422
    assert client.post(page, form).status_code == 302
    assert Membership.objects.filter(user__email="new@acadia.example", role=Role.AUTHOR).count() == 1
    assert client.post(page, form).status_code == 410


def test_only_an_administrator_invites_and_only_into_their_own(world):
    acadia = world.cast.organisations["acadia"]
    form = {"email": "x@acadia.example", "role": "author"}
    for person in ("sam", "neil", "cora", "operator"):
        assert world.client(person).post(f"/organisations/{acadia.pk}/invite/", form).status_code == 404
    wrong = form | {"role": "approver"}
    assert world.client("ada").post(f"/organisations/{acadia.pk}/invite/", wrong).status_code == 422


def test_a_role_gives_and_its_end_takes(world, story):
    luc = world.actor("luc")
    assert permissions(luc, story.proposal) == frozenset()
    acadia = world.cast.organisations["acadia"]
    held = services.grant_role(world.cast.people["luc"], acadia, Role.AUTHOR, actor=world.actor("ada"))
    assert "write" in permissions(world.actor("luc"), story.proposal)
    services.end_role(held, actor=world.actor("ada"))
    assert permissions(world.actor("luc"), story.proposal) == frozenset()


def test_being_superuser_opens_nothing(world, story):
    assert world.cast.people["operator"].is_superuser
    assert permissions(world.actor("operator"), story.proposal) == frozenset()


def test_a_link_followed_by_robots_changes_nothing(world, story, link, client):
    before = Notice.objects.count(), GuestChallenge.objects.count()
    for _ in range(50):
        assert client.get(guests.url_for(link)).status_code == 200
        assert client.head(guests.url_for(link)).status_code == 200
    assert (Notice.objects.count(), GuestChallenge.objects.count()) == before
    assert client.get(f"/work/proposals/{story.proposal.pk}/partner/").status_code == 302


def test_a_code_lets_in_once(link):
    made = guests.challenge(link)
    with pytest.raises(CodeRefused, match="wrong"):
        guests.redeem(made.pk, "000000" if guests.code_of(made) != "000000" else "000001")
    assert guests.redeem(made.pk, f" {guests.code_of(made)} ") == link
    with pytest.raises(CodeRefused, match="used"):
        guests.redeem(made.pk, guests.code_of(made))


def test_a_code_cannot_be_guessed(link):
    made = guests.challenge(link)
    wrong = "000000" if guests.code_of(made) != "000000" else "000001"
    for _ in range(5):
        with pytest.raises(CodeRefused, match="wrong"):
            guests.redeem(made.pk, wrong)
    with pytest.raises(CodeRefused, match="too_many"):
        guests.redeem(made.pk, guests.code_of(made))
    for _ in range(4):
        guests.challenge(link)
    with pytest.raises(CodeRefused, match="too_many"):
        guests.challenge(link)


@pytest.mark.parametrize(("days", "reason"), [(181, "expired"), (0, "revoked")])
def test_a_dead_link_has_a_page_that_helps(world, link, client, days, reason):
    if reason == "revoked":
        guests.revoke(link, actor=world.actor("ada"))
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        with pytest.raises(LinkUnusable, match=reason):
            guests.usable(GuestLink.objects.get(pk=link.pk))
        response = client.get(guests.url_for(link))
    assert response.status_code == 410
    assert len(response.content.decode()) > 1000


def test_a_revoked_link_closes_open_sessions(world, story, link, client):
    made = guests.challenge(link)
    session = client.session
    session["guest_challenge"] = str(made.pk)
    session.save()
    assert client.post("/guest/code/", {"code": guests.code_of(made)}).status_code == 302
    page = f"/work/proposals/{story.proposal.pk}/partner/"
    assert client.get(page).status_code == 200
    guests.revoke(link, actor=world.actor("ada"))
    assert client.get(page).status_code == 302


def test_a_guest_reaches_their_one_case_and_no_other(world, story, link, client):
    other = world.story(topic="wind-maintenance").invite("fundy").open()
    made = guests.challenge(link)
    session = client.session
    session["guest_challenge"] = str(made.pk)
    session.save()
    client.post("/guest/code/", {"code": guests.code_of(made)})
    assert client.get(f"/work/proposals/{story.proposal.pk}/document/").status_code == 200
    assert client.get(f"/work/proposals/{other.proposal.pk}/document/").status_code == 404


def test_the_token_is_stored_nowhere(link):
    token = guests.token_of(link)
    stored = [str(value) for row in GuestLink.objects.values() for value in row.values()]
    stored += [str(row) for row in Notice.objects.values("context", "path")]
    assert not any(token in value for value in stored)


@pytest.mark.django_db(transaction=True)
def test_of_many_redemptions_at_once_one_gets_in():
    world = worlds.people_only()
    story = world.story().invite("fundy").open()
    made = guests.challenge(story.proposal.endorsements.get().guest_link)
    GuestChallenge.objects.filter(pk=made.pk).update(tries_left=50)
    outcomes: list[str] = []

    def redeem() -> None:
        try:
            guests.redeem(made.pk, guests.code_of(made))
            outcomes.append("in")
        except CodeRefused as refused:
            outcomes.append(refused.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=redeem) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("in") == 1
    assert set(outcomes) <= {"in", "used", "too_many"}


def test_an_invited_person_signs_in_by_address_and_password(world, client):
    response = client.post("/accounts/login/", {"login": "ada@acadia.example", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/work/")
    assert client.get("/work/").status_code == 200
    assert client.get("/accounts/login/", follow=True).status_code == 200


def test_nobody_signs_up_alone(client, db):
    page = client.get("/accounts/signup/").content.decode()
    assert 'name="password1"' not in page
    client.post("/accounts/signup/", {"email": "x@x.example", "password1": "a-long-password-2026"})
    assert not User.objects.filter(email="x@x.example").exists()


def test_a_forgotten_password_is_asked_for_by_mail_in_plain_words(world, client):
    assert client.post("/accounts/password/reset/", {"email": "sam@acadia.example"}).status_code == 302
    mail = Notice.objects.get(event="mail.raw", address="sam@acadia.example").context
    assert mail["subject"] == "Action needed: choose a new password"
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail["body"])
    assert found
    assert client.get(found[1], follow=True).status_code == 200
