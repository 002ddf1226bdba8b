"""Commits transitions and is killed between COMMIT and the ringing of the worker, each time: `die.py COUNT`.

Every transition is made by a process of its own, which kills itself with SIGKILL at the moment when the door would
ring. The page's process can die there too, but nobody could hit that moment from outside. Prints what `drive` prints.
"""

import json
import os
import signal
import sys
from typing import NoReturn

from django.db import connections

from tests.chaos.drive import cases, move  # sets Django up

from notifications import services  # isort: skip
from workflow.models import TransitionRecord  # isort: skip


def die() -> NoReturn:
    """Called after the commit, in place of `services.ring`."""
    record = TransitionRecord.objects.filter(machine="proposal").latest("id")
    print(json.dumps({"event": str(record.uuid), "to": addressed}), flush=True)  # noqa: T201
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("killed")


addressed: list[str] = []

if __name__ == "__main__":
    services.ring = die
    found = cases()
    for number in range(int(sys.argv[1])):
        connections.close_all()
        child = os.fork()
        if child == 0:
            move(found[number % len(found)], addressed)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, status
