"""On SQLite one writes at a time: whoever writes without a pause lets the others write in between."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.running import ROOT, until

EACH = 20
WRITERS = ("in a transaction", "in a transaction", "by itself")
WRITE = """
import sys, time
import django
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": sys.argv[1], "NAME": sys.argv[2], "OPTIONS": {
    "transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL",
}}})
django.setup()
from django.db import connection, transaction
def count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM written")
        return cursor.fetchone()[0]
def write():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO written DEFAULT VALUES")
"""
WITHOUT_A_PAUSE = """
while True:
    with transaction.atomic():
        write()
        end = time.monotonic() + 0.02
        while time.monotonic() < end:
            pass
"""
ONE_BY_ONE = """
for number in range(int(sys.argv[4])):
    before = count()
    if sys.argv[3] == "by itself":
        write()
    else:
        with transaction.atomic():
            write()
    print(count() - before - 1, flush=True)
"""


@pytest.fixture
def database(tmp_path) -> Path:
    made = tmp_path / "turns.sqlite3"
    with closing(sqlite3.connect(made)) as new:
        new.execute("CREATE TABLE written (number INTEGER PRIMARY KEY)")
    return made


def started(database: Path, code: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITE + code, "config.sqlite", str(database), *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def written(database: Path) -> int:
    with closing(sqlite3.connect(database)) as found:
        return int(found.execute("SELECT count(*) FROM written").fetchone()[0])


def test_nobody_waits_longer_than_it_takes_the_others_to_write_twice(database, record_property):
    with started(database, WITHOUT_A_PAUSE) as busy:
        until(lambda: written(database) > 0, "somebody to write without a pause")
        others = [started(database, ONE_BY_ONE, how, str(EACH)) for how in WRITERS]
        waited = [int(line) for other in others for line in other.communicate()[0].splitlines()]
        busy.kill()
    record_property("most writes of others before one’s own", max(waited))
    assert [other.returncode for other in others] == [0, 0, 0]
    assert len(waited) == EACH * len(WRITERS)
    assert max(waited) <= 2 * len(WRITERS) + 2


def test_whoever_is_killed_leaves_the_line(database):
    with started(database, WITHOUT_A_PAUSE) as first, started(database, WITHOUT_A_PAUSE) as second:
        until(lambda: written(database) > 5, "both to write")
        for writer in (first, second):
            writer.send_signal(signal.SIGKILL)
            writer.wait()
    with started(database, ONE_BY_ONE, "by itself", "1") as third:
        assert third.communicate()[0] == "0\n"


@pytest.mark.django_db
def test_the_site_uses_it():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one writer at a time")
    assert connection.settings_dict["ENGINE"] == "config.sqlite"
