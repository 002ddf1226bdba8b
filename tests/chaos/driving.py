"""Transitions made by a process of their own, and whether everybody heard of each exactly once."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from tests.running import ROOT, NotInTime, Running, until

SEED = int(os.environ.get("CHAOS_SEED", "2026"))
Event = dict[str, Any]  # {"event": its key, "to": addresses}


def drive(site: Running, count: int, program: str = "tests.chaos.drive") -> Iterator[Event]:
    """What the program commits, as it is committed."""
    command = [sys.executable, "-m", program, str(count)]
    with subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout is not None
        for line in driver.stdout:
            yield json.loads(line)
    assert driver.returncode == 0


def mark(message_id: str) -> str:
    """What the sink names a file after (config/sink.py)."""
    return hashlib.sha256(message_id.encode()).hexdigest()[:16]


def kept(mailbox: Path) -> Counter[str]:
    """{mark of a Message-ID: how often it lies there}, by the names of the files alone."""
    return Counter(path.name.split("-")[1] for path in mailbox.glob("*.eml"))


@dataclass
class Heard:
    """What became of the mail of these events; `seconds` from the first look until the last one arrived."""

    mails: int
    lost: int
    twice: int
    seconds: float


def heard(site: Running, committed: Iterable[Event], mailbox: Path | None = None, patience: float = 300) -> Heard:
    """Every address of every event has its row in the ledger; wait for each row's mail to arrive."""
    events, begun = list(committed), monotonic()
    keys = {event["event"] for event in events}
    rows = [row for row in json.loads(site.manage("delivered", "--json")) if row["event_key"] in keys]
    assert Counter(row["address"] for row in rows) == Counter(address for event in events for address in event["to"])
    wanted = {mark(row["message_id"]) for row in rows}
    assert len(wanted) == len(rows)
    folder = mailbox or site.folder / "mailbox"
    arrived(lambda: not wanted - kept(folder).keys(), patience)
    found = kept(folder)
    twice = sum(found[one] - 1 for one in wanted if one in found)
    return Heard(len(rows), len(wanted - found.keys()), twice, round(monotonic() - begun, 1))


def arrived(condition: Callable[[], bool], patience: float) -> None:
    """Wait; what has not come by then is counted as lost, by the caller."""
    try:
        until(condition, "every mail to arrive", patience)
    except NotInTime:
        return
