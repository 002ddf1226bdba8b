"""The mail service's way in: signed, fresh, and each signature for one mail."""

import hashlib
import hmac
import json
import time
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from notifications import answering
from proposals.replies.models import Outcome, Received, Source
from tests.replies.conftest import answer

KEY = "key-of/the service"


@pytest.fixture(autouse=True)
def service(settings):
    settings.REPLY_SERVICE = "mailgun://key-of%2Fthe%20service"


def signed(at: float | None = None, key: str = KEY, token: str = "") -> dict[str, str]:
    timestamp, token = str(int(at if at is not None else time.time())), token or uuid4().hex
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": signature}


def mime(notice, text: str = "Two are.") -> dict[str, str]:
    return {"recipient": answering.address_of(notice), "body-mime": answer(notice, text, To="x@y.example").as_string()}


def post(fields: dict) -> int:
    """From outside, without a session and without a CSRF token."""
    return Client(enforce_csrf_checks=True).post(reverse("replies:handed_over"), fields).status_code


def test_a_signed_mail_is_taken_in(conversation):
    assert post(signed() | mime(conversation.notice(conversation.gil))) == 200
    assert conversation.said()[-1] == "Two are."
    row = Received.objects.get()
    assert (row.source, row.outcome) == (Source.SERVICE, Outcome.COMMENT)


def test_one_that_the_service_has_taken_apart_too(conversation):
    notice = conversation.notice(conversation.gil)
    headers = [
        ["From", notice.address],
        ["To", "x@y.example"],
        ["Message-Id", "<a@b.example>"],
        ["Subject", "Re: é"],
        ["References", "<one@b.example>\r\n\t<two@b.example>"],
        ["X-Folded", "one\n two\r\nBcc: three@b.example"],
    ]
    fields = {
        "recipient": answering.address_of(notice),
        "message-headers": json.dumps(headers),
        "body-plain": "Deux, déjà.\n\nLe lundi, T a écrit :\n> Une ?\n",
        "body-html": "<p>Deux, déjà.</p>",
        "attachment-count": "1",
        "attachment-1": SimpleUploadedFile("plan.pdf", b"%PDF", "application/pdf"),
    }
    assert post(signed() | fields) == 200
    assert conversation.said()[-1] == "Deux, déjà."
    assert Received.objects.get().attachments == 1


@pytest.mark.parametrize(
    "signature",
    [
        lambda: signed(key="another key"),
        lambda: signed() | {"signature": "0" * 64},
        lambda: signed() | {"signature": "é"},
        lambda: signed() | {"timestamp": str(int(time.time()) + 1)},
        lambda: signed() | {"token": "other"},
        lambda: signed(time.time() - 10 * 3600),
        lambda: signed(time.time() + 3600),
        dict,
        lambda: {"timestamp": "now", "token": "x", "signature": "y"},
    ],
    ids=["another key", "made up", "no hex", "another time", "another token", "old", "of tomorrow", "none", "nonsense"],
)
def test_what_is_forged_or_old_is_refused_and_leaves_nothing(conversation, signature):
    before = conversation.said()
    assert post(mime(conversation.notice(conversation.gil)) | signature()) == 403
    assert conversation.said() == before
    assert not Received.objects.exists()


def test_the_same_request_again_is_the_same_mail(conversation):
    fields = signed() | mime(conversation.notice(conversation.gil))
    assert (post(fields), post(fields)) == (200, 200)
    assert conversation.said().count("Two are.") == 1


def test_a_signature_that_was_seen_before_brings_no_other_mail(conversation):
    notice, signature = conversation.notice(conversation.gil), signed()
    assert post(signature | mime(notice)) == 200
    assert post(signature | mime(notice, "Forged.")) == 403
    assert "Forged." not in conversation.said()


def test_without_a_service_nobody_comes_in(conversation, settings):
    settings.REPLY_SERVICE = ""
    assert post(signed(key="") | mime(conversation.notice(conversation.gil))) == 403
    assert Client().get(reverse("replies:handed_over")).status_code == 405


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"body-mime": ""},
        {"body-mime": "\x00"},
        {"body-mime": "From: \udcff\r\n\r\nx".encode("utf-8", "replace").decode()},
        {"message-headers": "no json", "body-plain": "x", "attachment-count": "many"},
        {"message-headers": "[[1]]"},
        {"attachments": "[]"},
        {"event": "opened"},
    ],
)
def test_a_signed_request_with_nonsense_in_it_is_no_error(db, fields):
    assert post(signed() | fields) in {200, 422}
