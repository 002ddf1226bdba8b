from django.db import migrations

from workflow import append_only


class Migration(migrations.Migration):
    dependencies = [("review", "0004_package_openings"), ("workflow", "0002_append_only")]

    operations = [append_only.guard("review_decisionpackage", but=("taken_back_at",))]
