"""Fetching answers from a mailbox (IMAP). A mail is moved away after its transaction has committed, never before.

Whoever is killed in between leaves it there, and the next poll finds that it was taken in already. What cannot be
worked on is set aside, so that it stops nobody; the operator moves it back once the fault is mended.
"""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from notifications import pulses
from proposals.replies import services
from proposals.replies.models import Source
from proposals.replies.reading import LARGEST

logger = logging.getLogger(__name__)

TAKEN_IN, SET_ASIDE = "Tidemark taken in", "Tidemark set aside"
MAILBOX, REACHED_FOR = "mailbox of answers", 120  # seconds: four polls
SECONDS = 20  # for each step of a conversation with the server
PORTS = {"imaps": 993, "imap": 143}


@dataclass
class Polled:
    taken_in: int = 0
    set_aside: int = 0
    reached: bool = True


def poll(*, seconds: float = 25) -> Polled:
    """Take in what lies in the mailbox, for about `seconds`. Safe to run in many workers at once.

    Raises:
        ValueError: `TIDEMARK_REPLY_MAILBOX` is no address of a mailbox.
        DatabaseError: nothing more can be taken in now; whatever is left lies there still.
    """
    done, until = Polled(), monotonic() + seconds
    where = address(settings.REPLY_MAILBOX)
    try:
        with _opened(where) as box:
            pulses.beat(MAILBOX, life=REACHED_FOR)
            for key in box.search("ALL"):
                if monotonic() > until:
                    break
                _one(box, key, done)
    except (OSError, IMAPClientError) as error:  # imaplib's own abort is an IMAPClientError
        done.reached = False
        logger.warning("The mailbox of answers does not answer; it will be tried again: %s", error)
    return done


def address(url: str) -> SplitResult:
    """Raises ValueError: it is none."""
    found = urlsplit(url)
    if found.scheme not in PORTS or not found.hostname or not found.username:
        raise ValueError("TIDEMARK_REPLY_MAILBOX is imaps://user:password@host/INBOX")
    return found


@contextmanager
def _opened(where: SplitResult) -> Iterator[IMAPClient]:
    """The folder is chosen, and the two that mails are moved to are there."""
    encrypted = where.scheme == "imaps"
    box = IMAPClient(
        where.hostname,
        port=where.port or PORTS[where.scheme],
        ssl=encrypted,
        ssl_context=ssl.create_default_context() if encrypted else None,
        timeout=SECONDS,
    )
    with box:
        box.login(unquote(where.username or ""), unquote(where.password or ""))
        for name in (TAKEN_IN, SET_ASIDE):
            if not box.folder_exists(_named(box, name)):
                box.create_folder(_named(box, name))
        box.select_folder(unquote(where.path.strip("/")) or "INBOX")
        yield box


def _named(box: IMAPClient, name: str) -> str:
    """As this server wants names of the person's own folders: some begin with "INBOX."."""
    personal = box.namespace().personal if box.has_capability("NAMESPACE") else None
    return f"{personal[0][0]}{name}" if personal else name


def _one(box: IMAPClient, key: int, done: Polled) -> None:
    part = f"BODY.PEEK[]<0.{LARGEST + 1}>"  # one byte more than is read, to know that there is more
    found = box.fetch([key], [part]).get(key)
    if found is None:  # another worker has moved it
        return
    raw = next((value for name, value in found.items() if name.startswith(b"BODY[]")), b"") or b""
    try:
        services.receive(raw, source=Source.MAILBOX)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever it is about, it must not stop the others
        logger.exception("A mail could not be worked on; it is set aside")
        services.broken(raw, error, source=Source.MAILBOX)
        _move(box, key, SET_ASIDE)
        done.set_aside += 1
    else:
        _move(box, key, TAKEN_IN)
        done.taken_in += 1


def _move(box: IMAPClient, key: int, name: str) -> None:
    folder = _named(box, name)
    if box.has_capability("MOVE"):
        box.move([key], folder)
        return
    box.copy([key], folder)
    box.delete_messages([key])
    box.expunge([key] if box.has_capability("UIDPLUS") else None)
