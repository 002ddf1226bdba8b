from django.db import migrations

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("workflow", "0002_append_only")]

    operations = [append_only.guard("records_hold"), append_only.guard("records_anonymised")]
