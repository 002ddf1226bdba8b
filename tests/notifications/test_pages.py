import gzip
import html
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from notifications import delivery, selectors
from notifications.models import Alert, Channel, Notice, NoticeState
from notifications.rules import NOBODY
from partners.models import User
from tests.notifications.test_announce import resolver, tell
from workflow.events import OTHER_EVENTS

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


@pytest.fixture
def operator(client) -> User:
    olga = User.objects.create_superuser("op@x.example", None, name="Olga Operator")
    client.force_login(olga)
    return olga


def failed(*people) -> Notice:
    told(*people)
    mails = Notice.objects.filter(channel=Channel.MAIL)
    mails.update(state=NoticeState.UNDELIVERABLE, last_error="550 <gone>", attempts=1)
    return mails.first()


def test_the_operator_s_pages_exist_for_operators_only(client, anne):
    mail = failed(anne)
    client.force_login(anne)
    assert client.get(reverse("notifications:operations")).status_code == 404
    assert client.get(reverse("notifications:one_mail", args=[mail.pk])).status_code == 404
    for name in ("replay", "set_aside", "arrived"):
        assert client.post(reverse("notifications:act_on_mail", args=[mail.pk, name])).status_code == 404
    mail.refresh_from_db()
    assert mail.state == NoticeState.UNDELIVERABLE


def test_the_operator_sees_what_failed_and_of_what_nobody_was_told(client, anne, operator):
    failed(anne)
    Alert.objects.create(event="e", event_key=str(uuid.uuid4()), at=timezone.now(), sentence="Nobody was told.")
    page = client.get(reverse("notifications:operations")).content.decode()
    assert "550 &lt;gone&gt;" in page
    assert "Nobody was told." in page


def found(client, **query) -> list[str]:
    page = client.get(reverse("notifications:operations"), query).context["page"]
    return [notice.address for notice in page]


def test_mail_is_found_by_number_address_event_state_and_message_id(client, anne, carol, operator):
    told(anne)
    tell("need.supported", resolver(need_owners=[carol]))
    of_carol = Notice.objects.get(channel=Channel.MAIL, recipient=carol)
    Notice.objects.filter(pk=of_carol.pk).update(context={"number": "TM-2026-008"}, state=NoticeState.SENT)
    assert found(client) == []
    assert found(client, state="") == [carol.email, anne.email]
    assert found(client, state="", q="ANNE@") == [anne.email]
    assert found(client, state="", q="2026-008") == [carol.email]
    assert found(client, state="", q=of_carol.message_id) == [carol.email]
    assert found(client, state="", event="proposal.request_sign_off") == [anne.email]
    assert found(client, state="sent") == [carol.email]
    assert len(found(client, state="no such", event="nor this", q="x\x00")) == 2  # what is not understood is left out


def test_the_list_asks_as_many_queries_for_many_as_for_few(client, anne, operator, django_assert_max_num_queries):
    counts = []
    for many in (1, 15):
        for _number in range(many):
            told(anne)
        with django_assert_max_num_queries(15) as captured:
            client.get(reverse("notifications:operations"), {"state": ""})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_one_mail_shows_why_and_its_tries_and_never_what_the_case_says(client, mailbox, anne, operator):
    mailbox.recipient_answer = "550 <no> such person"
    told(anne)
    delivery.drain()
    mail = Notice.objects.get(channel=Channel.MAIL)
    page = client.get(reverse("notifications:one_mail", args=[mail.pk])).content.decode()
    assert "you sign for your institution" in page
    assert "550" in page
    assert "&lt;no&gt;" in page
    assert mail.message_id.strip("<>") in page
    assert "TM-2026-007" in page
    assert "Tidal turbine maintenance" not in page


def test_the_operator_sends_again_and_their_name_stands_beside_it(client, anne, operator):
    mail = failed(anne)
    replay = reverse("notifications:act_on_mail", args=[mail.pk, "replay"])
    assert client.get(replay).status_code == 405
    assert client.post(replay).status_code == 302
    mail.refresh_from_db()
    assert mail.state == NoticeState.RETRYING
    page = client.post(replay, follow=True).content.decode()  # a second click
    assert "Nothing was done" in page
    assert page.count("Olga Operator · Will be tried again") == 1
    assert client.post(reverse("notifications:act_on_mail", args=[mail.pk, "burn"])).status_code == 404


def test_inbox_rows_are_no_mail(client, anne, operator):
    told(anne)
    row = Notice.objects.get(channel=Channel.INBOX)
    assert client.get(reverse("notifications:one_mail", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_help_page_names_every_event_in_both_languages_and_asks_the_database_nothing(
    client, language, django_assert_num_queries
):
    with django_assert_num_queries(0):
        page = client.get(reverse("notifications:help"), headers={"accept-language": language})
    assert page.status_code == 200
    text = html.unescape(page.content.decode())
    assert all(str(why) in text for why in translated(NOBODY.values(), language))
    assert all(str(label) in text for label in translated(OTHER_EVENTS.values(), language))
    assert len(gzip.compress(page.content)) < 20_000


def translated(texts, language) -> list[str]:
    with translation.override(language):
        return [str(text) for text in texts]
