"""One-click unsubscribe by a signed address (RFC 8058), and the settings pages."""

import re
import uuid
from datetime import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from notifications import delivery, digests, preferences, stopping
from notifications.models import Channel, Choice, Hours, How, Notice
from partners.models import User
from tests.notifications.test_digests import NOON, comment, deliver, tell, text

pytestmark = pytest.mark.django_db(transaction=True)

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
EVENT = "proposal.confirm_conditions"


@pytest.fixture
def mail(mailbox, anne):
    tell(anne)
    delivery.drain()
    return mailbox.to(anne.email)[-1]


def stop_path(mail, settings) -> str:
    (address,) = re.fullmatch(r"<(.+)>", re.sub(r"\s", "", mail["List-Unsubscribe"])).groups()
    assert address.startswith(settings.SITE_URL)
    return address.removeprefix(settings.SITE_URL)


def mail_choice(user) -> str:
    return preferences.chosen(user).get((EVENT, Channel.MAIL), How.AT_ONCE)


def test_a_mail_for_information_can_be_stopped_by_one_post_without_a_session(mail, anne, settings):
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(
        stop_path(mail, settings), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert mail_choice(anne) == How.OFF
    assert not stranger.cookies.get("sessionid")
    tell(anne)
    assert delivery.drain() == 0


def test_a_form_of_many_parts_counts_too(mail, anne, settings):
    assert Client(enforce_csrf_checks=True).post(stop_path(mail, settings), ONE_CLICK).status_code == 200
    assert mail_choice(anne) == How.OFF


def test_get_shows_and_never_writes(mail, anne, settings, client):
    page = client.get(stop_path(mail, settings))
    assert page.status_code == 200
    assert "Stop these mails?" in page.content.decode()
    assert client.head(stop_path(mail, settings)).status_code == 200
    assert not Choice.objects.exists()


def test_undoing_brings_back_what_was_chosen_before(mail, anne, settings, client):
    preferences.choose(anne, EVENT, Channel.MAIL, How.WEEKLY)
    path = stop_path(mail, settings)
    client.post(path, ONE_CLICK)
    page = client.post(path, ONE_CLICK)  # pressed twice
    assert "Undo" in page.content.decode()
    assert mail_choice(anne) == How.OFF
    assert "You get these mails again" in client.post(path, {"undo": "1"}).content.decode()
    assert mail_choice(anne) == How.WEEKLY


def test_the_address_does_nothing_else(mail, anne, carol, settings, client):
    preferences.choose(carol, EVENT, Channel.MAIL, How.DAILY)
    path = stop_path(mail, settings)
    assert client.post(path, {"mail": "daily"}).status_code == 400
    assert client.post(path).status_code == 400
    client.post(path, ONE_CLICK | {"event": "proposal.approve", "user": str(carol.pk)})
    assert list(Choice.objects.filter(user=anne).values_list("event", "channel", "how")) == [(EVENT, "mail", "off")]
    assert mail_choice(carol) == How.DAILY
    assert client.get(reverse("notifications:settings")).status_code == 302


def test_an_address_that_we_did_not_sign_is_not_found(mail, settings, client):
    path = stop_path(mail, settings)
    notice = Notice.objects.filter(channel=Channel.MAIL).first()
    made_up = path[:-3] + ("aaa" if path[-3:-1] != "aa" else "bbb")
    other = path.replace(notice.pk.hex, uuid.uuid4().hex)
    for wrong in (made_up + "/", made_up[:-1] + "/", other, f"/notices/stop/{notice.pk.hex}/"):
        assert client.post(wrong, ONE_CLICK).status_code == 404
    assert not Choice.objects.exists()
    assert len(path.split(":")[-1].strip("/")) == 43  # 256 bits


def test_what_needs_an_act_has_no_such_address(mailbox, anne):
    tell(anne, "proposal.request_sign_off", "signatories")
    delivery.drain()
    (mail,) = mailbox.mails()
    assert mail["List-Unsubscribe"] is None
    assert "Stop these mails" not in text(mail)
    assert "it can’t be turned off" in text(mail)


def test_the_foot_says_why_and_links_to_that_very_setting(mail, anne, settings, client):
    assert "You get this because you write or sign this proposal for your institution." in text(mail)
    (path,) = re.findall(rf"{settings.SITE_URL}(/notices/settings/\S+)", text(mail))
    client.force_login(anne)
    assert client.get(path).status_code == 200
    assert client.post(path, {"mail": "daily", "inbox": "off"}).status_code == 302
    assert preferences.chosen(anne) == {(EVENT, "mail"): How.DAILY, (EVENT, "inbox"): How.OFF}
    assert client.post(path, {"mail": "hourly", "inbox": "off"}).status_code == 422


def test_a_digest_stops_what_it_told_for_information(mailbox, anne, settings, client):
    settings.COALESCE_SECONDS = 0
    preferences.choose(anne, "comment.added", Channel.MAIL, How.DAILY)
    preferences.choose(anne, "proposal.request_sign_off", Channel.MAIL, How.DAILY)
    with time_machine.travel(NOON, tick=False):
        comment(anne)
        comment(anne)
        tell(anne, "proposal.request_sign_off", "signatories")
    deliver(NOON.replace(day=2))
    client.post(stop_path(mailbox.mails()[0], settings), ONE_CLICK)
    chosen = preferences.chosen(anne)
    assert chosen["comment.added", "mail"] == How.OFF
    assert chosen["proposal.request_sign_off", "mail"] == How.DAILY
    assert digests.gather() == 0


def test_a_guest_chooses_by_a_signed_address(client, mailbox, settings):
    guest = User.objects.create_user("gail@works.example", None, name="Gail", is_guest=True, language="fr")
    tell(guest, "endorsement.invite", "invitee")
    delivery.drain()
    (path,) = re.findall(rf"{settings.SITE_URL}(/notices/choose/\S+)", text(mailbox.mails()[0]))
    page = client.get(path)
    assert 'lang="fr"' in page.content.decode()
    assert client.post(path, {"mail": "weekly"}).status_code == 200
    assert preferences.chosen(guest) == {("endorsement.invite", "mail"): How.WEEKLY}
    assert client.post(path, {"mail": "off"}).status_code == 422
    assert client.get(path.replace("endorsement.invite", "endorsement.revoke")).status_code == 404
    assert stopping.chooser("nothing") is None


def test_a_guest_says_when_mail_may_come_by_the_same_address(client, mailbox, settings):
    guest = User.objects.create_user("gail@works.example", None, name="Gail", is_guest=True, language="fr")
    tell(guest, "endorsement.invite", "invitee")
    delivery.drain()
    (path,) = re.findall(rf"{settings.SITE_URL}(/notices/choose/\S+)", text(mailbox.mails()[0]))
    hours = f"{path}hours/"
    assert hours in client.get(path).content.decode()
    assert 'lang="fr"' in client.get(hours).content.decode()
    assert not Hours.objects.exists()
    right = {"time_zone": "America/Toronto", "digest_at": "17:30", "weekday": "4", "quiet_from": "21:00"}
    assert client.post(hours, right).status_code == 422
    page = client.post(hours, right | {"quiet_until": "07:00"})
    assert page.status_code == 200
    kept = Hours.objects.get(user=guest)
    assert (kept.time_zone, kept.quiet_from, kept.quiet_until) == ("America/Toronto", time(21), time(7))
    assert client.get(hours.replace("choose/", "choose/x")).status_code == 404


def test_the_overview_shows_what_concerns_the_person_and_all_of_a_part_changes_at_once(world):
    client = world.client("sam")
    page = client.get(reverse("notifications:settings")).content.decode()
    assert "/notices/settings/proposal.request_sign_off/" in page
    assert "/notices/settings/review.assign/" not in page
    assert client.post(reverse("notifications:setting", args=["proposal"]), {"mail": "off"}).status_code == 302
    chosen = preferences.chosen(world.cast.people["sam"])
    assert chosen["proposal.lapse", "mail"] == How.OFF
    assert ("proposal.request_sign_off", "mail") not in chosen
    for name in ("all", "other", "proposal.submit"):
        assert client.get(reverse("notifications:setting", args=[name])).status_code == 200
    for name in ("nothing", "proposal.create", "mail.raw"):
        assert client.get(reverse("notifications:setting", args=[name])).status_code == 404


def test_hours_are_kept_and_what_cannot_be_is_said_at_the_field(world):
    client, address = world.client("ada"), reverse("notifications:hours")
    right = {"time_zone": "America/St_Johns", "digest_at": "17:30", "weekday": "4"}
    assert client.post(address, right | {"quiet_from": "21:00", "quiet_until": "07:00"}).status_code == 302
    kept = Hours.objects.get(user=world.cast.people["ada"])
    assert (kept.time_zone, kept.digest_at, kept.quiet_until) == ("America/St_Johns", time(17, 30), time(7))
    for wrong in (
        {"quiet_from": "21:00"},
        {"quiet_from": "09:00", "quiet_until": "08:00"},
        {"quiet_from": "09:00", "quiet_until": "09:00"},
        {"time_zone": "Mars/Olympus"},
        {"digest_at": "noon"},
        {"weekday": "7"},
    ):
        page = client.post(address, right | wrong)
        assert page.status_code == 422
        assert "There is a problem" in page.content.decode()
