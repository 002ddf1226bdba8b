import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("starts", "0001_initial")]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="DocumentTemplate",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "institution",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="document_templates",
                            to="partners.organisation",
                        ),
                    ),
                    ("name", models.CharField(max_length=120)),
                    ("content", models.JSONField()),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("made_at", models.DateTimeField()),
                    ("retired_at", models.DateTimeField(null=True)),
                ],
                options={
                    "ordering": ["name", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("retired_at", None)),
                            fields=("institution", "name"),
                            name="one_template_of_a_name",
                        )
                    ],
                },
            ),
        ),
    ]
