from django.db import migrations, models

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("codesign", "0004_revoked_and_handed_on")]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="signer",
            field=models.JSONField(
                default=dict, help_text="{name, title, email, verified: link or account} at the time."
            ),
        ),
        append_only.guard("codesign_statement"),
    ]
