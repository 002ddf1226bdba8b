"""Where delivery hands mail over, and whether that place can say what it already has.

Plain SMTP can't be asked: after an answer was lost it is a duplicate or a hold, as the rule says. The local mailbox can
be asked, so there each mail lies once. A mail service with an interface of its own plugs in as a class with the four
methods of `Sink`, named by `MAIL_SINK` (docs/adr/0005-outbox.md).
"""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.module_loading import import_string

STEPS = 9  # connect, greet (twice with TLS), start TLS, sign in, from, to, data, end


class Sink(Protocol):
    @property
    def lease(self) -> timedelta:
        """Longer than one mail can take: a worker that is merely slow keeps its row."""
        ...

    def connect(self) -> None: ...

    def send(self, message: EmailMessage) -> None: ...

    def close(self) -> None: ...

    def was_accepted(self, message_id: str) -> bool | None:
        """None: cannot say."""
        ...


class SmtpSink:
    """One connection, reused for a batch."""

    def __init__(self) -> None:
        to = settings.DELIVERY_EMAIL
        self._backend = EmailBackend(
            host=to["host"],
            port=to["port"],
            username=to.get("user", ""),
            password=to.get("password", ""),
            use_tls=to.get("use_tls", False),
            timeout=self.seconds,
        )

    @property
    def seconds(self) -> int:
        """How long one step of a conversation may take."""
        found: int = settings.DELIVERY_EMAIL.get("timeout", 20)
        return found

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.seconds * STEPS)

    def connect(self) -> None:
        self._backend.open()

    def send(self, message: EmailMessage) -> None:
        self._backend.send_messages([message])

    def close(self) -> None:
        self._backend.close()

    def was_accepted(self, message_id: str) -> bool | None:
        return None


class LocalMailboxSink(SmtpSink):
    """The embedded mail sink: it names each file after the message's id before it answers "accepted"."""

    @property
    def seconds(self) -> int:
        return 5

    def was_accepted(self, message_id: str) -> bool | None:
        digest = hashlib.sha256(message_id.encode()).hexdigest()[:16]
        return any(Path(settings.MAILBOX_DIR).glob(f"*-{digest}-*.eml"))


def current_sink() -> Sink:
    """The embedded mailbox answers for itself; a server named by `EMAIL_URL` is plain SMTP.

    Raises:
        ImportError: `MAIL_SINK` names no class.
    """
    if settings.MAIL_SINK:
        made: Sink = import_string(settings.MAIL_SINK)()
        return made
    return LocalMailboxSink() if settings.MAIL_EMBEDDED else SmtpSink()
