"""A version that is published changes no more, whoever asks; its state moves on once, to superseded.

A migration of `workflow` that makes SQLite rebuild the table ends with this guard again (workflow/append_only.py).
"""

from django.db import migrations

from workflow import append_only

SAID = ("id", "name", "effective_from", "content", "created_at")
DIFFERS = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in SAID)


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0001_initial"), ("workflow", "0003_first_framework")]

    operations = [
        append_only.guard("frameworks_entry"),
        append_only.guard("frameworks_frameworkmove"),
        append_only.guard(
            "workflow_frameworkversion",
            update_when=f"OLD.state = 'superseded' OR (OLD.state = 'published' AND (NEW.state = 'draft' OR {DIFFERS}))",
            delete_when="OLD.state <> 'draft'",
        ),
    ]
