from django.db import migrations

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("talk", "0002_from_codesign"), ("workflow", "0002_append_only")]

    operations = [append_only.guard("talk_version"), append_only.guard("talk_mark")]
