"""On PostgreSQL the site runs as a role that may add to history, and can change nothing in it."""

from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.management.commands.verify import history
from tests.workflow.test_records import write

ROLE = "tidemark_site_of_a_test"

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL has roles")


@pytest.fixture
def role(transactional_db):
    def forget():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if cursor.fetchone():
                cursor.execute(f"DROP OWNED BY {ROLE}")
                cursor.execute(f"DROP ROLE {ROLE}")

    forget()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'of-a-test'")
    yield ROLE
    forget()


def connected():
    has = connection.settings_dict
    return psycopg.connect(
        host=has["HOST"] or None, port=has["PORT"] or None, dbname=has["NAME"], user=ROLE, password="of-a-test"
    )


@on_postgresql
def test_the_site_s_role_adds_to_history_and_changes_nothing_in_it(role):
    call_command("database_role", ROLE, execute=True, stdout=StringIO())
    first = write()
    with connected() as site:
        copied = [field.column for field in first._meta.concrete_fields if field.column != "id"]
        fresh = {"uuid": "gen_random_uuid()", "subject_id": "gen_random_uuid()", "case_id": "gen_random_uuid()"}
        values = ", ".join(fresh.get(column, column) for column in copied)
        into = f"INSERT INTO workflow_transitionrecord ({', '.join(copied)})"
        site.execute(f"{into} SELECT {values} FROM workflow_transitionrecord")
        site.execute("UPDATE partners_user SET name = name")
    for table in history():
        for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            change = change.replace("SET id = id", "SET number = number") if table == "workflow_seal" else change
            with connected() as site, pytest.raises(psycopg.errors.InsufficientPrivilege):
                site.execute(change)
        with connected() as site, pytest.raises(psycopg.errors.InsufficientPrivilege):
            site.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        with connected() as site, pytest.raises(psycopg.errors.InsufficientPrivilege):
            site.execute(f"DROP TABLE {table} CASCADE")
    with connected() as site, pytest.raises(psycopg.errors.InsufficientPrivilege):
        site.execute("CREATE TABLE another (id int)")
    with connected() as site, pytest.raises(psycopg.errors.InsufficientPrivilege):
        site.execute("SET session_replication_role = replica")


@on_postgresql
def test_a_role_that_could_lift_the_guard_is_refused(transactional_db):
    with pytest.raises(CommandError, match="There is no role"):
        call_command("database_role", "nobody_of_this_name", execute=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(CommandError, match="could lift"):
        call_command("database_role", owner, execute=True)


@on_postgresql
def test_it_prints_what_it_would_run(db):
    said = StringIO()
    call_command("database_role", "somebody", stdout=said)
    assert 'GRANT SELECT, INSERT ON "workflow_transitionrecord" TO "somebody";' in said.getvalue()
    assert 'GRANT SELECT, INSERT, UPDATE, DELETE ON "partners_user" TO "somebody";' in said.getvalue()
    assert "TRUNCATE" not in said.getvalue()


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="SQLite has no roles")
def test_without_postgresql_it_says_so(db):
    with pytest.raises(CommandError, match="Only PostgreSQL"):
        call_command("database_role", "somebody")
