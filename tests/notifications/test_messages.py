"""Every mail that the site can send, as its readers get it: in a program that shows text alone, and in the gallery."""

import re

import pytest
from allauth.core.context import request_context
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from config.demo import gallery
from notifications import delivery
from notifications.layout import RULE, WIDTH

PREFIX = {"en": ("Action needed: ", "For information: "), "fr": ("À faire\xa0: ", "Pour information\xa0: ")}
WHO = {"en": "Tidemark takes a microcredential", "fr": "Tidemark mène une microcertification"}
WHY = {"en": "You get this because", "fr": "Vous recevez"}
CASES = [(name, form, language) for name, form in gallery.every() for language in gallery.LANGUAGES]


@pytest.fixture(autouse=True)
def request_of_allauth(rf):
    with request_context(rf.get("/")):
        yield


@pytest.mark.parametrize(("name", "form", "language"), CASES)
def test_it_reads_well_as_text_alone(name, form, language):
    letter = gallery.letter(name, form, language)
    lines = letter.text.splitlines()
    for line in lines:
        alone = re.fullmatch(rf"\s*{re.escape(settings.SITE_URL)}/\S*", line)
        assert alone or (len(line) <= WIDTH and "://" not in line), line
        assert line == line.rstrip(), line
        assert "\t" not in line
    assert not re.search(r"&#?\w+;|<[a-z/]", letter.text)
    assert "\n\n\n" not in letter.text
    assert letter.text.endswith("\n")
    assert WHO["en" if form == gallery.IN_BOTH else language] in letter.text


@pytest.mark.parametrize(("name", "form", "language"), CASES)
def test_the_subject_says_whether_to_act_and_the_page_is_in_the_language(name, form, language):
    letter = gallery.letter(name, form, language)
    if form != gallery.IN_BOTH:
        assert letter.subject.startswith(PREFIX[language])
        assert f'<html lang="{language}">' in letter.html
    assert letter.html.count("<h1") == 1
    assert not re.search(r"<img|<script|<link|url\(|src=", letter.html)


@pytest.mark.parametrize(("name", "form", "language"), [one for one in CASES if one[0] != "letter"])
def test_it_says_why_it_came_where_to_go_and_where_to_change_that(name, form, language):
    text = gallery.letter(name, form, language).text
    told, _rule, foot = text.rpartition(f"\n{RULE}\n")
    assert f"{settings.SITE_URL}/" in told
    assert WHY[language] in foot.replace("\n", " ")
    assert re.search(rf"{re.escape(settings.SITE_URL)}/notices/(settings|choose)/", foot)


def test_the_invitation_to_a_role_says_everything_twice_and_marks_the_other_language():
    letter = gallery.letter("letter", gallery.IN_BOTH, "fr")
    assert letter.subject == "Action needed: join Fundy Ocean Works / À faire\xa0: rejoindre Ateliers de Fundy"
    assert '<html lang="en">' in letter.html
    assert '<p lang="fr"' in letter.html


def test_mail_that_the_site_writes_itself_is_sent_as_the_gallery_shows_it(mailbox, db):
    with translation.override("fr"):
        gallery.LETTERS["new_password"]().send()
    assert delivery.drain() == 1
    (mail,) = mailbox.mails()
    shown = gallery.letter("letter", "new_password", "fr")
    assert str(mail["Subject"]).strip() == shown.subject
    assert mail["Content-Language"] == "fr"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == shown.text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n").strip() == shown.html.strip()


@pytest.mark.django_db
@pytest.mark.parametrize("language", gallery.LANGUAGES)
def test_the_gallery_lists_every_message_and_asks_the_database_nothing(client, language, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("gallery_messages"), headers={"accept-language": language}).content.decode()
    links = re.findall(r'href="/demo/messages/([\w-]+)/([\w-]+)/(\w\w)/"', page)
    assert {(name, form) for name, form, _language in links} == {one for one in gallery.every() if one[1] != "least"}
    assert {language for _name, _form, language in links} == {language}


@pytest.mark.parametrize("name", ["returned", "invited", "bundle", "letter"])
def test_each_has_its_page_with_text_and_html(client, db, name, django_assert_num_queries):
    """The others in a browser: tests/e2e/test_messages.py."""
    for one in (one for one in CASES if one[0] == name):
        with django_assert_num_queries(0):
            page = client.get(reverse("gallery_message", args=one))
            html = client.get(reverse("gallery_html", args=one))
        assert page.status_code == html.status_code == 200
        assert 'sandbox src="' in page.content.decode()
        policy = html["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert html["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["no_such/full/en", "returned/no_such/en", "returned/full/de", "bundle/full/en"])
def test_what_is_not_in_the_gallery_is_not_found(client, db, path):
    assert client.get(f"/demo/messages/{path}/").status_code == 404
    assert client.get(f"/demo/messages/{path}/html/").status_code == 404
