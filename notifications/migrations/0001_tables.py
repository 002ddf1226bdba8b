import datetime
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("notifications", "0001_initial"),
        ("notifications", "0002_attempts_and_held"),
        ("notifications", "0003_bundles_choices_and_hours"),
    ]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Notice",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("event", models.CharField(max_length=80)),
                    ("event_key", models.CharField(max_length=200)),
                    ("case_id", models.UUIDField(blank=True, null=True)),
                    (
                        "recipient",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="notices",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("address", models.EmailField(max_length=320)),
                    ("channel", models.CharField(choices=[("mail", "E-mail"), ("inbox", "Inbox")], max_length=10)),
                    ("message", models.CharField(max_length=80)),
                    ("act", models.BooleanField(default=False)),
                    (
                        "why",
                        models.CharField(
                            blank=True, help_text="The audience that the person stands in.", max_length=30
                        ),
                    ),
                    (
                        "via",
                        models.CharField(
                            blank=True, help_text="The organisation that puts them there.", max_length=250
                        ),
                    ),
                    ("context", models.JSONField(default=dict)),
                    ("path", models.CharField(blank=True, max_length=500)),
                    (
                        "guest_link",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="notices",
                            to="partners.guestlink",
                        ),
                    ),
                    (
                        "language",
                        models.CharField(blank=True, help_text="Fixed when the text was written.", max_length=2),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("pending", "Waiting"),
                                ("leased", "Being sent"),
                                ("retrying", "Will be tried again"),
                                ("sent", "Sent"),
                                ("undeliverable", "Could not be delivered"),
                                ("held", "Kept back: it may have arrived"),
                                ("quarantined", "Set aside"),
                                ("cancelled", "Cancelled"),
                                ("bundled", "Waits to be bundled"),
                                ("gathered", "Bundled"),
                            ],
                            default="pending",
                            max_length=20,
                        ),
                    ),
                    ("attempts", models.PositiveIntegerField(default=0)),
                    ("not_before", models.DateTimeField(blank=True, null=True)),
                    ("next_try_at", models.DateTimeField()),
                    (
                        "bundle",
                        models.CharField(
                            blank=True, help_text="Which mail is to gather it: its kind and moment.", max_length=60
                        ),
                    ),
                    (
                        "digest",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="gathered",
                            to="notifications.notice",
                        ),
                    ),
                    (
                        "released_at",
                        models.DateTimeField(blank=True, help_text="An operator said: send it again.", null=True),
                    ),
                    ("lease_until", models.DateTimeField(blank=True, null=True)),
                    ("lease_token", models.UUIDField(blank=True, null=True)),
                    ("in_doubt", models.BooleanField(default=False)),
                    ("last_error", models.TextField(blank=True)),
                    ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ("read_at", models.DateTimeField(blank=True, null=True)),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-created_at", "id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state__in", ["pending", "retrying", "leased"])),
                            fields=["next_try_at"],
                            name="notice_waiting",
                        ),
                        models.Index(
                            condition=models.Q(("state", "bundled")), fields=["next_try_at"], name="notice_bundled"
                        ),
                        models.Index(fields=["recipient", "channel", "-created_at"], name="notice_inbox"),
                        models.Index(fields=["case_id", "created_at"], name="notice_case"),
                        models.Index(fields=["state", "-created_at"], name="notice_state"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("event_key", "recipient", "channel"), name="notice_once_per_event_person_channel"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        "pending",
                                        "leased",
                                        "retrying",
                                        "sent",
                                        "undeliverable",
                                        "held",
                                        "quarantined",
                                        "cancelled",
                                        "bundled",
                                        "gathered",
                                    ],
                                )
                            ),
                            name="notice_state_is_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("channel__in", ["mail", "inbox"])), name="notice_channel_is_known"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "leased"), _negated=True),
                                ("lease_token__isnull", False),
                                _connector="OR",
                            ),
                            name="notice_leased_has_a_token",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Attempt",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "notice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="notifications.notice"
                        ),
                    ),
                    (
                        "number",
                        models.PositiveIntegerField(
                            help_text="Counted from one, and again after an operator's release."
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("pending", "Waiting"),
                                ("leased", "Being sent"),
                                ("retrying", "Will be tried again"),
                                ("sent", "Sent"),
                                ("undeliverable", "Could not be delivered"),
                                ("held", "Kept back: it may have arrived"),
                                ("quarantined", "Set aside"),
                                ("cancelled", "Cancelled"),
                                ("bundled", "Waits to be bundled"),
                                ("gathered", "Bundled"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("answer", models.TextField(blank=True)),
                    (
                        "by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ["id"],
                },
            ),
            migrations.CreateModel(
                name="Alert",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("event", models.CharField(max_length=80)),
                    ("event_key", models.CharField(max_length=200, unique=True)),
                    ("case_id", models.UUIDField(blank=True, null=True)),
                    ("at", models.DateTimeField()),
                    ("sentence", models.TextField()),
                ],
                options={
                    "ordering": ["-at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="Choice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="notice_choices",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("event", models.CharField(max_length=80)),
                    ("channel", models.CharField(choices=[("mail", "E-mail"), ("inbox", "Inbox")], max_length=10)),
                    (
                        "how",
                        models.CharField(
                            choices=[
                                ("at_once", "At once"),
                                ("daily", "In one mail a day"),
                                ("weekly", "In one mail a week"),
                                ("off", "Not at all"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "before",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("at_once", "At once"),
                                ("daily", "In one mail a day"),
                                ("weekly", "In one mail a week"),
                                ("off", "Not at all"),
                            ],
                            max_length=10,
                        ),
                    ),
                ],
                options={
                    "ordering": ["event", "channel"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("user", "event", "channel"), name="one_choice_per_event_and_channel"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("how__in", ["at_once", "daily", "weekly", "off"])),
                            name="choice_is_known",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Hours",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="notice_hours",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("time_zone", models.CharField(default="America/Halifax", max_length=60, verbose_name="Time zone")),
                    ("digest_at", models.TimeField(default=datetime.time(8, 0), verbose_name="Time of bundled mail")),
                    (
                        "weekday",
                        models.PositiveSmallIntegerField(
                            choices=[
                                (0, "Monday"),
                                (1, "Tuesday"),
                                (2, "Wednesday"),
                                (3, "Thursday"),
                                (4, "Friday"),
                                (5, "Saturday"),
                                (6, "Sunday"),
                            ],
                            default=0,
                            verbose_name="Day of the weekly mail",
                        ),
                    ),
                    ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="No mail from")),
                    ("quiet_until", models.TimeField(blank=True, null=True, verbose_name="until")),
                ],
            ),
        ),
    ]
