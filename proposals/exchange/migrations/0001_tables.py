import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("exchange", "0001_initial")]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="ImportJob",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "institution",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                        ),
                    ),
                    ("name", models.CharField(max_length=120)),
                    ("sha256", models.CharField(max_length=64)),
                    (
                        "status",
                        models.CharField(
                            choices=[
                                ("refused", "Not fit to be imported"),
                                ("checked", "Checked, nothing made yet"),
                                ("running", "Running"),
                                ("stopped", "Stopped"),
                                ("done", "Done"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("faults", models.JSONField(default=list)),
                    ("fault_count", models.PositiveIntegerField(default=0)),
                    ("halted", models.TextField(blank=True)),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("made_at", models.DateTimeField()),
                    ("worked_at", models.DateTimeField(null=True)),
                ],
                options={
                    "ordering": ["-made_at", "id"],
                },
            ),
            migrations.CreateModel(
                name="ImportRow",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "job",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="exchange.importjob"
                        ),
                    ),
                    ("row", models.PositiveIntegerField()),
                    ("title", models.CharField(max_length=120)),
                    ("content", models.JSONField()),
                    (
                        "proposal",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="proposals.proposal",
                        ),
                    ),
                ],
                options={
                    "ordering": ["row"],
                    "constraints": [models.UniqueConstraint(fields=("job", "row"), name="import_row_once")],
                },
            ),
        ),
    ]
