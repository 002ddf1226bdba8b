import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import workflow.calendar
from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("workflow", "0001_initial"),
        ("workflow", "0002_append_only"),
        ("workflow", "0005_chain"),
        ("workflow", "0006_chain_is_whole"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="FrameworkVersion",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("name", models.CharField(max_length=120, unique=True)),
                    (
                        "state",
                        models.CharField(
                            choices=[("draft", "Draft"), ("published", "Published"), ("superseded", "Superseded")],
                            default="draft",
                            max_length=12,
                        ),
                    ),
                    ("effective_from", models.DateField()),
                    ("content", models.JSONField()),
                    ("created_at", models.DateTimeField(default=workflow.calendar.now, editable=False)),
                ],
                options={
                    "ordering": ["-effective_from", "-created_at"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("state__in", ["draft", "published", "superseded"])),
                            name="framework_state_is_known",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="TransitionRecord",
                fields=[
                    ("id", models.BigAutoField(primary_key=True, serialize=False)),
                    ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("machine", models.CharField(max_length=20)),
                    ("subject_id", models.UUIDField()),
                    ("case_id", models.UUIDField()),
                    ("transition", models.CharField(max_length=40)),
                    (
                        "source",
                        models.CharField(blank=True, help_text="Empty for a machine's first row.", max_length=40),
                    ),
                    ("target", models.CharField(max_length=40)),
                    (
                        "actor",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("via_guest", models.BooleanField(default=False)),
                    ("at", models.DateTimeField(default=workflow.calendar.now)),
                    ("reason", models.TextField(blank=True)),
                    ("details", models.JSONField(blank=True, default=dict)),
                    ("subject_version", models.PositiveIntegerField()),
                    (
                        "framework",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="workflow.frameworkversion",
                        ),
                    ),
                    ("idempotency_key", models.CharField(blank=True, max_length=100, null=True, unique=True)),
                    ("link", models.PositiveIntegerField(editable=False)),
                    ("previous", models.CharField(blank=True, editable=False, max_length=64)),
                    ("salt", models.CharField(editable=False, max_length=32)),
                    ("sha256", models.CharField(editable=False, max_length=64)),
                ],
                options={
                    "ordering": ["at", "id"],
                    "indexes": [
                        models.Index(fields=["case_id", "at", "id"], name="record_of_case"),
                        models.Index(fields=["subject_id", "id"], name="record_of_subject"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("machine__in", ("proposal", "endorsement", "review", "listing", "need"))
                            ),
                            name="record_machine_is_known",
                        ),
                        models.UniqueConstraint(
                            fields=("machine", "subject_id", "subject_version"), name="one_record_per_subject_version"
                        ),
                        models.UniqueConstraint(fields=("case_id", "link"), name="one_record_per_link"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Seal",
                fields=[
                    ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                    ("at", models.DateTimeField(default=workflow.calendar.now)),
                    ("forms", models.JSONField(default=dict)),
                    ("heads_count", models.PositiveIntegerField()),
                    ("rows_count", models.PositiveIntegerField()),
                    (
                        "digest",
                        models.CharField(
                            help_text="SHA-256 of its heads and rows, in the order they were written.", max_length=64
                        ),
                    ),
                    ("previous", models.CharField(blank=True, max_length=64)),
                    ("sha256", models.CharField(max_length=64)),
                ],
                options={
                    "ordering": ["number"],
                },
            ),
            migrations.CreateModel(
                name="SealedHead",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "seal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="workflow.seal"
                        ),
                    ),
                    ("case_id", models.UUIDField()),
                    ("link", models.PositiveIntegerField()),
                    ("sha256", models.CharField(max_length=64)),
                ],
                options={
                    "ordering": ["id"],
                    "constraints": [models.UniqueConstraint(fields=("case_id", "link"), name="a_head_is_sealed_once")],
                },
            ),
            migrations.CreateModel(
                name="SealedRow",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "seal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="workflow.seal"
                        ),
                    ),
                    ("table", models.CharField(max_length=63)),
                    ("key", models.CharField(max_length=40)),
                    ("sha256", models.CharField(max_length=64)),
                ],
                options={
                    "ordering": ["id"],
                    "constraints": [models.UniqueConstraint(fields=("table", "key"), name="a_row_is_sealed_once")],
                },
            ),
        ),
        append_only.Guard("workflow_transitionrecord"),
        append_only.Guard("workflow_seal"),
        append_only.Guard("workflow_sealedhead"),
        append_only.Guard("workflow_sealedrow"),
    ]
