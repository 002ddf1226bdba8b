import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("writing", "0001_initial"), ("writing", "0002_last_seen")]

    initial = True

    dependencies = [
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="SectionSave",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="saves", to="proposals.proposal"
                        ),
                    ),
                    ("section", models.CharField(max_length=4)),
                    ("version", models.PositiveIntegerField()),
                    ("content", models.JSONField(default=dict)),
                    (
                        "author",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "revision",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="saves",
                            to="proposals.revision",
                        ),
                    ),
                ],
                options={
                    "ordering": ["id"],
                    "indexes": [models.Index(fields=["revision", "at"], name="writing_sec_revisio_8eb27e_idx")],
                    "constraints": [
                        models.UniqueConstraint(fields=("proposal", "section", "version"), name="section_version_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Presence",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="+", to="proposals.proposal"
                        ),
                    ),
                    ("section", models.CharField(max_length=4)),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("proposal", "section", "person"), name="one_presence_for_a_section"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="LastLook",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="+", to="proposals.proposal"
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("revision", models.PositiveIntegerField()),
                    ("at", models.DateTimeField()),
                    ("seen_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("proposal", "person"), name="one_last_look")],
                },
            ),
        ),
    ]
