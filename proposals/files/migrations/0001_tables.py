import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("files", "0001_initial")]

    initial = True

    dependencies = [
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Attachment",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="attachments",
                            to="proposals.proposal",
                        ),
                    ),
                    ("section", models.CharField(max_length=1)),
                    ("name", models.CharField(max_length=120)),
                    ("kind", models.CharField(max_length=8)),
                    ("size", models.PositiveIntegerField(help_text="bytes")),
                    ("sha256", models.CharField(max_length=64)),
                    ("stored", models.CharField(max_length=32, unique=True)),
                    ("confidential", models.BooleanField(default=False)),
                    ("scanned", models.BooleanField(default=False)),
                    (
                        "added_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("added_at", models.DateTimeField()),
                    (
                        "removed_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("removed_at", models.DateTimeField(null=True)),
                ],
                options={
                    "ordering": ["section", "name", "added_at"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("removed_at", None)),
                            fields=("proposal", "section", "sha256"),
                            name="attached_once_to_a_section",
                        )
                    ],
                },
            ),
        ),
    ]
