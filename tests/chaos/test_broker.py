"""The broker is killed, flushed and away: pages answer, nothing is lost, the backlog is gone soon after its return.

`CHAOS_BROKER_KILLS=15 CHAOS_ABSENT_SECONDS=600` is the promise at its full size.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import asdict
from time import monotonic

import pytest

from tests.broker import Broker
from tests.chaos.driving import SEED, Event, drive, heard
from tests.running import Running, Session, until

pytestmark = [pytest.mark.chaos, pytest.mark.long]

KILLS = int(os.environ.get("CHAOS_BROKER_KILLS", "4"))
ABSENT = float(os.environ.get("CHAOS_ABSENT_SECONDS", "20"))
BETWEEN = 5  # transitions


def test_killed_and_flushed_and_then_away(tmp_path, broker, figures):
    with Running(tmp_path / "site", {"REDIS_URL": broker.url}) as site:
        committed, killed = list(under_fire(site, broker)), broker.kills
        found = heard(site, committed)
        figures(killed=killed, flushed=KILLS - killed, transitions=len(committed), **asdict(found))
        assert (found.lost, found.twice) == (0, 0)
        committed, pages = away(site, broker)
        found = heard(site, committed)
        until(site.ready, "everything to be well again")
        figures(absent=ABSENT, transitions=len(committed), pages=pages, **asdict(found))
        assert (found.lost, found.twice) == (0, 0)


def under_fire(site: Running, broker: Broker) -> Iterator[Event]:
    chance = random.Random(SEED)
    for number, event in enumerate(drive(site, KILLS * BETWEEN), 1):
        yield event
        if number % BETWEEN:
            continue
        if chance.random() < 0.5:
            broker.kill()
            broker.start()
        else:
            broker.flush()


def away(site: Running, broker: Broker) -> tuple[list[Event], int]:
    """Transitions and pages while there is no broker; it is back at the end."""
    ada = Session(site).sign_in("Ada Boudreau")
    committed: list[Event] = []
    pages = 0
    broker.kill()
    end = monotonic() + ABSENT
    while monotonic() < end:
        committed += drive(site, BETWEEN)
        assert "Proposals" in ada.get("/work/proposals/")
        pages += 1
    broker.start()
    return committed, pages
