from django.db import migrations

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("codesign", "0002_initial"), ("workflow", "0002_append_only")]

    operations = [append_only.guard("codesign_statement")]
