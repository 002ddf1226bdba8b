"""A version that is published changes no more, whoever asks; its state moves on once, to superseded.

A migration of `workflow` that makes SQLite rebuild the table ends with this guard again (workflow/append_only.py).
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import workflow.calendar
from workflow import append_only
from workflow.tables import Tables

SAID = ("id", "name", "effective_from", "content", "created_at")
DIFFERS = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in SAID)


class Migration(migrations.Migration):
    replaces = [("frameworks", "0001_initial"), ("frameworks", "0002_immutable"), ("frameworks", "0003_trials")]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        ("proposals", "0001_tables"),
        ("workflow", "0002_first_frameworks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                        "framework",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entries",
                            to="workflow.frameworkversion",
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    (
                        "act",
                        models.CharField(
                            choices=[
                                ("begun", "Begun"),
                                ("edited", "Edited"),
                                ("published", "Published"),
                                ("superseded", "Superseded"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("part", models.CharField(blank=True, max_length=40)),
                    ("before", models.JSONField(default=dict)),
                    ("after", models.JSONField(default=dict)),
                    (
                        "source",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="workflow.frameworkversion",
                        ),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("at", models.DateTimeField(default=workflow.calendar.now)),
                    ("idempotency_key", models.CharField(max_length=100, null=True, unique=True)),
                ],
                options={
                    "ordering": ["-number"],
                    "constraints": [models.UniqueConstraint(fields=("framework", "number"), name="entry_number_once")],
                },
            ),
            migrations.CreateModel(
                name="FrameworkMove",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="framework_moves",
                            to="proposals.proposal",
                        ),
                    ),
                    (
                        "source",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="workflow.frameworkversion",
                        ),
                    ),
                    (
                        "target",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="workflow.frameworkversion",
                        ),
                    ),
                    ("reason", models.TextField(max_length=4000)),
                    ("effect", models.JSONField()),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField(default=workflow.calendar.now)),
                    ("case_version", models.PositiveIntegerField(help_text="The case's version that this move made.")),
                    ("idempotency_key", models.CharField(max_length=100, null=True, unique=True)),
                ],
                options={
                    "ordering": ["-at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="Trial",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "framework",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="trials",
                            to="workflow.frameworkversion",
                        ),
                    ),
                    ("content", models.JSONField()),
                    (
                        "seen",
                        models.PositiveIntegerField(
                            help_text="The number of the version's last entry when it was begun."
                        ),
                    ),
                    (
                        "status",
                        models.CharField(
                            choices=[("running", "Running"), ("stopped", "Stopped"), ("done", "Done")],
                            default="running",
                            max_length=8,
                        ),
                    ),
                    ("summary", models.JSONField(default=dict)),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("made_at", models.DateTimeField(default=workflow.calendar.now)),
                    ("worked_at", models.DateTimeField(default=workflow.calendar.now)),
                ],
                options={
                    "ordering": ["-made_at", "id"],
                },
            ),
            migrations.CreateModel(
                name="TrialLine",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "trial",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="frameworks.trial"
                        ),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="+", to="proposals.proposal"
                        ),
                    ),
                    ("shown", models.BooleanField()),
                    ("case_state", models.CharField(blank=True, max_length=40)),
                    ("own", models.JSONField(null=True)),
                    ("tried", models.JSONField(null=True)),
                    (
                        "stages",
                        models.JSONField(
                            default=list, help_text="[[stage, days taken, days allowed, days allowed if tried, over]]"
                        ),
                    ),
                    ("blocked", models.BooleanField(null=True)),
                ],
                options={
                    "ordering": ["proposal__number"],
                    "indexes": [models.Index(fields=["trial", "blocked"], name="frameworks__trial_i_1e7e33_idx")],
                    "constraints": [models.UniqueConstraint(fields=("trial", "proposal"), name="tried_once")],
                },
            ),
            migrations.CreateModel(
                name="RereviewTask",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "framework",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="rereviews",
                            to="workflow.frameworkversion",
                        ),
                    ),
                    (
                        "institution",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                        ),
                    ),
                    ("gate", models.CharField(max_length=60)),
                    (
                        "named",
                        models.CharField(
                            blank=True, help_text="The finding, criterion or kind that the gate names.", max_length=60
                        ),
                    ),
                    (
                        "status",
                        models.CharField(choices=[("open", "Open"), ("done", "Done")], default="open", max_length=4),
                    ),
                    ("note", models.TextField(blank=True, max_length=4000)),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("made_at", models.DateTimeField(default=workflow.calendar.now)),
                    (
                        "done_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("done_at", models.DateTimeField(null=True)),
                    ("proposals", models.ManyToManyField(related_name="rereviews", to="proposals.proposal")),
                ],
                options={
                    "ordering": ["made_at", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("framework", "institution", "gate", "named"), name="rereview_grouped_once"
                        )
                    ],
                },
            ),
        ),
        append_only.Guard("frameworks_entry"),
        append_only.Guard("frameworks_frameworkmove"),
        append_only.Guard(
            "workflow_frameworkversion",
            update_when=f"OLD.state = 'superseded' OR (OLD.state = 'published' AND (NEW.state = 'draft' OR {DIFFERS}))",
            delete_when="OLD.state <> 'draft'",
        ),
    ]
