"""What was written is never rewritten: not by our code, and not past it."""

import pytest
from django.db import DatabaseError, connection, transaction


@pytest.mark.parametrize("table", ["proposals_revision", "codesign_statement", "register_snapshot"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET number = number", "DELETE FROM {}"])
def test_the_database_itself_keeps_history(demo, db, table, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
