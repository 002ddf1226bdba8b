"""One request to somebody else's machine: to the very address that was looked at, once, for a limited time.

Libraries that send requests resolve names themselves, follow proxies of the environment and count time anew with every
byte; here h11 reads and writes HTTP, and the socket is ours (docs/adr/0026-webhooks.md).
"""

import socket
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from time import monotonic

import h11
from django.conf import settings

from notifications.webhooks import addresses
from notifications.webhooks.addresses import Target, Unfit
from notifications.webhooks.models import Outcome

SECONDS_FOR_NAME = 5.0
SECONDS = 15.0  # for everything else
SECONDS_TO_READ = 2.0  # for what follows the status
MOST_BYTES = 16_384
MOST_KEPT = 200  # characters of the answer
LONGEST_RETRY_AFTER = 86_400

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    milliseconds: int
    status: int | None = None
    said: str = ""
    retry_after: int = 0

    @property
    def accepted(self) -> bool:
        return self.outcome == Outcome.ACCEPTED

    @property
    def gone(self) -> bool:
        return self.status == 410


class Failed(Exception):
    """`outcome` says where it ended; no answer came."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def resolve(host: str, port: int) -> list[str]:
    """What the system says; it knows no limit of time, so the question is left behind where it takes too long.

    Raises:
        OSError, UnicodeError: unknown, or no answer in time.
    """
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result(list(dict.fromkeys(str(address[0]) for *_rest, address in found)))
        except Exception as error:
            answer.set_exception(error)

    Thread(target=ask, daemon=True).start()
    return answer.result(SECONDS_FOR_NAME)


def post(url: str, headers: Mapping[str, str], body: bytes, *, names: Resolve = resolve) -> Answer:
    """Send it. Whatever goes wrong is an answer too; nothing is raised. `names` is asked once."""
    began = monotonic()
    try:
        found = _exchange(url, headers, body, names)
    except Failed as error:
        return Answer(error.outcome, _since(began))
    status, retry_after, said = found
    if 200 <= status < 300:
        outcome = Outcome.ACCEPTED
    else:
        outcome = Outcome.REDIRECTED if 300 <= status < 400 else Outcome.ANSWERED
    return Answer(outcome, _since(began), status, said, retry_after)


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


def _exchange(url: str, headers: Mapping[str, str], body: bytes, names: Resolve) -> tuple[int, int, str]:
    target, places = _places(url, names)
    until = monotonic() + SECONDS
    try:
        with _connected(target, places, until) as line:
            return _spoken(line, target, headers, body, until)
    except TimeoutError:
        raise Failed(Outcome.TIME) from None
    except ssl.SSLError:
        raise Failed(Outcome.TLS) from None
    except h11.ProtocolError:
        raise Failed(Outcome.BROKEN) from None
    except OSError:
        raise Failed(Outcome.CONNECTION) from None


def _places(url: str, names: Resolve) -> tuple[Target, list[str]]:
    """Where to connect to. One closed address among several closes all: the name is not to be trusted."""
    own = settings.WEBHOOK_NETWORKS
    try:
        target = addresses.read(url, own=own)
    except Unfit:
        raise Failed(Outcome.ADDRESS) from None
    try:
        places = names(target.host, target.port)
    except (OSError, UnicodeError):
        raise Failed(Outcome.UNKNOWN) from None
    try:
        fit = all(addresses.may_be_sent_to(place, secure=target.secure, own=own) for place in places)
    except ValueError:
        fit = False  # with a zone: of one link alone
    if not fit:
        raise Failed(Outcome.ADDRESS)
    if not places:
        raise Failed(Outcome.UNKNOWN)
    return target, places


def _connected(target: Target, places: list[str], until: float) -> socket.socket:
    """The first place that takes the call. Raises OSError."""
    for place in places[:-1]:
        with suppress(OSError):
            return _secured(target, socket.create_connection((place, target.port), _left(until) / 2), until)
    return _secured(target, socket.create_connection((places[-1], target.port), _left(until)), until)


def _secured(target: Target, line: socket.socket, until: float) -> socket.socket:
    """The certificate must be the name's, and be trusted as the system trusts."""
    if not target.secure:
        return line
    line.settimeout(_left(until))
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
    except BaseException:
        line.close()
        raise


def _spoken(
    line: socket.socket, target: Target, headers: Mapping[str, str], body: bytes, until: float
) -> tuple[int, int, str]:
    http = h11.Connection(h11.CLIENT)
    head = {
        "Host": target.authority,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "User-Agent": "Tidemark-Webhooks/1",
        "Connection": "close",
        **headers,
    }
    request = h11.Request(method="POST", target=target.path, headers=list(head.items()))
    words = [http.send(request), http.send(h11.Data(body)), http.send(h11.EndOfMessage())]
    line.settimeout(_left(until))
    line.sendall(b"".join(word for word in words if word))
    reading = _Reading(line, http, until)
    answer = reading.status()
    return answer.status_code, _retry_after(answer), reading.beginning()


@dataclass
class _Reading:
    """At most `MOST_BYTES`, whatever the receiver sends and however slowly."""

    line: socket.socket
    http: h11.Connection
    until: float
    left: int = MOST_BYTES

    def status(self) -> h11.Response:
        while True:
            event = self.next()
            if isinstance(event, h11.Response):
                return event

    def beginning(self) -> str:
        """Of the body; what is broken or late in it is left out, for the status has said it all."""
        self.until = min(self.until, monotonic() + SECONDS_TO_READ)
        said = b""
        with suppress(OSError, h11.ProtocolError):
            while isinstance(event := self.next(), h11.Data):
                said += event.data
        text = said[: MOST_KEPT * 4].decode(errors="replace")
        return "".join(letter if letter.isprintable() else " " for letter in text)[:MOST_KEPT]

    def next(self) -> h11.Event:
        """Raises OSError or h11.ProtocolError: the answer is broken, too long or late."""
        while (event := self.http.next_event()) is h11.NEED_DATA:
            if self.left <= 0:
                raise h11.RemoteProtocolError("too long")
            self.line.settimeout(_left(self.until))
            data = self.line.recv(min(4096, self.left))
            self.left -= len(data)
            self.http.receive_data(data)
        return event  # type: ignore[return-value]


def _left(until: float) -> float:
    """Raises TimeoutError: nothing is left."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _retry_after(answer: h11.Response) -> int:
    """Seconds that the receiver asks to be left alone, at most a day; a date is not understood, and is 0."""
    for name, value in answer.headers:
        if name == b"retry-after" and value.isdigit() and len(value) < 9:
            return min(int(value), LONGEST_RETRY_AFTER)
    return 0
