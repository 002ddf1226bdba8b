"""Tables whose rows are added and never changed: the database itself refuses UPDATE and DELETE.

A room makes a table append-only in a hand-written migration:

    operations = [append_only.Guard("proposals_revision")]

SQLite drops the triggers when a later migration rebuilds the table (any ALTER), so such a migration ends with
`Guard` again; `unguarded` finds the forgotten ones (a test and the `verify` command ask it). On PostgreSQL,
row triggers leave TRUNCATE alone: `workflow.privileges` makes a role without it.
There is no switch in the application that lifts the refusal.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

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


class Guard(Operation):
    """Running it on a guarded table changes nothing, reversing it lifts the guard.

    `but`: the columns that may change, which the model names in `mutable` too. The conditions, in the SQL that both
    databases share, limit the refusal to some rows: `OLD.state <> 'draft'`.
    Not a RunPython, because for that Django may build every model anew, and a trigger asks for none.
    """

    reversible = True

    def __init__(self, table: str, *, but: tuple[str, ...] = (), update_when: str = "", delete_when: str = "") -> None:
        self.table = table
        self.but = but
        self.conditions = {"update": update_when, "delete": delete_when}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table, postgresql = self.table, schema_editor.connection.vendor == "postgresql"
        _drop(schema_editor, table)
        if postgresql:
            schema_editor.execute(POSTGRESQL_FUNCTION.format(prefix=PREFIX), params=None)
        pattern = POSTGRESQL if postgresql else SQLITE
        for verb in VERBS:
            of = f" OF {', '.join(_columns(schema_editor, table, self.but))}" if verb == "update" and self.but else ""
            when = f" WHEN ({self.conditions[verb]})" if self.conditions[verb] else ""
            statement = pattern.format(prefix=PREFIX, table=table, verb=verb, of=of, when=when)
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _drop(schema_editor, self.table)

    def describe(self) -> str:
        return f"Make {self.table} append-only"


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
