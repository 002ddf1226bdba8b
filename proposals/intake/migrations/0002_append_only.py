from django.db import migrations

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_completeness_and_absences"), ("workflow", "0002_append_only")]

    operations = [append_only.guard("intake_confirmation")]
