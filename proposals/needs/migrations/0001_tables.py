import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("needs", "0001_initial"), ("needs", "0002_initial"), ("needs", "0003_support")]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Need",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("title", models.CharField(max_length=120, verbose_name="what is missing, in one line")),
                    ("statement", models.TextField(max_length=4000, verbose_name="what people must be able to do")),
                    (
                        "organisation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="needs",
                            to="partners.organisation",
                        ),
                    ),
                    (
                        "stated_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("stated_at", models.DateTimeField()),
                    ("language", models.CharField(default="en", max_length=2)),
                    ("noc", models.JSONField(blank=True, default=list, verbose_name="occupations (NOC 2021)")),
                    ("naics", models.JSONField(blank=True, default=list, verbose_name="sectors (NAICS 2022)")),
                    (
                        "region",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("cape_breton", "Cape Breton"),
                                ("north_shore", "North Shore"),
                                ("annapolis_valley", "Annapolis Valley"),
                                ("southern", "Southern Nova Scotia"),
                                ("halifax", "Halifax"),
                                ("province", "All of Nova Scotia"),
                            ],
                            max_length=20,
                            verbose_name="region",
                        ),
                    ),
                    ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                    (
                        "openings",
                        models.PositiveIntegerField(
                            blank=True, null=True, verbose_name="openings in the next 24 months"
                        ),
                    ),
                    ("needed_by", models.DateField(blank=True, null=True, verbose_name="needed by")),
                    (
                        "search_text",
                        models.TextField(
                            default="", help_text="Its words in both languages, folded; what the board finds."
                        ),
                    ),
                    (
                        "state",
                        django_fsm.FSMField(
                            choices=[("open", "Open"), ("taken_up", "Taken up"), ("met", "Met"), ("closed", "Closed")],
                            default="open",
                            max_length=50,
                            protected=True,
                        ),
                    ),
                    ("version", models.PositiveIntegerField(default=1)),
                ],
                options={
                    "ordering": ["-stated_at", "title"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("state__in", ["open", "taken_up", "met", "closed"])),
                            name="need_state_is_known",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="NeedSupport",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "need",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="supports", to="needs.need"
                        ),
                    ),
                    (
                        "organisation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="supports",
                            to="partners.organisation",
                        ),
                    ),
                    (
                        "supported_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "openings",
                        models.PositiveIntegerField(
                            blank=True, null=True, verbose_name="openings in the next 24 months"
                        ),
                    ),
                    ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                    ("word", models.CharField(blank=True, max_length=400, verbose_name="a word to add")),
                    ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "withdrawn_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ["at"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("withdrawn_at", None)),
                            fields=("need", "organisation"),
                            name="an_organisation_supports_a_need_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="NeedAnswer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "need",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="needs.need"
                        ),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="proposals.proposal"
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["at"],
                    "constraints": [
                        models.UniqueConstraint(fields=("need", "proposal"), name="a_proposal_answers_once")
                    ],
                },
            ),
        ),
    ]
