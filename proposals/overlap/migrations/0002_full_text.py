"""Full text over `words`, as each database does it."""

from django.db import migrations

FORWARD = {
    "postgresql": [
        "ALTER TABLE overlap_entry ADD COLUMN vector tsvector "
        "GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
        "CREATE INDEX overlap_entry_vector ON overlap_entry USING gin (vector)",
    ],
    "sqlite": [
        "CREATE VIRTUAL TABLE overlap_words USING fts5(words, content='overlap_entry', content_rowid='id')",
        "CREATE TRIGGER overlap_entry_added AFTER INSERT ON overlap_entry BEGIN "
        "INSERT INTO overlap_words(rowid, words) VALUES (new.id, new.words); END",
        "CREATE TRIGGER overlap_entry_removed AFTER DELETE ON overlap_entry BEGIN "
        "INSERT INTO overlap_words(overlap_words, rowid, words) VALUES ('delete', old.id, old.words); END",
        "CREATE TRIGGER overlap_entry_changed AFTER UPDATE ON overlap_entry BEGIN "
        "INSERT INTO overlap_words(overlap_words, rowid, words) VALUES ('delete', old.id, old.words); "
        "INSERT INTO overlap_words(rowid, words) VALUES (new.id, new.words); END",
    ],
}
BACK = {
    "postgresql": ["ALTER TABLE overlap_entry DROP COLUMN vector"],
    "sqlite": [
        "DROP TRIGGER overlap_entry_added",
        "DROP TRIGGER overlap_entry_removed",
        "DROP TRIGGER overlap_entry_changed",
        "DROP TABLE overlap_words",
    ],
}


def run(statements):
    def apply(_apps, schema_editor):
        for sql in statements[schema_editor.connection.vendor]:
            schema_editor.execute(sql)

    return apply


class Migration(migrations.Migration):
    dependencies = [("overlap", "0001_initial")]
    operations = [migrations.RunPython(run(FORWARD), run(BACK))]
