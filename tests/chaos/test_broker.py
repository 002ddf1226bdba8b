"""The broker is killed, flushed and away: pages answer, nothing is lost, the backlog is gone soon after its return.

`CHAOS_BROKER_KILLS=15 CHAOS_ABSENT_SECONDS=600` is the promise at its full size.
"""

import os
import random
from dataclasses import asdict
from time import monotonic

import pytest
import redis

from tests.chaos.driving import SEED, Event, drive, heard
from tests.running import Running, Session, until

pytestmark = [pytest.mark.chaos, pytest.mark.long]

KILLS = int(os.environ.get("CHAOS_BROKER_KILLS", "4"))
ABSENT = float(os.environ.get("CHAOS_ABSENT_SECONDS", "20"))
BETWEEN = 5  # transitions


def test_killed_and_flushed(tmp_path, broker, figures):
    chance = random.Random(SEED)
    killed = 0
    committed: list[Event] = []
    with Running(tmp_path / "site", {"REDIS_URL": broker.url}) as site:
        for event in drive(site, KILLS * BETWEEN):
            committed.append(event)
            if len(committed) % BETWEEN:
                continue
            if chance.random() < 0.5:
                killed += 1
                broker.kill()
                broker.start()
            else:
                redis.Redis.from_url(broker.url).flushall()
        found = heard(site, committed)
        until(site.ready, "everything to be well again")
    figures(killed=killed, flushed=KILLS - killed, **asdict(found))
    assert (found.lost, found.twice) == (0, 0)


def test_away(tmp_path, broker, figures):
    committed: list[Event] = []
    pages = 0
    with Running(tmp_path / "site", {"REDIS_URL": broker.url}) as site:
        ada = Session(site).sign_in("Ada Boudreau")
        broker.kill()
        until_then = monotonic() + ABSENT
        while monotonic() < until_then:
            committed += drive(site, BETWEEN)
            assert "Proposals" in ada.get("/work/proposals/")
            pages += 1
        broker.start()
        found = heard(site, committed)
        until(site.ready, "everything to be well again")
    figures(absent=ABSENT, transitions=len(committed), pages=pages, **asdict(found))
    assert (found.lost, found.twice) == (0, 0)
