"""What the application's own role in PostgreSQL may do: everything it needs, and nothing to history but to add to it.

The owner of the tables (who migrates) could lift the triggers; the site itself need not be the owner.
"""

from collections.abc import Iterable, Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

READ_ONLY = frozenset({"django_migrations"})


def statements(connection: BaseDatabaseWrapper, role: str, append_only: Mapping[str, tuple[str, ...]]) -> list[str]:
    """GRANTs for a role that is there already; run them again after each migration.

    `append_only`: table → the columns in which it may change all the same.
    """
    name = connection.ops.quote_name
    database = str(connection.settings_dict["NAME"])
    found = [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name(database)} TO {name(role)}",
        f"GRANT USAGE ON SCHEMA public TO {name(role)}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name(role)}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name(role)}",
    ]
    for table in sorted(connection.introspection.table_names()):
        may = "SELECT, INSERT" if table in append_only else "SELECT, INSERT, UPDATE, DELETE"
        found.append(f"GRANT {'SELECT' if table in READ_ONLY else may} ON {name(table)} TO {name(role)}")
        if append_only.get(table):
            found.append(f"GRANT UPDATE ({', '.join(map(name, append_only[table]))}) ON {name(table)} TO {name(role)}")
    return found


def could_change(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """Those of `tables` in which the role that is connected may change, delete or empty, or lift the triggers."""
    if connection.vendor != "postgresql":
        return []
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE, TRIGGER') OR "
                "pg_has_role((SELECT relowner FROM pg_class WHERE oid = %s::regclass), 'USAGE')",
                [table, table],
            )
            row = cursor.fetchone()
            if row and row[0]:
                found.append(table)
    return found
