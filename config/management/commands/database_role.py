"""`manage.py database_role NAME`: the rights of the site's own role in PostgreSQL, which may add to history only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from config.management.commands.verify import mutable
from workflow import privileges


class Command(BaseCommand):
    help = (
        "Print the GRANTs for a role that runs the site without UPDATE, DELETE and TRUNCATE on history; --execute runs "
        "them. The role must be there (CREATE ROLE … LOGIN) and must not own the tables. Run it after each migrate."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The role that the site connects as.")
        parser.add_argument("--execute", action="store_true", help="Run them, as the owner of the tables.")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles; on SQLite the triggers alone refuse.")
        role = options["name"]
        if len(role.encode()) > 63 or "\0" in role or '"' in role:
            raise CommandError("This is no name of a role.")
        found = privileges.statements(connection, role, mutable())
        if not options["execute"]:
            self.stdout.write("".join(f"{statement};\n" for statement in found))
            return
        self._must_fit(role)
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in found:
                cursor.execute(statement)
        self.stdout.write(f"{len(found)} statements run: {role} may add to history, and change nothing in it")

    def _must_fit(self, role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper, rolname = current_user FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
        if found is None:
            raise CommandError(f"There is no role {role}: CREATE ROLE … LOGIN PASSWORD … first.")
        if found[0] or found[1]:
            raise CommandError(f"{role} is a superuser, or the one who is connected: it could lift what is granted.")
