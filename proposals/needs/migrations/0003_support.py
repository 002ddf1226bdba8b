"""Regions come from a list (what was typed becomes the place), needs are found by folded words, and are supported."""

import unicodedata
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REGIONS = [
    ("cape_breton", "Cape Breton"),
    ("north_shore", "North Shore"),
    ("annapolis_valley", "Annapolis Valley"),
    ("southern", "Southern Nova Scotia"),
    ("halifax", "Halifax"),
    ("province", "All of Nova Scotia"),
]


def index(apps, schema_editor):
    """What was stated before is found too; the codes' titles come in when it is stated anew."""
    named = {name.casefold(): key for key, name in REGIONS}
    for need in apps.get_model("needs", "Need").objects.select_related("organisation").iterator():
        words = [need.title, need.statement, need.place, need.organisation.name, need.organisation.name_fr]
        plain = unicodedata.normalize("NFD", " ".join([*words, *need.noc, *need.naics]).casefold())
        need.search_text = "".join(letter for letter in plain if not unicodedata.combining(letter))
        need.region = named.get(need.place.strip().casefold(), "")
        need.save(update_fields=["search_text", "region"])


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0002_initial"),
        ("partners", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("need", "region", "place"),
        migrations.AlterField(
            "need", "place", models.CharField(blank=True, max_length=120, verbose_name="place")
        ),
        migrations.AddField(
            "need",
            "region",
            models.CharField(blank=True, choices=REGIONS, default="", max_length=20, verbose_name="region"),
            preserve_default=False,
        ),
        migrations.AddField(
            "need",
            "search_text",
            models.TextField(
                default="", help_text="Its words in both languages, folded; what the board finds."
            ),
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
        migrations.CreateModel(
            name="NeedSupport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "openings",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="openings in the next 24 months"),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("word", models.CharField(blank=True, max_length=400, verbose_name="a word to add")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
    ]
