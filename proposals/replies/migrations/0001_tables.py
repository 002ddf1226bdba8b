import uuid

import django.db.models.deletion
from django.db import migrations, models

from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [("replies", "0001_initial"), ("replies", "0002_append_only")]

    initial = True

    dependencies = [
        ("notifications", "0001_tables"),
        ("talk", "0001_tables"),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Received",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("key", models.CharField(max_length=64, unique=True)),
                    ("receipt", models.CharField(max_length=64, null=True, unique=True)),
                    ("mark", models.CharField(db_index=True, max_length=64)),
                    ("at", models.DateTimeField()),
                    (
                        "source",
                        models.CharField(
                            choices=[("mailbox", "Mailbox"), ("service", "Mail service"), ("demo", "Page of the demo")],
                            max_length=10,
                        ),
                    ),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("comment", "Became a comment"),
                                ("empty", "Nothing above the line"),
                                ("too_long", "Too long for a comment"),
                                ("too_large", "Mail too large"),
                                ("mention", "Names somebody who cannot read it"),
                                ("settled", "The conversation is settled"),
                                ("ended", "The proposal has ended"),
                                ("no_access", "Its reader may not comment there any more"),
                                ("too_old", "The answered mail is too old"),
                                ("other_sender", "Sent from another address"),
                                ("forged", "The mail server does not vouch for the sender"),
                                ("automatic", "Sent by a machine"),
                                ("gone", "Its reader is no longer active"),
                                ("unknown", "No valid reply address"),
                                ("broken", "Could not be worked on"),
                            ],
                            max_length=20,
                        ),
                    ),
                    (
                        "reason",
                        models.CharField(
                            blank=True, help_text="What gave a machine away, or which error it was.", max_length=80
                        ),
                    ),
                    (
                        "notice",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answers",
                            to="notifications.notice",
                        ),
                    ),
                    (
                        "comment",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="mails",
                            to="talk.comment",
                        ),
                    ),
                    ("size", models.PositiveIntegerField(help_text="Bytes.")),
                    ("attachments", models.PositiveIntegerField(default=0, help_text="How many were left out.")),
                    ("told", models.BooleanField(default=False, help_text="Its reader was written to.")),
                ],
                options={
                    "ordering": ["-at", "id"],
                    "indexes": [models.Index(fields=["-at"], name="received_newest")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "outcome__in",
                                    [
                                        "comment",
                                        "empty",
                                        "too_long",
                                        "too_large",
                                        "mention",
                                        "settled",
                                        "ended",
                                        "no_access",
                                        "too_old",
                                        "other_sender",
                                        "forged",
                                        "automatic",
                                        "gone",
                                        "unknown",
                                        "broken",
                                    ],
                                )
                            ),
                            name="received_outcome_is_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("comment__isnull", False), ("outcome", "comment")),
                                models.Q(models.Q(("outcome", "comment"), _negated=True), ("comment__isnull", True)),
                                _connector="OR",
                            ),
                            name="received_comment_has_its_comment",
                        ),
                    ],
                },
            ),
        ),
        append_only.Guard("replies_received"),
    ]
