"""Thirty days as two schedulers live them: real processes, a simulated clock, and a hand that kills them."""

import multiprocessing
import os
import random
import signal
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from multiprocessing.connection import Connection
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection, connections

from notifications import delivery, digests
from proposals import timed

HALIFAX = ZoneInfo("America/Halifax")
DAY = timedelta(days=1)
# What a day is looked at: each person's hours, the ends of quiet hours, and those that come twice or never.
LOOKED_AT = ("00:00", "01:30", "02:30", "03:30", "07:00", "08:00", "12:00", "12:02", "18:00", "18:02", "23:59")


def moments(start: datetime, days: int, looked_at: tuple[str, ...] = LOOKED_AT) -> Iterator[datetime]:
    """Every moment at which the schedulers run, in order; an hour that comes twice is two."""
    first = start.astimezone(HALIFAX).date()
    found = set()
    for number in range(days):
        for text in looked_at:
            wall = datetime.combine(first + number * DAY, clock_time.fromisoformat(text), tzinfo=HALIFAX)
            found |= {wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)}
    return iter(sorted(moment for moment in found if moment >= start))


def run_once(moment: datetime) -> None:
    """One beat: what the schedule starts, at this moment."""
    with time_machine.travel(moment, tick=False):
        timed.run()
        digests.gather()
        delivery.drain()


def _live(orders: Connection, database: str) -> None:
    connections["default"].settings_dict["NAME"] = database
    while True:
        moment = orders.recv()
        try:
            run_once(moment)
            orders.send("")
        except Exception:
            orders.send(traceback.format_exc())


class Scheduler:
    """A process that runs the beat when told to. Killed, it is started anew."""

    def __init__(self) -> None:
        database = str(connection.settings_dict["NAME"])
        connections.close_all()  # a connection must not be shared with the child
        fork = multiprocessing.get_context("fork")
        self._killed = False
        self._ours, theirs = fork.Pipe()
        self.process = fork.Process(target=_live, args=(theirs, database), daemon=True)
        self.process.start()
        theirs.close()

    def begin(self, moment: datetime) -> None:
        self._ours.send(moment)

    def end(self) -> bool:
        """Wait until the beat is over. False where the process was killed in it.

        Raises:
            AssertionError: with the traceback of whatever it raised.
        """
        try:
            trouble = self._ours.recv()
        except (EOFError, ConnectionResetError):
            trouble = ""
        assert not trouble, trouble
        if self._killed:
            self.process.join()
        return not self._killed

    def kill(self) -> None:
        self._killed = True
        os.kill(self.process.pid or 0, signal.SIGKILL)


class Pair:
    """Two schedulers that run the same beat at the same moments."""

    def __init__(self, seed: int, *, kill_one_in: int) -> None:
        self.chance = random.Random(seed)
        self.kill_one_in = kill_one_in
        self.kills = 0
        self.beats = 0
        self.slowest = 0.02
        self.both = [Scheduler(), Scheduler()]

    def beat(self, moment: datetime) -> None:
        begun = time.perf_counter()
        for one in self.both:
            one.begin(moment)
        if self.chance.randrange(self.kill_one_in) == 0:
            time.sleep(self.chance.uniform(0, self.slowest))  # somewhere in the work
            self.chance.choice(self.both).kill()
            self.kills += 1
        alive = [one.end() for one in self.both]
        self.both = [one if lives else Scheduler() for one, lives in zip(self.both, alive, strict=True)]
        self.beats += 1
        if all(alive):
            self.slowest = time.perf_counter() - begun

    def stop(self) -> None:
        for one in self.both:
            one.kill()
            one.process.join()
