"""Flushing between transactional tests, although history refuses DELETE.

SQLite flushes by DELETE, which the append-only triggers refuse. The application has no switch that lifts them:
the tests take them down around the flush, by the text the database keeps of them, and put the same ones back.
A flush also empties the frameworks, which a migration wrote; they are written again.
"""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from workflow import append_only

frameworks = importlib.import_module("workflow.migrations.0002_first_frameworks")


@contextmanager
def triggers_down() -> Iterator[None]:
    """History can be tampered with, as by somebody who owns the database."""
    if connection.vendor == "sqlite":
        with _sqlite_triggers_down():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")


@contextmanager
def _sqlite_triggers_down() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{append_only.PREFIX}%"],
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _, sql in triggers:
                cursor.execute(sql)


def flushing(execute: Callable[..., Any]) -> Callable[..., Any]:
    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        if connection.vendor == "sqlite":
            with _sqlite_triggers_down():
                execute(self, sql_list)
        else:  # TRUNCATE makes new files for every table, which takes seconds; a test leaves few rows
            names = connection.introspection.django_table_names(only_existing=True, include_views=False)
            rows = [f"DELETE FROM {connection.ops.quote_name(name)}" for name in names]
            with triggers_down(), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("; ".join(rows))
        frameworks.publish(apps, BaseDatabaseSchemaEditor(connection))

    return execute_sql_flush


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_triggers() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flushing(BaseDatabaseOperations.execute_sql_flush))
        yield
