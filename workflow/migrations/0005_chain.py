"""Every record becomes a link of its case's chain, and seals get their tables.

The records that are there get their hashes in the order they were written. Their table is guarded again by 0006.
"""

import django.db.models.deletion
from django.db import migrations, models

import workflow.calendar
from workflow import append_only, chain

FIELDS = ["link", "previous", "salt", "sha256"]


def hash_existing(apps, editor):
    records = apps.get_model("workflow", "TransitionRecord").objects.using(editor.connection.alias)
    last, batch = None, []
    for record in records.order_by("case_id", "id").iterator(chunk_size=1000):
        last = chain.append(record, last if last is not None and last.case_id == record.case_id else None)
        batch.append(record)
        if len(batch) == 1000:
            records.bulk_update(batch, FIELDS, batch_size=100)
            batch = []
    records.bulk_update(batch, FIELDS, batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0004_endorsement_minimum")]

    operations = [
        append_only.unguard("workflow_transitionrecord"),
        migrations.AddField("transitionrecord", "link", models.PositiveIntegerField(editable=False, null=True)),
        migrations.AddField(
            "transitionrecord", "previous", models.CharField(blank=True, default="", editable=False, max_length=64)
        ),
        migrations.AddField("transitionrecord", "salt", models.CharField(default="", editable=False, max_length=32)),
        migrations.AddField("transitionrecord", "sha256", models.CharField(default="", editable=False, max_length=64)),
        migrations.RunPython(hash_existing, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=workflow.calendar.now)),
                ("forms", models.JSONField(default=dict)),
                ("heads_count", models.PositiveIntegerField()),
                ("rows_count", models.PositiveIntegerField()),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of its heads and rows, in the order they were written.", max_length=64
                    ),
                ),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.CreateModel(
            name="SealedHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_id", models.UUIDField()),
                ("link", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="workflow.seal"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("case_id", "link"), name="a_head_is_sealed_once")],
            },
        ),
        migrations.CreateModel(
            name="SealedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=63)),
                ("key", models.CharField(max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="workflow.seal"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("table", "key"), name="a_row_is_sealed_once")],
            },
        ),
    ]
