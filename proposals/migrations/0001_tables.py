import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import workflow.calendar
from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("proposals", "0001_initial"),
        ("proposals", "0002_append_only"),
        ("proposals", "0003_revision_written_by"),
        ("proposals", "0004_reminder_told_at"),
        ("proposals", "0005_risk_at"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("partners", "0001_tables"),
        ("workflow", "0002_first_frameworks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="NumberSeries",
                fields=[
                    ("year", models.PositiveIntegerField(primary_key=True, serialize=False)),
                    ("last", models.PositiveIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name="Proposal",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("number", models.CharField(max_length=20, unique=True, verbose_name="record number")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("new", "New"),
                                ("amendment", "Amendment"),
                                ("renewal", "Renewal"),
                                ("joint", "Joint"),
                            ],
                            default="new",
                            max_length=20,
                        ),
                    ),
                    ("title", models.CharField(max_length=120, verbose_name="title in English")),
                    ("title_fr", models.CharField(blank=True, max_length=120, verbose_name="title in French")),
                    (
                        "lead",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="proposals",
                            to="partners.organisation",
                        ),
                    ),
                    (
                        "created_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("created_at", models.DateTimeField()),
                    (
                        "source_id",
                        models.CharField(blank=True, help_text="Where an import took it from.", max_length=80),
                    ),
                    (
                        "state",
                        django_fsm.FSMField(
                            choices=[
                                ("draft", "Draft"),
                                ("co_design", "Co-design"),
                                ("sign_off", "Sign-off"),
                                ("submitted", "Submitted"),
                                ("under_review", "Under review"),
                                ("decision_pending", "Decision pending"),
                                ("returned", "Returned for changes"),
                                ("approved_with_conditions", "Approved with conditions"),
                                ("approved", "Approved"),
                                ("declined", "Declined"),
                                ("withdrawn", "Withdrawn"),
                                ("lapsed", "Lapsed"),
                            ],
                            default="draft",
                            max_length=50,
                            protected=True,
                        ),
                    ),
                    ("version", models.PositiveIntegerField(default=1)),
                    ("turn_since", models.DateTimeField()),
                    ("due_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "risk_at",
                        models.DateTimeField(blank=True, help_text="From when little of the time is left.", null=True),
                    ),
                    (
                        "round",
                        models.PositiveSmallIntegerField(
                            default=0, help_text="Counts submissions; verdicts belong to one."
                        ),
                    ),
                    (
                        "track",
                        models.CharField(
                            choices=[("full", "Full review"), ("fast", "Fast track")], default="full", max_length=8
                        ),
                    ),
                    (
                        "framework",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="workflow.frameworkversion",
                        ),
                    ),
                    (
                        "frozen_revision",
                        models.PositiveIntegerField(help_text="Number of the submitted revision.", null=True),
                    ),
                    (
                        "held_until",
                        models.DateTimeField(
                            help_text="Until then a decision is not told, and may go back.", null=True
                        ),
                    ),
                    (
                        "held_from",
                        models.CharField(blank=True, help_text="The state before the held decision.", max_length=40),
                    ),
                    (
                        "gap_explained",
                        models.TextField(blank=True, help_text="Why endorsements are not current at resubmission."),
                    ),
                    (
                        "co_applicants",
                        models.ManyToManyField(blank=True, related_name="joint_proposals", to="partners.organisation"),
                    ),
                ],
                options={
                    "ordering": ["-created_at", "number"],
                    "permissions": [
                        ("write", "Write the document"),
                        ("sign", "Sign for the institution"),
                        ("contribute", "Comment as a partner"),
                        ("endorse", "Endorse as a partner"),
                        ("coordinate", "Coordinate for the Province"),
                        ("review", "Review for the Province"),
                        ("decide", "Decide for the Province"),
                        ("audit", "Read everything"),
                    ],
                    "indexes": [models.Index(fields=["state", "due_at"], name="proposals_p_state_8a386a_idx")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        "draft",
                                        "co_design",
                                        "sign_off",
                                        "submitted",
                                        "under_review",
                                        "decision_pending",
                                        "returned",
                                        "approved_with_conditions",
                                        "approved",
                                        "declined",
                                        "withdrawn",
                                        "lapsed",
                                    ],
                                )
                            ),
                            name="proposal_state_is_known",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("source_id", ""), _negated=True),
                            fields=("lead", "source_id"),
                            name="imported_once",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ProposalUserPermission",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "permission",
                        models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                    ),
                    (
                        "user",
                        models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                    ),
                    (
                        "content_object",
                        models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="proposals.proposal"),
                    ),
                ],
                options={
                    "unique_together": {("user", "permission", "content_object")},
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="ProposalGroupPermission",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "permission",
                        models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                    ),
                    ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                    (
                        "content_object",
                        models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="proposals.proposal"),
                    ),
                ],
                options={
                    "unique_together": {("group", "permission", "content_object")},
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Revision",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="revisions",
                            to="proposals.proposal",
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    (
                        "case_version",
                        models.PositiveIntegerField(help_text="The case's version that this revision made."),
                    ),
                    ("content", models.JSONField(default=dict)),
                    ("full", models.JSONField(default=dict)),
                    ("substance", models.JSONField(default=dict)),
                    (
                        "author",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "written_by",
                        models.JSONField(help_text="{place: person's key} of the fields that it changed.", null=True),
                    ),
                ],
                options={
                    "ordering": ["-number"],
                    "constraints": [
                        models.UniqueConstraint(fields=("proposal", "number"), name="revision_number_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Reminder",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="reminders",
                            to="proposals.proposal",
                        ),
                    ),
                    ("event", models.CharField(max_length=40)),
                    (
                        "subject_id",
                        models.UUIDField(help_text="What it reminds of: the proposal, an invitation, a review."),
                    ),
                    ("since", models.DateTimeField(help_text="Start of the period the reminder belongs to.")),
                    ("due", models.DateTimeField(help_text="The moment it was planned for.")),
                    ("told_at", models.DateTimeField(default=workflow.calendar.now)),
                ],
                options={
                    "ordering": ["due"],
                    "constraints": [
                        models.UniqueConstraint(fields=("event", "subject_id", "since", "due"), name="reminded_once")
                    ],
                },
            ),
        ),
        append_only.Guard("proposals_revision"),
    ]
