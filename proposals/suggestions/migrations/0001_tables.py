import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("suggestions", "0001_initial"), ("suggestions", "0002_append_only")]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        ("proposals", "0001_tables"),
        ("writing", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Suggestion",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="suggestions",
                            to="proposals.proposal",
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
                    ("section", models.CharField(max_length=2)),
                    (
                        "place",
                        models.CharField(
                            help_text='"A.title.en", "A.purpose", "E.competencies.<key>.statement".', max_length=120
                        ),
                    ),
                    ("base", models.TextField(blank=True, help_text="What stood there when it was suggested.")),
                    ("words", models.TextField()),
                    ("why", models.TextField(blank=True, max_length=1000)),
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
                    ("at", models.DateTimeField()),
                    (
                        "answer",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("accepted", "Accepted"),
                                ("changed", "Accepted with changes"),
                                ("declined", "Declined"),
                                ("withdrawn", "Withdrawn"),
                            ],
                            max_length=10,
                        ),
                    ),
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
                    ("reason", models.TextField(blank=True, max_length=4000)),
                ],
                options={
                    "ordering": ["-at", "id"],
                    "indexes": [models.Index(fields=["proposal", "answer"], name="suggestions_proposa_d663ce_idx")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("lane__in", ["institution", "partners"])),
                            name="suggestion_lane_is_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("answer", ""), ("answered_at", None)),
                                models.Q(
                                    ("answer__in", ["accepted", "changed", "declined", "withdrawn"]),
                                    ("answered_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="suggestion_answer_is_whole",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Adoption",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "suggestion",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="adoption",
                            to="suggestions.suggestion",
                        ),
                    ),
                    ("section", models.CharField(max_length=2)),
                    ("words", models.TextField()),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "save_row",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="writing.sectionsave",
                        ),
                    ),
                ],
                options={
                    "ordering": ["at", "id"],
                },
            ),
        ),
        append_only.Guard("suggestions_adoption"),
    ]
