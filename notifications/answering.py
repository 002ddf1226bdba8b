"""Answering by mail: the signed address of one notice, and the line above which the answer is written.

The address names a notice and carries 128 bits of an HMAC, in letters that no mail server changes. Who may answer
what is no business of this room: `NOTICE_ANSWERS` names the function that knows.
"""

import base64
import re
from binascii import Error
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.models import Channel, Notice

SALT = "notifications.answering"
LENGTH = 52  # letters of a token: 16 bytes of the notice's key and 16 of the HMAC
LOCAL_PART = 64  # what RFC 5321 allows before the @
LONGEST_NAME = LOCAL_PART - LENGTH - 1


@dataclass(frozen=True)
class Answer:
    """What a mail says of answering it, in its language."""

    address: str
    line: str
    words: str


def address_of(notice: Notice) -> str:
    name, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    return f"{name}+{token_of(notice)}@{domain}"


def token_of(notice: Notice) -> str:
    return base64.b32encode(notice.pk.bytes + _mark(notice.pk)).decode().rstrip("=").lower()


def tokens_in(text: str) -> list[str]:
    """Tokens of the addresses of ours that stand in this text, each once, whoever signed them."""
    name, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    if not name:
        return []
    ours = re.compile(rf"(?<![\w.+-]){re.escape(name)}\+([a-z2-7]{{{LENGTH}}})@{re.escape(domain)}(?![\w.-])", re.I)
    return list(dict.fromkeys(found.lower() for found in ours.findall(text)))


def noticed(token: str) -> Notice | None:
    """The notice of a token; None where we did not sign it."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-LENGTH % 8))
    except (Error, ValueError):
        return None
    key = UUID(bytes=raw[:16])
    if not constant_time_compare(raw[16:], _mark(key)):
        return None
    found = Notice.objects.filter(pk=key, channel=Channel.MAIL)
    return found.select_related("recipient", "guest_link__user").first()


def answer(notice: Notice, rows: list[Notice]) -> Answer | None:
    """What this mail, which tells `rows`, says of answering it, in the active language; None: it can't be answered."""
    if not settings.REPLY_ADDRESS:
        return None
    readers = import_string(settings.NOTICE_ANSWERS)(notice, rows)
    if not readers:
        return None
    words = _("You can answer this mail: what you write above the first line is added to the conversation.")
    return Answer(address_of(notice), line(), f"{words} {readers}")


def line() -> str:
    """Where an answer ends, in the active language."""
    return _("Write your answer above this line")


def lines() -> list[str]:
    """The same in every language: a mail may be answered after its reader chose another one."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append(line())
    return found


def _mark(key: UUID) -> bytes:
    return salted_hmac(SALT, key.hex, algorithm="sha256").digest()[:16]
