"""A calendar as RFC 5545 writes it, by the library `icalendar`. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

PRODUCT = "-//Tidemark//Due dates//EN"
READ_AGAIN = timedelta(hours=1)


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
    made = icalendar.Calendar()
    heading = {"prodid": PRODUCT, "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH"}
    for key, value in {**heading, "x-wr-calname": name}.items():
        made.add(key, value)
    made.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", icalendar.vDuration(READ_AGAIN))
    for event in events:
        made.add_component(_entry(event, language))
    return made.to_ical(sorted=False)


def _entry(event: Event, language: str) -> icalendar.Event:
    made, spoken = icalendar.Event(), {"LANGUAGE": language}
    made.add("uid", event.uid)
    made.add("dtstamp", event.stamp.astimezone(UTC))
    made.add("dtstart", event.day)
    made.add("dtend", event.day + timedelta(days=1))
    made.add("summary", printable(event.summary), parameters=spoken)
    made.add("description", printable(event.text), parameters=spoken)
    made.add("url", event.url)
    made.add("transp", "TRANSPARENT")
    return made


def printable(text: str) -> str:
    """No control character but the line break, which becomes an ordinary one: nothing typed can begin a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one in "\n\t" or one.isprintable())
