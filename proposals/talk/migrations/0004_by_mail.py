from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("talk", "0003_append_only")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="by_mail",
            field=models.BooleanField(default=False, help_text="Its author answered a mail."),
        ),
    ]
