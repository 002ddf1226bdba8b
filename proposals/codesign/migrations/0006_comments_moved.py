from django.db import migrations


class Migration(migrations.Migration):
    """Comments live in proposals/talk (docs/adr/0015-talk.md)."""

    dependencies = [("codesign", "0005_statement_signer"), ("talk", "0003_append_only")]

    operations = [migrations.DeleteModel(name="Comment")]
