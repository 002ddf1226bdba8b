"""Transitions while the worker is killed five times and the broker twice: each mail arrives once.

300 of them by themselves and in `make show-journey`, fewer in `make test`.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter

import pytest

from tests.running import ROOT, Running, until

pytestmark = pytest.mark.chaos

TRANSITIONS = int(os.environ.get("CHAOS_TRANSITIONS", "300"))
WORKER_KILLS, BROKER_KILLS = 5, 2


def kill_workers(site: Running) -> None:
    """`kill -9` to the worker and to its children."""
    for pid in site.children("celery -A config worker"):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def drive_under_fire(site: Running, kill_broker) -> list[dict]:
    """Returns what the driver committed; kills come at even distances on its way."""
    plan = {TRANSITIONS * (n + 1) // (WORKER_KILLS + 1): lambda: kill_workers(site) for n in range(WORKER_KILLS)}
    plan |= {TRANSITIONS * (2 * n + 1) // (2 * BROKER_KILLS) + 7: kill_broker for n in range(BROKER_KILLS)}
    assert len(plan) == WORKER_KILLS + BROKER_KILLS
    driver = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.drive", str(TRANSITIONS)],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    committed = []
    assert driver.stdout is not None
    for line in driver.stdout:
        committed.append(json.loads(line))
        if len(committed) in plan:
            until(lambda: site.children("celery -A config worker"), "a worker to kill")
            plan[len(committed)]()
    assert driver.wait() == 0
    driver.stdout.close()
    assert len(committed) == TRANSITIONS
    return committed


def each_mail_arrived_once(site: Running, committed: list[dict], record_property) -> None:
    expected = Counter(address for event in committed for address in event["to"])
    keys = {event["event"] for event in committed}
    listed = json.loads(site.manage("delivered", "--json"))
    ours = {row["message_id"]: row["address"] for row in listed if row["event_key"] in keys}
    assert Counter(ours.values()) == expected

    def arrived() -> Counter:
        return Counter(str(mail["Message-ID"]).strip() for mail in site.mails() if mail["Message-ID"] in ours)

    until(lambda: len(arrived()) == len(ours), "every mail to arrive", 240)
    assert set(arrived().values()) == {1}
    record_property("transitions", len(committed))
    record_property("mails", len(ours))
    record_property("lost", len(ours.keys() - arrived().keys()))
    record_property("twice", sum(count > 1 for count in arrived().values()))


def test_on_the_embedded_default(tmp_path, record_property):
    def kill_broker() -> None:
        for pid in site.children("valkey"):
            os.kill(pid, signal.SIGKILL)

    with Running(tmp_path / "site") as site:
        committed = drive_under_fire(site, kill_broker)
        each_mail_arrived_once(site, committed, record_property)
        assert "agree with their subjects" in site.manage("verify")


@pytest.mark.long
def test_on_postgresql_and_a_broker_elsewhere(tmp_path, postgres, broker, record_property):
    def kill_broker() -> None:
        broker.kill()
        broker.start()

    with Running(tmp_path / "site", {"DATABASE_URL": postgres, "REDIS_URL": broker.url}) as site:
        committed = drive_under_fire(site, kill_broker)
        each_mail_arrived_once(site, committed, record_property)
        assert "agree with their subjects" in site.manage("verify")
