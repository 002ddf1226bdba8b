import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("review", "0001_initial"),
        ("review", "0002_ledger"),
        ("review", "0003_bundle"),
        ("review", "0004_package_openings"),
        ("review", "0005_package_append_only"),
        ("review", "0006_taking_back_and_lacking"),
        ("review", "0007_declared_and_overridden"),
    ]

    initial = True

    dependencies = [
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Review",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="proposals.proposal"
                        ),
                    ),
                    (
                        "reviewer",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reviews",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "assigned_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("assigned_at", models.DateTimeField()),
                    ("round", models.PositiveSmallIntegerField(default=1)),
                    ("declaration", models.TextField(blank=True, max_length=2000)),
                    (
                        "declared",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("none", "No conflict"),
                                ("possible", "A possible conflict, explained"),
                                ("conflict", "A conflict"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("override_reason", models.TextField(blank=True, max_length=2000)),
                    (
                        "overridden_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "state",
                        django_fsm.FSMField(
                            choices=[
                                ("assigned", "Assigned"),
                                ("declared", "No conflict declared"),
                                ("in_progress", "In progress"),
                                ("submitted", "Review submitted"),
                                ("recused", "Recused"),
                            ],
                            default="assigned",
                            max_length=50,
                            protected=True,
                        ),
                    ),
                    ("version", models.PositiveIntegerField(default=1)),
                ],
                options={
                    "ordering": ["assigned_at", "id"],
                    "constraints": [
                        models.UniqueConstraint(fields=("proposal", "reviewer"), name="a_reviewer_is_assigned_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state__in", ["assigned", "declared", "in_progress", "submitted", "recused"])
                            ),
                            name="review_state_is_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("declared__in", ["", "none", "possible", "conflict"])),
                            name="review_declaration_is_known",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Verdict",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "review",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="review.review"
                        ),
                    ),
                    ("round", models.PositiveSmallIntegerField()),
                    ("criterion", models.CharField(max_length=8)),
                    (
                        "value",
                        models.CharField(
                            choices=[
                                ("3", "3 · Meets fully"),
                                ("2", "2 · Meets, with advice"),
                                ("1", "1 · Partly, must change"),
                                ("0", "0 · Not met"),
                                ("NA", "Not applicable"),
                            ],
                            max_length=2,
                        ),
                    ),
                    ("comment", models.TextField(blank=True, max_length=4000)),
                    (
                        "revision",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.revision"
                        ),
                    ),
                    (
                        "carried",
                        models.BooleanField(
                            default=False, help_text="Kept from the round before: nothing it judged changed."
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["round", "criterion"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("review", "round", "criterion"), name="one_verdict_per_criterion"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Note",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "review",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="review.review"
                        ),
                    ),
                    ("criterion", models.CharField(max_length=8)),
                    ("text", models.TextField(blank=True, max_length=4000)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["criterion"],
                    "constraints": [
                        models.UniqueConstraint(fields=("review", "criterion"), name="one_note_per_criterion")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Consensus",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="consensus",
                            to="proposals.proposal",
                        ),
                    ),
                    ("round", models.PositiveSmallIntegerField()),
                    ("criterion", models.CharField(max_length=8)),
                    (
                        "value",
                        models.CharField(
                            choices=[
                                ("3", "3 · Meets fully"),
                                ("2", "2 · Meets, with advice"),
                                ("1", "1 · Partly, must change"),
                                ("0", "0 · Not met"),
                                ("NA", "Not applicable"),
                            ],
                            max_length=2,
                        ),
                    ),
                    ("comment", models.TextField(blank=True, max_length=4000)),
                    (
                        "number",
                        models.PositiveSmallIntegerField(
                            default=1, help_text="Counts what was agreed on it in this round."
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
                    (
                        "carried",
                        models.BooleanField(
                            default=False, help_text="Kept from the round before: every verdict carried over."
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
                    "ordering": ["round", "criterion", "number"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("proposal", "round", "criterion", "number"), name="a_consensus_number_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RequiredChange",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "taken_back_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="required_changes",
                            to="proposals.proposal",
                        ),
                    ),
                    ("round", models.PositiveSmallIntegerField()),
                    ("number", models.PositiveSmallIntegerField()),
                    ("criterion", models.CharField(max_length=8)),
                    ("section", models.CharField(max_length=2)),
                    (
                        "place",
                        models.CharField(blank=True, help_text="Field or item, where it is narrower.", max_length=60),
                    ),
                    ("text", models.TextField(max_length=4000)),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("answer", models.TextField(blank=True, max_length=4000)),
                    (
                        "answered_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("answered_at", models.DateTimeField(null=True)),
                ],
                options={
                    "ordering": ["round", "number"],
                    "constraints": [
                        models.UniqueConstraint(fields=("proposal", "round", "number"), name="a_change_number_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Condition",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "taken_back_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="conditions",
                            to="proposals.proposal",
                        ),
                    ),
                    ("round", models.PositiveSmallIntegerField()),
                    ("number", models.PositiveSmallIntegerField()),
                    ("criterion", models.CharField(blank=True, max_length=8)),
                    ("text", models.TextField(max_length=4000)),
                    ("owner", models.CharField(blank=True, max_length=150)),
                    ("due", models.DateField(null=True)),
                    ("evidence", models.TextField(blank=True, max_length=4000)),
                    (
                        "evidenced_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("evidenced_at", models.DateTimeField(null=True)),
                    ("lacking", models.TextField(blank=True, max_length=4000)),
                ],
                options={
                    "ordering": ["round", "number"],
                    "constraints": [
                        models.UniqueConstraint(fields=("proposal", "round", "number"), name="a_condition_number_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Recommendation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="recommendations",
                            to="proposals.proposal",
                        ),
                    ),
                    ("round", models.PositiveSmallIntegerField()),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("approve", "Approve"),
                                ("approve_with_conditions", "Approve with conditions"),
                                ("decline", "Decline"),
                                ("return_for_changes", "Return for changes"),
                            ],
                            max_length=30,
                        ),
                    ),
                    ("reasons", models.TextField(max_length=8000)),
                    ("letter", models.TextField(max_length=20000)),
                    ("language", models.CharField(default="en", max_length=2)),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-round"],
                    "constraints": [
                        models.UniqueConstraint(fields=("proposal", "round"), name="one_recommendation_per_round")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Bundle",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("approve", "Approve"),
                                ("approve_with_conditions", "Approve with conditions"),
                                ("decline", "Decline"),
                                ("return_for_changes", "Return for changes"),
                            ],
                            max_length=30,
                        ),
                    ),
                    ("note", models.TextField(help_text="Why they belong together.", max_length=2000)),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-at"],
                },
            ),
            migrations.CreateModel(
                name="BundleItem",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "bundle",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="items", to="review.bundle"
                        ),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="bundled", to="proposals.proposal"
                        ),
                    ),
                    ("round", models.PositiveSmallIntegerField()),
                ],
                options={
                    "ordering": ["id"],
                    "constraints": [models.UniqueConstraint(fields=("bundle", "proposal"), name="once_in_a_bundle")],
                },
            ),
            migrations.CreateModel(
                name="DecisionPackage",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="packages",
                            to="proposals.proposal",
                        ),
                    ),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("approve", "Approve"),
                                ("approve_with_conditions", "Approve with conditions"),
                                ("decline", "Decline"),
                                ("return_for_changes", "Return for changes"),
                            ],
                            max_length=30,
                        ),
                    ),
                    ("round", models.PositiveSmallIntegerField()),
                    ("content", models.JSONField()),
                    ("sha256", models.CharField(max_length=64)),
                    ("openings", models.JSONField(default=dict)),
                    (
                        "decided_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    ("taken_back_at", models.DateTimeField(null=True)),
                ],
                options={
                    "ordering": ["-at"],
                },
            ),
        ),
        append_only.Guard("review_consensus"),
        append_only.Guard("review_decisionpackage", but=("taken_back_at",)),
    ]
