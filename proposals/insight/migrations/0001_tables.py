import django.db.models.deletion
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("insight", "0001_initial")]

    initial = True

    dependencies = [
        ("proposals", "0001_tables"),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Stay",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="stays", to="proposals.proposal"
                        ),
                    ),
                    ("state", models.CharField(max_length=40)),
                    ("round", models.PositiveSmallIntegerField()),
                    ("track", models.CharField(max_length=12)),
                    ("entered", models.DateTimeField()),
                    ("left", models.DateTimeField(null=True)),
                    ("days", models.IntegerField(null=True)),
                    ("to_decision", models.IntegerField(null=True)),
                    ("decided", models.DateTimeField(null=True)),
                ],
                options={
                    "ordering": ["entered", "id"],
                    "indexes": [
                        models.Index(fields=["state", "left"], name="stay_left"),
                        models.Index(fields=["state", "decided"], name="stay_decided"),
                    ],
                },
            ),
        ),
    ]
