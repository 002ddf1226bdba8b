"""Pure: from the bytes of a mail to what it says. Nothing that can be mailed makes it fail.

Headers are read first and the body only when it is asked for, so that a mail from nobody costs little.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from functools import cached_property

from notifications import answering
from proposals.replies.cutting import new_words
from proposals.replies.plain import text_of, unflowed

LARGEST = 10_000_000  # bytes of a mail, with everything attached
HEAD = 200_000  # bytes of its headers
LONGEST = 300_000  # characters of a part that holds text
PARTS = 200  # looked into
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
BY_MACHINE = re.compile(r"^(mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre)@", re.IGNORECASE)
AWAY = re.compile(
    r"^(automatic reply|auto(matic)?[- ]?response|out of (the )?office|réponse automatique|absence du bureau)\b",
    re.IGNORECASE,
)
SIGNATURES = frozenset({"application/pkcs7-signature", "application/pgp-signature", "application/x-pkcs7-signature"})


@dataclass(frozen=True)
class Mail:
    """`to`: addresses of the envelope, where whoever handed it over knows them."""

    raw: bytes = field(repr=False)
    to: tuple[str, ...] = ()

    @property
    def too_large(self) -> bool:
        return len(self.raw) > LARGEST

    @cached_property
    def _head(self) -> Message:
        end = re.search(rb"\r?\n\r?\n", self.raw[:HEAD])
        return message_from_bytes(self.raw[: end.start() if end else HEAD] + b"\n\n", policy=policy.default)

    @cached_property
    def tokens(self) -> list[str]:
        """Of the addresses of ours that it was sent to, whoever signed them."""
        found = [*self.to, *(value for name in ADDRESSED for value in self._all(name))]
        return answering.tokens_in("\n".join(found))

    @cached_property
    def message_id(self) -> str:
        return self._one("Message-ID").strip()

    @cached_property
    def sender(self) -> str:
        """The one address of its From, "" where there is none or several."""
        values = self._headers("From")
        try:
            addresses = [one.addr_spec for value in values for one in value.addresses]
        except Exception:  # what the email package may raise about a broken header
            return ""
        return addresses[0].casefold() if len(addresses) == 1 else ""

    @cached_property
    def automatic(self) -> str:
        """The header by which a machine gives itself away, "" where a person wrote it."""
        if self._one("Auto-Submitted").partition(";")[0].strip().casefold() not in {"", "no"}:
            return "Auto-Submitted"
        if self._one("Precedence").strip().casefold() in {"bulk", "junk", "list", "auto_reply"}:
            return "Precedence"
        for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Failed-Recipients", "List-Id"):
            if self._all(name):
                return name
        if "X-Tidemark-Event" in self._head:
            return "X-Tidemark-Event"
        if "<>" in (value.replace(" ", "") for value in self._all("Return-Path")):
            return "Return-Path"
        if self._one("Content-Type").strip().casefold().startswith("multipart/report"):
            return "Content-Type"
        if BY_MACHINE.match(self.sender):
            return "From"
        return "Subject" if AWAY.match(self._one("Subject").strip()) else ""

    def vouched_by(self, server: str) -> bool:
        """The topmost Authentication-Results of this server says that the sender's domain sent it."""
        for value in self._all("Authentication-Results"):
            name, _semicolon, results = value.partition(";")
            if name.split() and name.split()[0].casefold() == server.casefold():
                return bool(re.search(r"(^|[\s;])dmarc\s*=\s*pass\b", results, re.IGNORECASE))
        return False

    @cached_property
    def text(self) -> str:
        """What its writer added, without what is quoted."""
        plain = [_typed(part) for part in self._parts if part.get_content_type() == "text/plain" and not _file(part)]
        if any(one.strip() for one in plain):
            return new_words("\n".join(plain)[:LONGEST])
        html = [_decoded(part) for part in self._parts if part.get_content_type() == "text/html" and not _file(part)]
        return new_words("\n".join(text_of(one) for one in html[:1])[:LONGEST])

    @cached_property
    def attachments(self) -> int:
        """Files that were sent along. Pictures of a signature and signatures of a machine are none."""
        return sum(_file(part) for part in self._parts if part.get_content_type() not in SIGNATURES)

    @cached_property
    def _parts(self) -> list[Message]:
        """Leaves, without what lies within an attached mail."""
        try:
            return list(_leaves(message_from_bytes(self.raw[:LARGEST], policy=policy.default)))
        except Exception:  # nested beyond what the email package bears: no text, no files
            return []

    def _headers(self, name: str) -> list:
        try:
            return list(self._head.get_all(name, []))
        except Exception:  # what the email package may raise about a broken header
            return []

    def _all(self, name: str) -> list[str]:
        return [str(value) for value in self._headers(name)]

    def _one(self, name: str) -> str:
        return next(iter(self._all(name)), "")


def read(raw: bytes, to: Iterable[str] = ()) -> Mail:
    return Mail(raw, tuple(to))


def _leaves(message: Message) -> Iterator[Message]:
    waiting = [message]
    seen = 0
    while waiting and seen < PARTS:
        part = waiting.pop()
        seen += 1
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting.extend(reversed(part.get_payload()))
        else:
            yield part


def _file(part: Message) -> bool:
    """Some programs attach without saying so; a picture that the text refers to is a part of it."""
    attached = str(part.get_content_disposition() or "") == "attachment" or bool(part.get_filename())
    if part.get_content_maintype() == "text":
        return attached
    if part.get_content_maintype() == "image":
        return not part.get("Content-ID")
    return part.get_content_maintype() != "multipart"


def _typed(part: Message) -> str:
    text = _decoded(part)[:LONGEST]
    if str(part.get_param("format") or "").casefold() != "flowed":
        return text
    return unflowed(text, without_space=str(part.get_param("delsp") or "").casefold() == "yes")


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return str(raw or "")
    try:
        return raw.decode(str(part.get_content_charset() or "utf-8"))
    except (LookupError, ValueError):  # a charset that nobody knows, or another than it says
        return raw.decode("utf-8", "replace") if _is_utf8(raw) else raw.decode("cp1252", "replace")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except ValueError:
        return False
    return True
