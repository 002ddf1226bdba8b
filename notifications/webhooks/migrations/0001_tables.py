import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("webhooks", "0001_initial")]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Endpoint",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "organisation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="webhooks",
                            to="partners.organisation",
                        ),
                    ),
                    ("url", models.CharField(max_length=500, verbose_name="Address")),
                    ("description", models.CharField(blank=True, max_length=120, verbose_name="What it is for")),
                    ("events", models.JSONField(default=list)),
                    (
                        "state",
                        models.CharField(
                            choices=[("on", "On"), ("paused", "Paused"), ("removed", "Removed")],
                            default="on",
                            max_length=10,
                        ),
                    ),
                    ("state_since", models.DateTimeField()),
                    (
                        "because",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("by_hand", "An administrator paused it."),
                                ("failing", "For three days nothing got through."),
                                ("gone", "The receiver answered that nobody is there any more (410 Gone)."),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("secret_number", models.PositiveIntegerField(default=1)),
                    ("old_secret_until", models.DateTimeField(blank=True, null=True)),
                    ("failures", models.PositiveIntegerField(default=0)),
                    ("failing_since", models.DateTimeField(blank=True, null=True)),
                    ("quiet_until", models.DateTimeField(blank=True, null=True)),
                    ("version", models.PositiveIntegerField(default=1)),
                    ("created_at", models.DateTimeField()),
                    (
                        "created_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "ordering": ["created_at", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "removed"), _negated=True),
                            fields=("organisation", "url"),
                            name="one_webhook_for_each_address",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("state__in", ["on", "paused", "removed"])),
                            name="webhook_state_is_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("state", "paused"), ("because", ""), _connector="XOR"),
                            name="webhook_paused_says_why",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Delivery",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "endpoint",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="deliveries",
                            to="webhooks.endpoint",
                        ),
                    ),
                    ("event", models.CharField(max_length=80)),
                    ("event_key", models.CharField(max_length=200)),
                    ("number", models.CharField(blank=True, help_text="Of the case, to find it by.", max_length=40)),
                    ("body", models.TextField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("pending", "Waiting"),
                                ("leased", "Being sent"),
                                ("retrying", "Will be tried again"),
                                ("sent", "Sent"),
                                ("failed", "Given up"),
                                ("cancelled", "Cancelled"),
                            ],
                            default="pending",
                            max_length=10,
                        ),
                    ),
                    ("attempts", models.PositiveIntegerField(default=0)),
                    ("not_before", models.DateTimeField(blank=True, null=True)),
                    ("next_try_at", models.DateTimeField()),
                    ("lease_until", models.DateTimeField(blank=True, null=True)),
                    ("lease_token", models.UUIDField(blank=True, null=True)),
                    ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-created_at", "id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state__in", ["pending", "retrying", "leased"])),
                            fields=["endpoint", "next_try_at"],
                            name="webhook_waiting",
                        ),
                        models.Index(fields=["endpoint", "-created_at"], name="webhook_newest"),
                        models.Index(fields=["event_key"], name="webhook_event_key"),
                        models.Index(fields=["created_at"], name="webhook_age"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("endpoint", "event_key"), name="webhook_once_per_event"),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "leased")), fields=("endpoint",), name="webhook_one_at_a_time"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state__in", ["pending", "leased", "retrying", "sent", "failed", "cancelled"])
                            ),
                            name="webhook_delivery_state_is_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "leased"), _negated=True),
                                ("lease_token__isnull", False),
                                _connector="OR",
                            ),
                            name="webhook_leased_has_a_token",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Try",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "delivery",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="tries", to="webhooks.delivery"
                        ),
                    ),
                    (
                        "number",
                        models.PositiveIntegerField(help_text="Counted from one, and again after “send again”."),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("accepted", "Accepted"),
                                ("answered", "The receiver answered with another status than 2xx."),
                                (
                                    "redirected",
                                    "The receiver points to another address. Redirects are not followed: change the address.",
                                ),
                                (
                                    "address",
                                    "The name leads to an address that we do not send to, such as a private one.",
                                ),
                                ("unknown", "The name was not found."),
                                ("connection", "No connection: the receiver refused it, or broke it off."),
                                ("tls", "The receiver’s certificate is not valid, or it does not speak TLS."),
                                ("time", "The receiver took too long."),
                                ("broken", "The answer is not HTTP."),
                                ("lost", "Our worker did not come back: it may have been sent."),
                                ("again", "Sent again by hand."),
                                ("skipped", "Skipped by hand."),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("status", models.PositiveSmallIntegerField(null=True)),
                    ("milliseconds", models.PositiveIntegerField(null=True)),
                    ("answer", models.CharField(blank=True, max_length=200)),
                    (
                        "by",
                        models.ForeignKey(
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
                name="Change",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "endpoint",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="webhooks.endpoint"
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "act",
                        models.CharField(
                            choices=[
                                ("added", "Added"),
                                ("changed", "Changed"),
                                ("renewed", "Secret changed"),
                                ("paused", "Paused"),
                                ("resumed", "Resumed"),
                                ("skipped", "What waited was skipped"),
                                ("replayed", "Sent again"),
                                ("removed", "Removed"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "said",
                        models.CharField(blank=True, help_text="The address, or how many deliveries.", max_length=500),
                    ),
                ],
                options={
                    "ordering": ["-id"],
                },
            ),
        ),
    ]
