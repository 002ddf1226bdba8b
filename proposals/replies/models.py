"""What came in by mail and what became of it: append-only, and without a word or an address of the mail.

Written by `replies.services` alone. Whose mail was answered stands in the notice, which can be anonymised.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models import Notice
from proposals.talk.models import Comment


class Source(models.TextChoices):
    MAILBOX = "mailbox", _("Mailbox")
    SERVICE = "service", _("Mail service")
    DEMO = "demo", _("Page of the demo")


class Outcome(models.TextChoices):
    """Everything but `COMMENT` added nothing to any conversation."""

    COMMENT = "comment", _("Became a comment")
    EMPTY = "empty", _("Nothing above the line")
    TOO_LONG = "too_long", _("Too long for a comment")
    TOO_LARGE = "too_large", _("Mail too large")
    MENTION = "mention", _("Names somebody who cannot read it")
    SETTLED = "settled", _("The conversation is settled")
    ENDED = "ended", _("The proposal has ended")
    NO_ACCESS = "no_access", _("Its reader may not comment there any more")
    TOO_OLD = "too_old", _("The answered mail is too old")
    OTHER_SENDER = "other_sender", _("Sent from another address")
    FORGED = "forged", _("The mail server does not vouch for the sender")
    AUTOMATIC = "automatic", _("Sent by a machine")
    GONE = "gone", _("Its reader is no longer active")
    UNKNOWN = "unknown", _("No valid reply address")
    BROKEN = "broken", _("Could not be worked on")


# Nobody hears of these: there is nobody to answer, or an answer would go to somebody who asked for nothing.
SILENT = frozenset({Outcome.FORGED, Outcome.AUTOMATIC, Outcome.GONE, Outcome.UNKNOWN, Outcome.BROKEN})
REFUSED = frozenset(Outcome) - SILENT - {Outcome.COMMENT}


class Received(models.Model):
    """`key` lets a mail count once, `receipt` a request of the mail service; `mark` finds it by its Message-ID."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    receipt = models.CharField(max_length=64, null=True, unique=True)
    mark = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.CharField(max_length=80, blank=True, help_text="What gave a machine away, or which error it was.")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="answers")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.PROTECT, related_name="mails")
    size = models.PositiveIntegerField(help_text="Bytes.")
    attachments = models.PositiveIntegerField(default=0, help_text="How many were left out.")
    told = models.BooleanField(default=False, help_text="Its reader was written to.")

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="received_outcome_is_known"),
            models.CheckConstraint(
                condition=models.Q(outcome="comment", comment__isnull=False)
                | (~models.Q(outcome="comment") & models.Q(comment__isnull=True)),
                name="received_comment_has_its_comment",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="received_newest")]
