from django.db import migrations

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [append_only.guard("workflow_transitionrecord")]
