import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("records", "0001_initial"), ("records", "0002_append_only")]

    initial = True

    dependencies = [
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Hold",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="proposals.proposal"
                        ),
                    ),
                    ("put", models.BooleanField(help_text="False: lifted.")),
                    ("reason", models.TextField(max_length=4000, verbose_name="reason")),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-id"],
                },
            ),
            migrations.CreateModel(
                name="Anonymised",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "person",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="anonymised",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("reason", models.TextField(max_length=4000, verbose_name="reason")),
                    (
                        "by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-at"],
                },
            ),
            migrations.CreateModel(
                name="PackageJob",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.proposal"
                        ),
                    ),
                    (
                        "release",
                        models.BooleanField(default=False, help_text="Without what is in confidence or private."),
                    ),
                    ("language", models.CharField(default="en", max_length=2)),
                    (
                        "status",
                        models.CharField(
                            choices=[
                                ("running", "Running"),
                                ("stopped", "Stopped"),
                                ("done", "Done"),
                                ("gone", "Deleted again"),
                            ],
                            default="running",
                            max_length=8,
                        ),
                    ),
                    ("done", models.PositiveIntegerField(default=0)),
                    ("total", models.PositiveIntegerField(default=1)),
                    ("turn", models.PositiveIntegerField(default=1)),
                    ("halted", models.TextField(blank=True)),
                    ("stored", models.CharField(blank=True, max_length=32)),
                    ("size", models.PositiveBigIntegerField(default=0)),
                    ("sha256", models.CharField(blank=True, max_length=64)),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("made_at", models.DateTimeField()),
                    ("worked_at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-made_at", "id"],
                },
            ),
        ),
        append_only.Guard("records_hold"),
        append_only.Guard("records_anonymised"),
    ]
