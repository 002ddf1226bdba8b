import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("talk", "0001_initial"),
        ("talk", "0002_from_codesign"),
        ("talk", "0003_append_only"),
        ("talk", "0004_by_mail"),
    ]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Thread",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="threads", to="proposals.proposal"
                        ),
                    ),
                    (
                        "lane",
                        models.CharField(
                            choices=[
                                ("institution", "Institution only"),
                                ("partners", "Institution and partners"),
                                ("province", "Province only"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("section", models.CharField(blank=True, max_length=2)),
                    ("field", models.CharField(blank=True, max_length=40)),
                    ("item", models.CharField(blank=True, max_length=40)),
                    ("quote", models.TextField(blank=True, max_length=500)),
                    ("about", models.TextField(blank=True)),
                    ("lost_at", models.DateTimeField(null=True)),
                    (
                        "opened_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("opened_at", models.DateTimeField()),
                    ("last_at", models.DateTimeField(help_text="When it was last spoken in.")),
                    ("must_settle", models.BooleanField(default=False)),
                    ("resolved_at", models.DateTimeField(null=True)),
                    (
                        "resolved_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "outcome",
                        models.CharField(
                            blank=True,
                            choices=[("changed", "The text was changed"), ("answered", "Answered; the text stays")],
                            max_length=10,
                        ),
                    ),
                    (
                        "revision",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="proposals.revision",
                        ),
                    ),
                ],
                options={
                    "ordering": ["-last_at", "id"],
                    "indexes": [
                        models.Index(fields=["proposal", "lane", "section"], name="talk_thread_proposa_a3d557_idx")
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("lane__in", ["institution", "partners", "province"])),
                            name="thread_lane_is_known",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Comment",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "thread",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="talk.thread"
                        ),
                    ),
                    (
                        "author",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "organisation",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="partners.organisation",
                        ),
                    ),
                    ("text", models.TextField(max_length=4000, verbose_name="comment")),
                    ("at", models.DateTimeField()),
                    ("edited_at", models.DateTimeField(null=True)),
                    ("by_mail", models.BooleanField(default=False, help_text="Its author answered a mail.")),
                ],
                options={
                    "ordering": ["at", "id"],
                    "indexes": [models.Index(fields=["thread", "at"], name="talk_commen_thread__9c29de_idx")],
                },
            ),
            migrations.CreateModel(
                name="Version",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "comment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="talk.comment"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("text", models.TextField()),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["number"],
                    "constraints": [models.UniqueConstraint(fields=("comment", "number"), name="comment_version_once")],
                },
            ),
            migrations.CreateModel(
                name="Mention",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "comment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="talk.comment"
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("comment", "person"), name="mentioned_once")],
                },
            ),
            migrations.CreateModel(
                name="Mark",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "thread",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="talk.thread"
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("resolved", "Resolved"),
                                ("reopened", "Reopened"),
                                ("must", "Must be settled before submission"),
                                ("need_not", "Need not be settled before submission"),
                                ("moved", "Moved to another place"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "detail",
                        models.CharField(
                            blank=True, help_text="The outcome, or the place it stood at.", max_length=120
                        ),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["at", "id"],
                },
            ),
        ),
        append_only.Guard("talk_version"),
        append_only.Guard("talk_mark"),
    ]
