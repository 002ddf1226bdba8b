"""The database backend `config.sqlite`: whoever wants to write waits in line, so that a busy writer starves nobody.

SQLite lets one process write at a time, and the others try again after growing pauses. Who writes in a loop takes the
lock back within those pauses: an import of a thousand lines kept every mail and every answer waiting until their time
was up ("database is locked"). So a writer first takes the place at the head of the line, a lock on a file beside the
database, and gives it up as soon as its transaction has begun. The kernel frees it when a process dies.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN")
SUFFIX = "-line"  # as SQLite's own "-wal" and "-shm"


class Cursor(base.SQLiteCursorWrapper):
    """`line` is the file; None for a database in memory, which one process has for itself."""

    def __init__(self, connection: Any, line: Path | None) -> None:
        super().__init__(connection)
        self.line = line

    def execute(self, query: str, params: Any = None) -> Any:
        with self._turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._turn(query):
            return super().executemany(query, param_list)

    @contextmanager
    def _turn(self, query: str) -> Iterator[None]:
        """Whoever is in a transaction writes already; all of ours begin as such (`transaction_mode`)."""
        if self.line is None or self.connection.in_transaction or query.lstrip().upper().startswith(READS):
            yield
            return
        with self.line.open("ab") as head:
            fcntl.flock(head, fcntl.LOCK_EX)
            try:
                yield
            finally:  # closing is not enough where a process was forked meanwhile: it holds the file open too
                fcntl.flock(head, fcntl.LOCK_UN)


class DatabaseWrapper(base.DatabaseWrapper):
    line: Path | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.line = None if self.is_in_memory_db() else Path(f"{conn_params['database']}{SUFFIX}")
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=partial(Cursor, line=self.line))
        return cursor
