"""Reads whatever a person can reach: every link, every search, every file, unpacked. For the tests of the site."""

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from pypdf import PdfReader

LINK = re.compile(r'href="(/[^"#]*)"')
FORM = re.compile(r'<form[^>]*method="get"[^>]*>.*?</form>', re.DOTALL | re.IGNORECASE)
ACTION = re.compile(r'action="([^"]*)"')
INPUT = re.compile(r"<input\b[^>]*>")
NAME = re.compile(r'name="([^"]+)"')
TYPED = re.compile(r'type="(?:search|text)"')
LIMIT = 600
# A later page of a list holds what the first one holds; signing out, the language and the demo's sign-in are acts.
LEAVE_OUT = re.compile(r"^/(static|accounts|language|demo)/|[?&]page=\d")


@dataclass
class Library:
    """What one person has read: {address: text}, and each address's status."""

    pages: dict[str, str] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)

    def holding(self, word: str) -> list[str]:
        """Addresses of the pages and files that hold the word."""
        return [address for address, text in self.pages.items() if word in text]

    @property
    def broken(self) -> dict[str, int]:
        """Linked, and not there."""
        return {address: status for address, status in self.status.items() if status not in (200, 302)}


def read_everything(
    client, starts: Iterable[str], *, searched: Iterable[str] = (), leave_out: re.Pattern[str] = LEAVE_OUT
) -> Library:
    """Breadth first from `starts`; each search form is asked for each of `searched`."""
    library = Library()
    queue = deque(starts)
    while queue and len(library.status) < LIMIT:
        address = queue.popleft()
        if address in library.status or leave_out.search(address):
            continue
        response = client.get(address)
        library.status[address] = response.status_code
        if response.status_code in (301, 302):
            queue.append(response["Location"])
            continue
        body = b"".join(response) if response.streaming else response.content
        kind = response["Content-Type"]
        library.pages[address] = text_of(body, kind)
        if "html" in kind:
            queue.extend(_next(library.pages[address], address, tuple(searched)))
    return library


def text_of(body: bytes, kind: str) -> str:
    """A page as it stands, a PDF's text, everything in an archive (spreadsheets are archives)."""
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(text_of(archive.read(name), "") for name in archive.namelist())
    return body.decode("utf-8", "replace")


def _next(page: str, address: str, searched: tuple[str, ...]) -> Iterator[str]:
    yield from (unescape(link) for link in LINK.findall(page))
    for form in FORM.findall(page):
        action = ACTION.search(form)
        target = unescape(action[1]) if action and action[1] else address.partition("?")[0]
        fields = [NAME.search(field) for field in INPUT.findall(form) if TYPED.search(field)]
        yield from (f"{target}?{urlencode({name[1]: word})}" for name in fields if name for word in searched)
