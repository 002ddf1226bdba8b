"""The demo in the test database, told once a run: each module that asks for it begins with a copy."""

import fcntl
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction

from tests import world as worlds
from tests.running import demo_folder
from tests.world import World


@contextmanager
def told() -> Iterator[World]:
    """The whole demo; what was in the database before is there again afterwards."""
    if connection.vendor == "sqlite":
        with _copied() as world:
            yield world
    else:
        with transaction.atomic():
            yield worlds.demo()
            transaction.set_rollback(True)


@contextmanager
def _copied() -> Iterator[World]:
    """SQLite copies a database of the demo's size in some hundredths of a second."""
    connection.ensure_connection()
    with closing(sqlite3.connect(":memory:")) as before:
        connection.connection.backup(before)
        folder = demo_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        kept, cast = folder / "told.sqlite3", folder / "cast.pickle"
        with (folder / "telling").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not cast.exists():
                cast.write_bytes(_tell(kept))
        with closing(sqlite3.connect(kept)) as source:
            source.backup(connection.connection)
        yield World(pickle.loads(cast.read_bytes()))
        before.backup(connection.connection)


def _tell(kept: Path) -> bytes:
    """Tell the demo and keep it in this file. Returns its cast, pickled."""
    with transaction.atomic():
        world = worlds.demo()
        connection.run_on_commit.clear()  # no worker is rung for the telling
    kept.unlink(missing_ok=True)
    with closing(sqlite3.connect(kept)) as copy:
        connection.connection.backup(copy)
    return pickle.dumps(world.cast)
