"""`manage.py up`: restarts what dies, stops cleanly, leaves nothing behind, and is alone in its folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT, Running, until

pytestmark = pytest.mark.chaos

PARTS = (
    "gunicorn",
    "celery -A config worker",
    "--queues webhooks",
    "celery -A config beat",
    "valkey",
    "manage.py sink",
)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]


@pytest.mark.parametrize("number", [pytest.param(signal.SIGTERM, marks=pytest.mark.long), signal.SIGINT])
def test_it_restarts_what_dies_and_leaves_nothing(tmp_path, number):
    with Running(tmp_path / "site", {"TIDEMARK_DEMO": "on"}, from_nothing=True) as site:
        if number == signal.SIGTERM:
            for part in PARTS:
                os.kill(site.children(part)[0], signal.SIGKILL)
            until(lambda: all(site.children(part) for part in PARTS), "every part to be back")
            until(site.ready, "everything to answer again")
        below = site.children()
        assert site.stop(number) == 0
        until(lambda: not any(alive(pid) for pid in below), "every child to be gone")
        left = {path.name for path in site.folder.iterdir()}
        assert not left & {"valkey.sock", "beat.pid"}


def test_when_it_is_killed_its_parts_go_too(tmp_path):
    with Running(tmp_path / "site") as site:
        below = site.children()
        site.stop(signal.SIGKILL)
        until(lambda: not any(alive(pid) for pid in below), "every child to be gone")


def test_a_second_one_in_the_same_folder_or_port_is_refused(tmp_path):
    with Running(tmp_path / "site") as site:
        for settings in ({}, {"TIDEMARK_VAR": str(tmp_path / "other")}):
            second = subprocess.run(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=site.environment | settings,
                capture_output=True,
                text=True,
            )
            assert second.returncode == 1
            assert "already runs" in second.stderr or "is taken" in second.stderr
