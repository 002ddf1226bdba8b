"""The demo and its people in the test database, told once: each module that asks for them begins with a copy."""

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction

from tests.running import demo_folder

Tell = Callable[[], object]


@contextmanager
def copy_of(tell: Tell) -> Iterator[None]:
    """What `tell` writes into an empty database. Afterwards the database is as it was."""
    connection.ensure_connection()
    with (_on_sqlite if connection.vendor == "sqlite" else _on_postgresql)(tell):
        yield


@contextmanager
def _on_sqlite(tell: Tell) -> Iterator[None]:
    """Copies the file's pages: some hundredths of a second. Told once for all workers of a run."""
    folder = demo_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    told = folder / f"{tell.__name__}.sqlite3"
    with closing(sqlite3.connect(":memory:")) as before:
        connection.connection.backup(before)
        try:
            with told.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not told.exists():
                    _tell(tell)
                    _keep(told)
            with closing(sqlite3.connect(told)) as source:
                source.backup(connection.connection)
            yield
        finally:
            connection.ensure_connection()  # a test of transactions may have closed it
            before.backup(connection.connection)


def _keep(file: Path) -> None:
    half = file.with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as copy:
        connection.connection.backup(copy)
    half.rename(file)


_told: set[str] = set()  # databases of this worker


@contextmanager
def _on_postgresql(tell: Tell) -> Iterator[None]:
    """The server makes a database from another one in some tenths of a second. Told once for each worker."""
    before = connection.settings_dict["NAME"]
    told, copy = f"{before}_{tell.__name__}", f"{before}_copy"
    try:
        if told not in _told:
            _create(told, before)
            _use(told)
            _tell(tell)
            _told.add(told)
        _create(copy, told)
        _use(copy)
        yield
    finally:
        _use(before)
        _drop(copy)


def forget() -> None:
    """Drop the databases that this worker has told."""
    while _told:
        _drop(_told.pop())


def _create(name: str, template: str) -> None:
    connection.close()  # the server copies a database that nobody uses
    _drop(name)
    _server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(name: str) -> None:
    _server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name  # the one dictionary that every thread's connection is made from


def _server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _tell(tell: Tell) -> None:
    with transaction.atomic():
        tell()
        connection.run_on_commit.clear()  # no worker is rung for the telling
