"""Every kind of page that a mail leads to is reached after signing in by password, exactly."""

from urllib.parse import urlsplit

from django.urls import resolve

from config.demo.people import PASSWORD
from notifications.models import Channel, Notice
from tests.notifications.test_deep_links import LOGIN, hidden


def kinds(notices) -> list[Notice]:
    """One for each kind of page that notices lead to."""
    return list({resolve(one.path).view_name: one for one in notices}.values())


def test_every_kind_of_page_is_reached_by_whoever_was_written_to(demo, db, client):
    told = Notice.objects.filter(channel=Channel.MAIL, guest_link=None, recipient__is_guest=False).exclude(path="")
    found = kinds(told.exclude(recipient=None).select_related("recipient").order_by("created_at"))
    assert len(found) >= 5
    for notice in found:
        client.logout()
        asked = client.get(notice.path)
        assert (asked.status_code, urlsplit(asked["Location"]).path) == (302, LOGIN), notice.path
        page = client.get(asked["Location"]).content.decode()
        fields = {"login": notice.recipient.email, "password": PASSWORD}
        answer = client.post(LOGIN, fields | hidden(page))
        assert (answer.status_code, answer["Location"]) == (302, notice.path)
        assert client.get(notice.path).status_code in (200, 302), notice.path


def test_no_address_needs_what_comes_after_a_hash(demo, db):
    """A browser does not send it, so signing in would lose it."""
    assert not Notice.objects.filter(path__contains="#").exists()
