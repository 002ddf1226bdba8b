"""One request: verified TLS, a limit on time and size, no proxy; whatever the receiver does is an answer."""

import json
import socket
import threading
from time import monotonic

import pytest

from notifications.webhooks import sending
from notifications.webhooks.models import Outcome
from tests.notifications.conftest import free_port
from tests.webhooks.receiver import Raw, Receiver, certified

HERE = ["127.0.0.1"]


def post(port: int, scheme: str = "http", name: str = "hooks.example"):
    return sending.post(f"{scheme}://{name}:{port}/hook?a=1", {"webhook-id": "msg_1"}, b"{}", names=lambda *_a: HERE)


def test_the_body_arrives_as_it_is(receiver):
    body = json.dumps({"é": "“words”"}, ensure_ascii=False).encode()
    answer = sending.post(receiver.url(path="/hook?a=1"), {"webhook-id": "msg_1"}, body)
    (got,) = receiver.got
    assert answer.accepted and answer.status == 204
    assert (got.body, got.path, got.headers["webhook-id"]) == (body, "/hook?a=1", "msg_1")
    assert got.headers["content-type"] == "application/json"


def test_the_certificate_must_be_the_name_s(inner, tmp_path, monkeypatch):
    tls, authority = certified(tmp_path, "hooks.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with Receiver(tls=tls) as receiver:
        assert post(receiver.port, "https").accepted
        assert post(receiver.port, "https", "other.example").outcome == Outcome.TLS
        assert len(receiver.got) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(inner, tmp_path):
    tls, _authority = certified(tmp_path, "hooks.example")
    with Receiver(tls=tls) as receiver:
        assert post(receiver.port, "https").outcome == Outcome.TLS
        assert receiver.got == []


def test_a_receiver_without_tls_is_not_spoken_to(receiver):
    assert post(receiver.port, "https").outcome == Outcome.TLS
    assert receiver.got == []


def test_a_proxy_of_the_environment_is_not_asked(receiver, monkeypatch):
    with Receiver() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(path=""))
        assert sending.post(receiver.url(), {}, b"{}").accepted
    assert proxy.got == []


def test_a_name_that_takes_too_long_is_not_waited_for(settings, monkeypatch):
    settings.WEBHOOK_NETWORKS = []
    gate = threading.Event()
    monkeypatch.setattr(sending, "SECONDS_FOR_NAME", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_how: gate.wait(30))
    assert sending.post("https://hooks.example/", {}, b"{}").outcome == Outcome.UNKNOWN
    gate.set()


def test_nobody_there_is_an_answer(inner):
    assert post(free_port()).outcome == Outcome.CONNECTION


def test_an_answer_in_drops_ends_in_time(inner, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 0.6)
    with Raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 4000, drip=0.05) as slow:
        began = monotonic()
        assert post(slow.port).outcome == Outcome.TIME
        assert monotonic() - began < 5


def test_a_greeting_of_tls_that_never_comes_ends_in_time(inner, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 0.4)
    with Raw(b"\x16", drip=10) as slow:
        assert post(slow.port, "https").outcome == Outcome.TIME


def test_a_body_in_drops_after_the_status_does_not_undo_it(inner, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS_TO_READ", 0.2)
    with Receiver() as receiver:
        receiver.answers = [(200, {"Content-Length": "1000"}, b"ok")]
        assert post(receiver.port).accepted


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"no http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 60_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 3000,
        b"HTTP/9.9 999999 \r\n\r\n",
        b"\x00\xff" * 100,
    ],
)
def test_what_is_no_answer_is_no_success(inner, said):
    with Raw(said) as odd:
        assert post(odd.port).outcome in {Outcome.BROKEN, Outcome.CONNECTION}


def test_an_endless_body_is_read_to_a_limit(inner):
    with Raw(b"HTTP/1.1 500 No\r\n\r\n" + b"<script>\n" * 200_000) as much:
        answer = post(much.port)
    assert answer.status == 500
    assert len(answer.said) == sending.MOST_KEPT
    assert "\n" not in answer.said


@pytest.mark.parametrize(("said", "seconds"), [("120", 120), ("9999999", 86_400), ("-1", 0), ("Wed, 21 Oct", 0)])
def test_a_wait_that_is_asked_for_is_understood_within_a_day(receiver, said, seconds):
    receiver.answers = [(429, {"Retry-After": said}, b"")]
    assert sending.post(receiver.url(), {}, b"{}").retry_after == seconds
