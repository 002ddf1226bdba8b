import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("joining", "0001_initial")]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="JoinRequest",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("key", models.UUIDField(help_text="Of the form: sent twice, it is one request.", unique=True)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                (
                                    "partner",
                                    "Employer, industry group, union, professional, community or Indigenous group",
                                ),
                                ("institution", "Institution that offers microcredentials"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("name", models.CharField(max_length=200)),
                    ("name_fr", models.CharField(blank=True, max_length=200)),
                    ("website", models.URLField(blank=True)),
                    ("place", models.CharField(blank=True, max_length=120)),
                    ("naics_sector", models.CharField(blank=True, max_length=8)),
                    ("person_name", models.CharField(max_length=150)),
                    ("person_title", models.CharField(blank=True, max_length=150)),
                    ("email", models.EmailField(max_length=254)),
                    (
                        "language",
                        models.CharField(choices=[("en", "English"), ("fr", "Français")], default="en", max_length=2),
                    ),
                    ("why", models.TextField(max_length=2000)),
                    ("asked_at", models.DateTimeField()),
                    (
                        "source",
                        models.CharField(
                            help_text="A digest of the sender's network address, to limit how often.", max_length=16
                        ),
                    ),
                    ("token_hash", models.CharField(max_length=64, unique=True)),
                    ("expires_at", models.DateTimeField()),
                    ("confirmed_at", models.DateTimeField(null=True)),
                    ("answered_at", models.DateTimeField(null=True)),
                    (
                        "answered_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
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
                    ("reason", models.TextField(blank=True, max_length=4000)),
                ],
                options={
                    "ordering": ["confirmed_at", "pk"],
                    "indexes": [
                        models.Index(fields=["answered_at", "confirmed_at"], name="joining_joi_answere_bccb42_idx"),
                        models.Index(fields=["asked_at"], name="joining_joi_asked_a_9f2cac_idx"),
                    ],
                },
            ),
        ),
    ]
