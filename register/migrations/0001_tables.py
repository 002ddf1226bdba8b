import uuid

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("register", "0001_initial"), ("register", "0002_append_only")]

    initial = True

    dependencies = [
        ("proposals", "0001_tables"),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Listing",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("slug", models.SlugField(max_length=140, unique=True)),
                    (
                        "proposal",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT, related_name="listing", to="proposals.proposal"
                        ),
                    ),
                    (
                        "state",
                        django_fsm.FSMField(
                            choices=[
                                ("prepared", "Prepared"),
                                ("published", "Published"),
                                ("suspended", "Suspended"),
                                ("teach_out", "Being taught out"),
                                ("retired", "Retired"),
                            ],
                            default="prepared",
                            max_length=50,
                            protected=True,
                        ),
                    ),
                    ("version", models.PositiveIntegerField(default=1)),
                    ("published_at", models.DateTimeField(null=True)),
                    ("review_due", models.DateTimeField(null=True)),
                ],
                options={
                    "ordering": ["slug"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state__in", ["prepared", "published", "suspended", "teach_out", "retired"])
                            ),
                            name="listing_state_is_known",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Snapshot",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "listing",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="register.listing"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("package_sha256", models.CharField(max_length=64)),
                    ("title_en", models.CharField(max_length=120)),
                    ("title_fr", models.CharField(blank=True, max_length=120)),
                    ("institution_en", models.CharField(max_length=200)),
                    ("institution_fr", models.CharField(blank=True, max_length=200)),
                    ("search_text", models.TextField()),
                    ("content", models.JSONField(help_text="Public fields only.")),
                    ("conditions_open", models.BooleanField(default=False)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-number"],
                    "constraints": [models.UniqueConstraint(fields=("listing", "number"), name="snapshot_number_once")],
                },
            ),
        ),
        append_only.Guard("register_snapshot"),
    ]
