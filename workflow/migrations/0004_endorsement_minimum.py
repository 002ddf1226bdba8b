"""A second illustrative default: as the first, with a fuller rule for endorsements.

Proposals that were submitted stay with the version they were submitted under. Where an operator has published a
framework of their own, nothing is added.
"""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

FIRST = "Illustrative default, 2024"
NAME = "Illustrative default, 2026"
CONTENT = Path(__file__).resolve().parent.parent / "default_framework.json"
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
    if list(versions.values_list("name", flat=True)) == [FIRST]:
        content = json.loads(CONTENT.read_text(encoding="utf-8")) | {"endorsement": ENDORSEMENT}
        versions.create(name=NAME, state="published", effective_from=date(2026, 1, 1), content=content)


def withdraw(apps, schema_editor):
    versions = apps.get_model("workflow", "FrameworkVersion").objects.using(schema_editor.connection.alias)
    versions.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("workflow", "0003_first_framework")]

    operations = [migrations.RunPython(publish, withdraw)]
