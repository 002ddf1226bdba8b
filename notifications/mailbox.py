"""Reading the local mailbox: the .eml files that the embedded mail sink writes. Demo only."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from django.conf import settings

from notifications import answering

NAME = re.compile(r"[\w.+=-]+\.eml")
SEARCHED = 2000  # the newest files that a search by address looks into


@dataclass(frozen=True)
class Heading:
    name: str
    subject: str
    sender: str
    to: str
    at: datetime


@dataclass(frozen=True)
class Mail:
    heading: Heading
    text: str
    html: str
    reply_to: str = ""  # a reply address of ours


def newest_first() -> list[Path]:
    folder = Path(settings.MAILBOX_DIR)
    if not folder.is_dir():
        return []
    files = [path for path in folder.iterdir() if NAME.fullmatch(path.name)]
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def to_address(address: str) -> list[Path]:
    """The newest files whose `To` holds these letters."""
    wanted = address.casefold()
    return [path for path in newest_first()[:SEARCHED] if wanted in heading(path).to.casefold()]


def heading(path: Path) -> Heading:
    with path.open("rb") as file:
        headers = BytesHeaderParser(policy=policy.default).parse(file)
    return _heading(path, headers)


def read(name: str) -> Mail | None:
    """One mail by its file's name; None where there is none of that name in the mailbox itself."""
    path = Path(settings.MAILBOX_DIR) / name
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    reply_to = str(message.get("Reply-To", ""))
    ours = reply_to if answering.tokens_in(reply_to) else ""
    return Mail(_heading(path, message), _part(message, "plain"), _part(message, "html"), ours)


def _heading(path: Path, headers: EmailMessage) -> Heading:
    return Heading(
        name=path.name,
        subject=str(headers.get("Subject", "")).strip(),  # folding leaves a space
        sender=str(headers.get("From", "")),
        to=str(headers.get("To", "")),
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
