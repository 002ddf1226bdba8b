"""The first published framework version: the illustrative default, from the JSON file beside the models.

The file is read when the migration runs; a later default is a new version, not an edit of the file.
"""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

NAME = "Illustrative default, 2024"
CONTENT = Path(__file__).resolve().parent.parent / "default_framework.json"


def publish(apps, schema_editor):
    versions = apps.get_model("workflow", "FrameworkVersion").objects.using(schema_editor.connection.alias)
    if not versions.exists():
        versions.create(
            name=NAME,
            state="published",
            effective_from=date(2024, 1, 1),
            content=json.loads(CONTENT.read_text(encoding="utf-8")),
        )


def withdraw(apps, schema_editor):
    versions = apps.get_model("workflow", "FrameworkVersion").objects.using(schema_editor.connection.alias)
    versions.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_append_only")]

    operations = [migrations.RunPython(publish, withdraw)]
