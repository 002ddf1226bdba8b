"""The first two published framework versions: the illustrative default, and the same with a fuller rule for endorsements.

The JSON file beside the models is read when the migration runs; a later default is a new version, not an edit of the
file. Where an operator has published a framework of their own, nothing is added.
"""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

CONTENT = Path(__file__).resolve().parent.parent / "default_framework.json"
FIRST = "Illustrative default, 2024"
SECOND = "Illustrative default, 2026"
ENDORSEMENT = {
    "minimum": 1,
    "validity_months": 24,
    "confirmations": {"demand": ["yes", "partly"], "assessment": ["yes", "partly"]},
    "kinds": [
        {
            "key": "employer",
            "minimum": 1,
            "name": {"en": "employer", "fr": "employeur"},
            "by": {"en": "an employer", "fr": "un employeur"},
        }
    ],
    "dependent_interests": ["financial", "vendor", "paid"],
    "sections": ["C", "E", "F"],
}


def publish(apps, schema_editor):
    versions = apps.get_model("workflow", "FrameworkVersion").objects.using(schema_editor.connection.alias)
    if versions.exists():
        return
    first = json.loads(CONTENT.read_text(encoding="utf-8"))
    for name, since, content in [
        (FIRST, date(2024, 1, 1), first),
        (SECOND, date(2026, 1, 1), first | {"endorsement": ENDORSEMENT}),
    ]:
        versions.create(name=name, state="published", effective_from=since, content=content)


def withdraw(apps, schema_editor):
    versions = apps.get_model("workflow", "FrameworkVersion").objects.using(schema_editor.connection.alias)
    versions.filter(name__in=[FIRST, SECOND]).delete()


class Migration(migrations.Migration):
    replaces = [("workflow", "0003_first_framework"), ("workflow", "0004_endorsement_minimum")]

    dependencies = [("workflow", "0001_tables")]

    operations = [migrations.RunPython(publish, withdraw)]
