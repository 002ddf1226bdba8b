"""The local mail sink on a port of its own, which refuses or breaks off when told to."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from config.sink import Keep
from partners.models import User


class Mailbox(Keep):
    """The mail sink itself; `answers` are given instead of keeping, one per mail."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        self.answers: list[str] = []
        self.recipient_answer = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else ""
        if answer and answer != "keep, then break off":
            return answer
        kept = await super().handle_DATA(server, session, envelope)
        if answer:
            server.transport.abort()
        return kept

    def mails(self) -> list[EmailMessage]:
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(self.folder.glob("*.eml"))
        ]

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails() if mail["To"] == address]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailbox(tmp_path, settings) -> Iterator[Mailbox]:
    folder = tmp_path / "mailbox"
    folder.mkdir()
    box = Mailbox(folder)
    port = free_port()
    settings.MAILBOX_DIR = folder
    settings.DELIVERY_EMAIL = {"host": "127.0.0.1", "port": port, "user": "", "password": "", "use_tls": False}
    settings.MAIL_EMBEDDED = True
    settings.EMAIL_BACKEND = "notifications.mail.OutboxBackend"
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def anne(db) -> User:
    return User.objects.create_user("anne@college.example", None, name="Anne Author")


@pytest.fixture
def fabien(db) -> User:
    return User.objects.create_user("fabien@province.example", None, name="Fabien Coord", language="fr")


@pytest.fixture
def carol(db) -> User:
    return User.objects.create_user("carol@province.example", None, name="Carol Coord")
