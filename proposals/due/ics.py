"""A calendar as RFC 5545 writes it: CRLF, lines of at most 75 octets, and escaped text. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PRODUCT = "-//Tidemark//Due dates//EN"
LONGEST = 75  # octets, without the line break
ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class Event:
    """A whole day. `uid` is the same whenever the calendar is read; `stamp` when the entry last changed."""

    uid: str
    day: date
    summary: str
    text: str
    url: str
    stamp: datetime


def calendar(name: str, events: Iterable[Event], language: str) -> bytes:
    return b"".join(folded(line) for line in _lines(name, events, language))


def _lines(name: str, events: Iterable[Event], language: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield from (f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{event.uid}"
        yield f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY;LANGUAGE={language}:{escaped(event.summary)}"
        yield f"DESCRIPTION;LANGUAGE={language}:{escaped(event.text)}"
        yield f"URL:{event.url}"
        yield from ("TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def escaped(text: str) -> str:
    """No control character but the line break, which becomes two ordinary ones: nothing typed can begin a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(ESCAPES.get(one, one) for one in lines if one in "\n\t" or one.isprintable())


def folded(line: str) -> bytes:
    """With its CRLF. A character of several octets is never cut."""
    parts, part = [], b""
    for one in line:
        octets = one.encode()
        if len(part) + len(octets) > LONGEST:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
