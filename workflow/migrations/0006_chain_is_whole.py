"""No record without its place in the chain; the database refuses changes again, in the tables of the seals too."""

from django.db import migrations, models

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_chain")]

    operations = [
        migrations.AlterField("transitionrecord", "link", models.PositiveIntegerField(editable=False)),
        migrations.AlterField(
            "transitionrecord", "previous", models.CharField(blank=True, editable=False, max_length=64)
        ),
        migrations.AlterField("transitionrecord", "salt", models.CharField(editable=False, max_length=32)),
        migrations.AlterField("transitionrecord", "sha256", models.CharField(editable=False, max_length=64)),
        migrations.AddConstraint(
            "transitionrecord", models.UniqueConstraint(fields=("case_id", "link"), name="one_record_per_link")
        ),
        append_only.guard("workflow_transitionrecord"),
        append_only.guard("workflow_seal"),
        append_only.guard("workflow_sealedhead"),
        append_only.guard("workflow_sealedrow"),
    ]
