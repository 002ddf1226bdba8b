"""Tables whose rows are added and never changed: the database itself refuses UPDATE and DELETE.

A room makes a table append-only in a hand-written migration:

    operations = [append_only.guard("proposals_revision")]

SQLite drops the triggers when a later migration rebuilds the table (any ALTER), so such a migration ends with
`guard` again; `unguarded` finds the forgotten ones (a test and the `verify` command ask it). On PostgreSQL,
row triggers leave TRUNCATE alone: `workflow.privileges` makes a role without it.
There is no switch in the application that lifts the refusal.
"""

from collections.abc import Iterable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PREFIX = "append_only"

SQLITE = """CREATE TRIGGER {prefix}_{table}_{verb} BEFORE {verb}{of} ON {table}{when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END"""

POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION {prefix}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$"""

POSTGRESQL = """CREATE TRIGGER {prefix}_{table}_{verb} BEFORE {verb}{of} ON {table}
FOR EACH ROW{when} EXECUTE FUNCTION {prefix}_refuse()"""

VERBS = ("update", "delete")


def guard(
    table: str, *, but: tuple[str, ...] = (), update_when: str = "", delete_when: str = ""
) -> migrations.RunPython:
    """A migration operation; running it on a guarded table changes nothing, reversing it lifts the guard.

    `but`: the columns that may change, which the model names in `mutable` too. The conditions, in the SQL that both
    databases share, limit the refusal to some rows: `OLD.state <> 'draft'`.
    """
    conditions = {"update": update_when, "delete": delete_when}

    def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        _drop(editor, table)
        if editor.connection.vendor == "postgresql":
            editor.execute(POSTGRESQL_FUNCTION.format(prefix=PREFIX), params=None)
        pattern = POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE
        for verb in VERBS:
            of = f" OF {', '.join(_columns(editor, table, but))}" if verb == "update" and but else ""
            when = f" WHEN ({conditions[verb]})" if conditions[verb] else ""
            editor.execute(pattern.format(prefix=PREFIX, table=table, verb=verb, of=of, when=when), params=None)

    def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        _drop(editor, table)

    return migrations.RunPython(forwards, backwards)


def unguard(table: str) -> migrations.RunPython:
    """For a migration that must give existing rows a new column's values; the last one of its kind guards again."""

    def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        _drop(editor, table)

    return migrations.RunPython(forwards, migrations.RunPython.noop)


def _columns(editor: BaseDatabaseSchemaEditor, table: str, but: tuple[str, ...]) -> list[str]:
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_table_description(cursor, table)
    return [column.name for column in found if column.name not in but]


def _drop(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
    for verb in VERBS:
        editor.execute(f"DROP TRIGGER IF EXISTS {PREFIX}_{table}_{verb}{on}", params=None)


def unguarded(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """Those of `tables` of which the database would let a row be changed or deleted."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows: list[Any] = cursor.fetchall()
    present = {row[0] for row in rows}
    return [table for table in tables if not {f"{PREFIX}_{table}_{verb}" for verb in VERBS} <= present]
