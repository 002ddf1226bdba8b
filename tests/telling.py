"""The demo and its people in the test database, told once: each module that asks for them begins with a copy."""

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from tests.running import demo_folder

Tell = Callable[[], object]


class Copies(Protocol):
    """Made while the database is new. `of(tell)` is what `tell` writes into a new one; afterwards all is as before."""

    def of(self, tell: Tell) -> AbstractContextManager[None]: ...
    def close(self) -> None: ...


def copies() -> Copies:
    connection.ensure_connection()
    return OnSQLite() if connection.vendor == "sqlite" else OnPostgreSQL()


class OnSQLite:
    """Copies pages, in some hundredths of a second. Told once for all workers of a run."""

    def __init__(self) -> None:
        self.new = _taken()

    @contextmanager
    def of(self, tell: Tell) -> Iterator[None]:
        with closing(_taken()) as before:
            try:
                with closing(sqlite3.connect(self._told(tell))) as told:
                    _put(told)
                yield
            finally:
                _put(before)

    def close(self) -> None:
        self.new.close()

    def _told(self, tell: Tell) -> Path:
        folder = demo_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        file = folder / f"{tell.__name__}.sqlite3"
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                _put(self.new)
                _tell(tell)
                half = file.with_suffix(".half")
                half.unlink(missing_ok=True)
                _taken(half).close()
                half.rename(file)
        return file


def _taken(into: Path | str = ":memory:") -> sqlite3.Connection:
    connection.ensure_connection()
    copy = sqlite3.connect(into)
    connection.connection.backup(copy)
    return copy


def _put(content: sqlite3.Connection) -> None:
    connection.ensure_connection()
    content.backup(connection.connection)
    ContentType.objects.clear_cache()  # their numbers are another database's


class OnPostgreSQL:
    """The server makes a database from another one in some tenths of a second. Told once for each worker."""

    def __init__(self) -> None:
        self.new = connection.settings_dict["NAME"]
        self.told: set[str] = set()

    @contextmanager
    def of(self, tell: Tell) -> Iterator[None]:
        before, copy = connection.settings_dict["NAME"], f"{self.new}_{tell.__name__}_copy"
        try:
            _create(copy, template=self._told(tell))
            _use(copy)
            yield
        finally:
            _use(before)
            _drop(copy)

    def close(self) -> None:
        while self.told:
            _drop(self.told.pop())

    def _told(self, tell: Tell) -> str:
        name = f"{self.new}_{tell.__name__}"
        if name not in self.told:
            _create(name, template=self.new)
            self.told.add(name)
            _use(name)
            _tell(tell)
        return name


def _create(name: str, *, template: str) -> None:
    connection.close()  # the server copies a database that nobody uses
    _drop(name)
    _server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(name: str) -> None:
    _server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name  # the one dictionary that every thread's connection is made from
    ContentType.objects.clear_cache()  # their numbers are another database's


def _server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _tell(tell: Tell) -> None:
    with transaction.atomic():
        tell()
        connection.run_on_commit.clear()  # no worker is rung for the telling
