import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications import delivery, selectors
from notifications.models import Alert, Channel, Notice, NoticeState
from partners.models import User
from tests.notifications.test_announce import resolver, tell

pytestmark = pytest.mark.django_db


def told(*people):
    tell("proposal.request_sign_off", resolver(signatories=people))


def test_the_inbox_shows_what_waits_in_the_reader_s_language(client, anne):
    told(anne)
    client.force_login(anne)
    page = client.get(reverse("notifications:inbox"), headers={"accept-language": "en"})
    assert "Action needed: sign TM-2026-007" in page.content.decode()
    assert selectors.unread_count(anne) == 1


def test_reading_is_a_post_and_only_one_s_own(client, anne, carol):
    told(anne)
    notice = Notice.objects.get(channel=Channel.INBOX)
    url = reverse("notifications:read", args=[notice.pk])
    client.force_login(carol)
    assert client.post(url).status_code == 404
    client.force_login(anne)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert selectors.unread_count(anne) == 0


def test_one_post_reads_all_that_is_visible_and_nothing_held(client, anne):
    told(anne)
    later = timezone.now() + timedelta(minutes=10)
    tell("proposal.approve", resolver(applicant=[anne]), not_before=later)
    client.force_login(anne)
    client.post(reverse("notifications:read_all"))
    assert Notice.objects.filter(channel=Channel.INBOX, read_at=None).count() == 1


def test_the_inbox_asks_as_many_queries_for_three_as_for_one(client, anne, django_assert_max_num_queries):
    client.force_login(anne)
    counts = []
    for _round in range(2):
        told(anne)
        with django_assert_max_num_queries(12) as captured:
            client.get(reverse("notifications:inbox"))
        counts.append(len(captured))
        told(anne)
    assert counts[0] == counts[1]


def test_the_mailbox_shows_each_mail_with_its_links(client, mailbox, anne, carol, settings):
    settings.DEMO = True
    told(anne, carol)
    delivery.drain()
    page = client.get(reverse("notifications:mailbox"), {"to": "anne@"})
    assert "anne@college.example" in page.content.decode()
    assert "carol@" not in page.content.decode()
    name = page.context["headings"][0].name
    mail = client.get(reverse("notifications:mailbox_message", args=[name])).content.decode()
    assert f'href="{settings.SITE_URL}/proposals/1/"' in mail
    assert "&lt;!doctype html&gt;" in mail


@pytest.mark.parametrize("name", ["..eml", "nothing.eml", "..%2Fsecret.eml", "x.txt"])
def test_the_mailbox_opens_nothing_but_its_own_files(client, mailbox, settings, name):
    settings.DEMO = True
    (mailbox.folder.parent / "secret.eml").write_text("Subject: secret\n\n")
    assert client.get(f"/mailbox/{name}/").status_code == 404


def test_there_is_no_mailbox_outside_the_demo(client, mailbox, settings):
    settings.DEMO = False
    assert client.get(reverse("notifications:mailbox")).status_code == 404


def test_only_the_operator_sees_and_replays_mail(client, anne):
    told(anne)
    mail = Notice.objects.get(channel=Channel.MAIL)
    Notice.objects.filter(pk=mail.pk).update(state=NoticeState.UNDELIVERABLE, last_error="550 <gone>", attempts=1)
    Alert.objects.create(event="e", event_key=str(uuid.uuid4()), at=timezone.now(), sentence="Nobody was told.")
    replay = reverse("notifications:replay", args=[mail.pk])
    client.force_login(anne)
    assert client.get(reverse("notifications:operations")).status_code == 404
    assert client.post(replay).status_code == 404
    client.force_login(User.objects.create_superuser("op@x.example", None, name="Op"))
    page = client.get(reverse("notifications:operations")).content.decode()
    assert "550 &lt;gone&gt;" in page
    assert "Nobody was told." in page
    assert client.post(replay).status_code == 302
    mail.refresh_from_db()
    assert mail.state == NoticeState.RETRYING
