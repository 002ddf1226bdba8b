"""Full text over `words`, as each database does it."""

import django.db.models.deletion
from django.db import migrations, models

from workflow.tables import Tables

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
    replaces = [("overlap", "0001_initial"), ("overlap", "0002_full_text")]

    initial = True

    dependencies = [
        ("proposals", "0001_tables"),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Entry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="+", to="proposals.proposal"
                        ),
                    ),
                    ("submitted", models.BooleanField()),
                    ("words", models.TextField(help_text="Stems and occupations, separated by spaces.")),
                    ("gist", models.JSONField(help_text="{title by language, competencies, noc}")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("proposal", "submitted"), name="overlap_entry_once")
                    ],
                },
            ),
        ),
        migrations.RunPython(run(FORWARD), run(BACK)),
    ]
