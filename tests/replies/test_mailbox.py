"""Polling a real IMAP server: nothing is lost, nothing counts twice, and no mail stops the others."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from config import health
from proposals.replies import polling, services
from proposals.replies.models import Outcome, Received
from tests.replies.conftest import answer
from tests.replies.imap import Dovecot

OLDER = "protocol imap {\n  imap_capability = IMAP4rev1 NAMESPACE\n}"


@pytest.fixture(scope="module")
def server():
    with Dovecot() as running:
        yield running


@pytest.fixture
def box(server, settings):
    settings.REPLY_MAILBOX = server.url
    with server.client() as client:
        for name in ("INBOX", polling.TAKEN_IN, polling.SET_ASIDE):
            if client.folder_exists(name):
                client.select_folder(name)
                client.delete_messages(client.search("ALL"))
                client.expunge()
    return server


def test_what_lies_there_is_taken_in_and_moved_away(box, conversation):
    notice = conversation.notice(conversation.gil)
    box.put(bytes(answer(notice, "One.")), bytes(answer(notice, "Two.")), b"From: spam@x.example\r\n\r\nBuy.")
    done = polling.poll()
    assert (done.taken_in, done.set_aside, done.reached) == (3, 0, True)
    assert sorted(conversation.said()[-2:]) == ["One.", "Two."]
    assert (box.count(), box.count(polling.TAKEN_IN)) == (0, 3)
    assert polling.poll().taken_in == 0
    assert Received.objects.filter(outcome=Outcome.UNKNOWN).count() == 1


def test_whoever_dies_between_the_commit_and_the_move_counts_nothing_twice(box, conversation, monkeypatch):
    box.put(bytes(answer(conversation.notice(conversation.gil), "Once.")))

    class Killed(BaseException):
        pass

    def die(*_values: object) -> None:
        raise Killed

    with monkeypatch.context() as death:
        death.setattr(polling, "_move", die)
        with pytest.raises(Killed):
            polling.poll()
    assert box.count() == 1
    assert polling.poll().taken_in == 1
    assert conversation.said().count("Once.") == 1
    assert box.count() == 0


def test_whoever_dies_before_the_commit_loses_nothing(box, conversation, monkeypatch):
    box.put(bytes(answer(conversation.notice(conversation.gil), "Not lost.")))
    with monkeypatch.context() as away:
        away.setattr(services, "_take_in", _no_database)
        with pytest.raises(OperationalError):
            polling.poll()
    assert (box.count(), Received.objects.count()) == (1, 0)
    polling.poll()
    assert conversation.said()[-1] == "Not lost."


def _no_database(*_values: object) -> None:
    raise OperationalError("the database went away")


def test_a_poisonous_mail_is_set_aside_and_the_others_go_on(box, conversation, monkeypatch):
    notice = conversation.notice(conversation.gil)
    box.put(bytes(answer(notice, "First.")), bytes(answer(notice, "Poison.")), bytes(answer(notice, "Last.")))
    take_in = services._take_in

    def choke(row: Received, mail) -> None:
        if mail.text == "Poison.":
            raise ArithmeticError("x")
        take_in(row, mail)

    with monkeypatch.context() as fault:
        fault.setattr(services, "_take_in", choke)
        done = polling.poll()
    assert (done.taken_in, done.set_aside) == (2, 1)
    assert conversation.said()[-2:] == ["First.", "Last."]
    assert (box.count(), box.count(polling.SET_ASIDE)) == (0, 1)
    assert Received.objects.get(outcome=Outcome.BROKEN).reason == "ArithmeticError"
    with box.client() as client:  # the fault is mended, and the operator moves it back
        client.select_folder(polling.SET_ASIDE)
        client.move(client.search("ALL"), "INBOX")
    polling.poll()
    assert conversation.said()[-1] == "Poison."


def test_a_mail_beyond_all_size_is_not_fetched_whole(box, conversation):
    notice = conversation.notice(conversation.gil)
    box.put(bytes(answer(notice, "x" * 70 + "\n")) + b"y" * 11_000_000)
    polling.poll()
    row = Received.objects.get()
    assert row.outcome == Outcome.TOO_LARGE
    assert row.size == 10_000_001


def test_trouble_on_the_line_is_logged_without_the_password_and_tried_again(box, conversation, settings, caplog):
    box.put(bytes(answer(conversation.notice(conversation.gil), "Late.")))
    settings.REPLY_MAILBOX = box.url.replace("odd", "wrong")
    assert not polling.poll().reached
    box.stop()
    try:
        settings.REPLY_MAILBOX = box.url
        assert not polling.poll().reached
    finally:
        box.start()
    assert "it will be tried again" in caplog.text
    assert "characters" not in caplog.text
    assert polling.poll().taken_in == 1
    assert conversation.said()[-1] == "Late."


def test_an_older_server_without_moving_and_with_a_prefix_will_do(conversation, settings):
    with Dovecot(prefix="INBOX.", more=OLDER) as older:
        settings.REPLY_MAILBOX = older.url
        older.put(bytes(answer(conversation.notice(conversation.gil), "Old but good.")))
        assert polling.poll().taken_in == 1
        assert (older.count(), older.count(f"INBOX.{polling.TAKEN_IN}")) == (0, 1)
    assert conversation.said()[-1] == "Old but good."


def test_the_command_says_what_it_did_and_what_is_missing(box, conversation, settings, capsys):
    box.put(bytes(answer(conversation.notice(conversation.gil))))
    call_command("take_in_answers")
    assert capsys.readouterr().out == "1 taken in, 0 set aside\n"
    for wrong in ("", "http://x/", "imaps://host/INBOX"):
        settings.REPLY_MAILBOX = wrong
        with pytest.raises(CommandError, match="TIDEMARK_REPLY_MAILBOX"):
            call_command("take_in_answers")


def test_readyz_says_whether_it_was_reached(box, settings, broker):
    settings.CELERY_BROKER_URL = broker.url
    probe = health.PROBES["answers by mail"]
    assert polling.poll().reached
    probe()
    broker.flush()  # as after two minutes without
    settings.REPLY_MAILBOX = box.url.replace("odd", "wrong")
    assert not polling.poll().reached
    with pytest.raises(TimeoutError):
        probe()
    settings.REPLY_MAILBOX = ""
    probe()
