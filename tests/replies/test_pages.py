"""The operator's list and the demo's mail program."""

import pytest
from django.test import Client
from django.urls import reverse

from notifications import delivery
from proposals.replies.models import Outcome, Received
from tests.notifications.conftest import mailbox
from tests.replies.conftest import answer, receive
from tests.site.test_lists import count

__all__ = ["mailbox"]


@pytest.fixture
def operator(world):
    return world.client("operator")


def test_an_operator_sees_what_became_of_each_and_not_a_word(operator, conversation):
    notice = conversation.notice(conversation.gil)
    receive(answer(notice, "Kaninchen"))
    receive(answer(notice, "Kaninchen @Nobody Here"))
    receive(answer(notice, "x", sender="mallory@evil.example"))
    page = operator.get(reverse("replies:received")).content.decode()
    for words in ("Became a comment", "Names somebody who cannot read it", "Sent from another address", "3 answers"):
        assert words in page
    assert "Kaninchen" not in page
    assert "mallory" not in page


def test_it_is_found_by_case_number_address_message_id_and_outcome(operator, conversation):
    notice = conversation.notice(conversation.gil)
    mail = answer(notice)
    receive(mail)
    receive(answer(conversation.notice(conversation.ada), ""))
    address = reverse("replies:received")
    number = notice.context["number"]
    for words, found in ((number, 2), (notice.address, 1), (mail["Message-ID"], 1), ("nothing", 0)):
        assert len(operator.get(address, {"q": words}).context["page"].object_list) == found, words
    assert len(operator.get(address, {"outcome": "not_added"}).context["page"].object_list) == 1
    assert len(operator.get(address, {"outcome": Outcome.COMMENT}).context["page"].object_list) == 1
    assert operator.get(address, {"outcome": "x", "page": "y"}).status_code == 200


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_many(operator, conversation):
    notice = conversation.notice(conversation.gil)
    receive(answer(notice))
    one = count(lambda: operator.get(reverse("replies:received")))
    for _time in range(4):
        receive(answer(notice))
    assert count(lambda: operator.get(reverse("replies:received"))) == one


def test_nobody_else_finds_the_list(world, db):
    for person in ("ada", "cora", "otto"):
        assert world.client(person).get(reverse("replies:received")).status_code == 404
    assert Client().get(reverse("replies:received")).status_code == 302


@pytest.fixture
def kept(mailbox, conversation, settings):
    """The name of the file of the mail to Gil in the local mailbox."""
    settings.DEMO = True
    delivery.drain()
    (path,) = [
        path
        for path in mailbox.folder.glob("*.eml")
        if b"One is alone" not in path.read_bytes() and _to(path, conversation.gil)
    ]
    return path.name


def _to(path, person) -> bool:
    return f"To: {person.email}".encode() in path.read_bytes() and b"Reply-To" in path.read_bytes()


def test_in_the_demo_a_mail_is_answered_where_it_lies(client, kept, conversation):
    page = client.get(reverse("notifications:mailbox_message", args=[kept])).content.decode()
    assert "Answer this mail" in page
    address = reverse("replies:try_out", args=[kept])
    done = client.post(address, {"text": "From the demo."}, follow=True)
    assert "Your answer is in the conversation." in done.content.decode()
    assert conversation.said()[-1] == "From the demo."
    assert client.post(address, {"text": ""}).status_code == 422
    refused = client.post(address, {"text": "@Nobody Here"}, follow=True).content.decode()
    assert "Your answer was not added (Names somebody who cannot read it). A mail says why." in refused
    assert client.post(reverse("replies:try_out", args=["none.eml"]), {"text": "x"}).status_code == 404
    assert Received.objects.count() == 2
