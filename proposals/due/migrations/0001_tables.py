import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("due", "0001_calendar_feed")]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Feed",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="calendar_feeds",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("token_hash", models.CharField(max_length=64, unique=True)),
                    ("created_at", models.DateTimeField()),
                    ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    "ordering": ["-created_at"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("revoked_at", None)),
                            fields=("user",),
                            name="one_open_calendar_for_each_person",
                        )
                    ],
                },
            ),
        ),
    ]
