"""Transitions while the worker and the broker are killed: every mail arrives, and where the sink can be asked, once.

A few by themselves and in `make test`; `CHAOS_TRANSITIONS=10000 CHAOS_WORKER_KILLS=50 CHAOS_BROKER_KILLS=15` is the
promise at its full size.
"""

import os
import random
import signal
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from config.sink import Keep
from tests.chaos.driving import SEED, Event, drive, heard, kept
from tests.running import Running, free_port, until

pytestmark = pytest.mark.chaos

TRANSITIONS = int(os.environ.get("CHAOS_TRANSITIONS", "300"))
WORKER_KILLS = int(os.environ.get("CHAOS_WORKER_KILLS", "5"))
BROKER_KILLS = int(os.environ.get("CHAOS_BROKER_KILLS", "2"))
PATIENCE = float(os.environ.get("CHAOS_PATIENCE", "300"))
AT_ONCE = 2  # mails that one worker has in flight: its processes (config/management/commands/up.py)


def kill_workers(site: Running) -> None:
    """`kill -9` to the worker and to its children."""
    for pid in site.children("celery -A config worker"):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def drive_under_fire(site: Running, mailbox: Path, kill_broker: Callable[[], None] | None) -> list[Event]:
    """Returns what was committed. The worker dies only when it has sent something since it died last."""
    chance = random.Random(SEED)
    kinds = [True] * WORKER_KILLS + [False] * (BROKER_KILLS if kill_broker else 0)
    chance.shuffle(kinds)
    plan = dict(zip(sorted(chance.sample(range(1, TRANSITIONS), len(kinds))), kinds, strict=True))
    committed: list[Event] = []
    at_last = -1
    for event in drive(site, TRANSITIONS):
        committed.append(event)
        worker = plan.get(len(committed))
        if worker:
            at_last = sent_more(site, mailbox, at_last)
            kill_workers(site)
        elif worker is not None and kill_broker:
            kill_broker()
    assert len(committed) == TRANSITIONS
    return committed


def sent_more(site: Running, mailbox: Path, than: int) -> int:
    """Wait for a worker that sends; how many mails have arrived."""
    until(lambda: kept(mailbox).total() > than and site.children("celery -A config worker"), "a worker to kill")
    return kept(mailbox).total()


def measured(site: Running, mailbox: Path, kill_broker: Callable[[], None] | None, figures) -> tuple[int, int]:
    """(lost, twice)."""
    committed = drive_under_fire(site, mailbox, kill_broker)
    found = heard(site, committed, mailbox, PATIENCE)
    figures(
        transitions=len(committed),
        worker_kills=WORKER_KILLS,
        broker_kills=BROKER_KILLS if kill_broker else 0,
        in_flight_at_most=WORKER_KILLS * AT_ONCE,
        **asdict(found),
    )
    assert "agree with their subjects" in site.manage("verify")
    return found.lost, found.twice


def test_on_the_embedded_default(tmp_path, figures):
    def kill_broker() -> None:
        for pid in site.children("valkey"):
            os.kill(pid, signal.SIGKILL)

    with Running(tmp_path / "site") as site:
        assert measured(site, site.folder / "mailbox", kill_broker, figures) == (0, 0)


@pytest.mark.long
def test_on_postgresql_and_a_broker_elsewhere(tmp_path, postgres, broker, figures):
    def kill_broker() -> None:
        broker.kill()
        broker.start()

    with Running(tmp_path / "site", {"DATABASE_URL": postgres, "REDIS_URL": broker.url}) as site:
        assert measured(site, site.folder / "mailbox", kill_broker, figures) == (0, 0)


@pytest.mark.long
def test_over_plain_smtp_nothing_is_lost_and_only_what_was_in_flight_comes_twice(tmp_path, figures):
    port, mailbox = free_port(), tmp_path / "elsewhere"
    mailbox.mkdir()
    server = Controller(Keep(mailbox), hostname="127.0.0.1", port=port)
    server.start()
    with Running(tmp_path / "site", {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "MAIL_TIMEOUT": "4"}) as site:
        lost, twice = measured(site, mailbox, None, figures)
    server.stop()
    assert lost == 0
    assert twice <= WORKER_KILLS * AT_ONCE
