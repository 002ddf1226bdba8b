from django.db import migrations

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("replies", "0001_initial"), ("workflow", "0002_append_only")]

    operations = [append_only.guard("replies_received")]
