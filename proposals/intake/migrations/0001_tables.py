import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("intake", "0001_completeness_and_absences"), ("intake", "0002_append_only")]

    initial = True

    dependencies = [
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Confirmation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="confirmations",
                            to="proposals.proposal",
                        ),
                    ),
                    ("round", models.PositiveSmallIntegerField()),
                    ("revision", models.PositiveIntegerField(help_text="Number of the submitted revision.", null=True)),
                    ("point", models.CharField(max_length=20)),
                    ("mark", models.CharField(max_length=40)),
                    ("note", models.TextField(blank=True, max_length=2000)),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["id"],
                    "indexes": [models.Index(fields=["proposal", "round"], name="intake_conf_proposa_eb91ac_idx")],
                },
            ),
            migrations.CreateModel(
                name="Absence",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="absences",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "stand_in",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="standing_in",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("since", models.DateField()),
                    ("until", models.DateField()),
                    ("said_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(help_text="Taken back, or back earlier.", null=True)),
                ],
                options={
                    "ordering": ["since", "id"],
                    "indexes": [
                        models.Index(fields=["stand_in", "since", "until"], name="intake_abse_stand_i_361efd_idx")
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("until__gte", models.F("since"))), name="absence_has_an_order"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("stand_in", models.F("person")), _negated=True),
                            name="nobody_stands_in_for_self",
                        ),
                    ],
                },
            ),
        ),
        append_only.Guard("intake_confirmation"),
    ]
