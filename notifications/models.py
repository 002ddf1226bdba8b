"""The ledger of telling: one `Notice` per event, person and channel; an `Alert` where nobody could be told.

Notices are written by `notifications.services.announce` and `notifications.mail.OutboxBackend`, in the event's
transaction, and moved on by `notifications.delivery` and `notifications.operating` alone, through conditional updates:
no row is locked while a server is spoken to. `Attempt` keeps what became of each try.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import GuestLink

RAW = "raw"  # the message name of mail that another library wrote
MESSAGE_ID_DOMAIN = "tidemark.example"


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    INBOX = "inbox", _("Inbox")


class NoticeState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being sent")
    RETRYING = "retrying", _("Will be tried again")
    SENT = "sent", _("Sent")
    UNDELIVERABLE = "undeliverable", _("Could not be delivered")
    HELD = "held", _("Kept back: it may have arrived")
    QUARANTINED = "quarantined", _("Set aside")
    CANCELLED = "cancelled", _("Cancelled")


WAITING = (NoticeState.PENDING, NoticeState.RETRYING)
FAILED = (NoticeState.UNDELIVERABLE, NoticeState.HELD, NoticeState.QUARANTINED)  # until an operator does something


class Notice(models.Model):
    """`context` is plain JSON from the moment of the event; the text is rendered from it at delivery.

    `in_doubt` says that an earlier try ended without an answer, so the server may already have the message.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField(max_length=80)
    event_key = models.CharField(max_length=200)
    case_id = models.UUIDField(null=True, blank=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    address = models.EmailField(max_length=320)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    message = models.CharField(max_length=80)
    act = models.BooleanField(default=False)
    why = models.CharField(max_length=30, blank=True, help_text="The audience that the person stands in.")
    via = models.CharField(max_length=250, blank=True, help_text="The organisation that puts them there.")
    context = models.JSONField(default=dict)
    path = models.CharField(max_length=500, blank=True)
    guest_link = models.ForeignKey(GuestLink, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    language = models.CharField(max_length=2, blank=True, help_text="Fixed when the text was written.")
    state = models.CharField(max_length=20, choices=NoticeState.choices, default=NoticeState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True, help_text="An operator said: send it again.")
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    in_doubt = models.BooleanField(default=False)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_key", "recipient", "channel"], name="notice_once_per_event_person_channel"
            ),
            models.CheckConstraint(condition=models.Q(state__in=NoticeState.values), name="notice_state_is_known"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="notice_channel_is_known"),
            models.CheckConstraint(
                condition=~models.Q(state="leased") | models.Q(lease_token__isnull=False),
                name="notice_leased_has_a_token",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="notice_waiting",
                condition=models.Q(state__in=["pending", "retrying", "leased"]),
            ),
            models.Index(fields=["recipient", "channel", "-created_at"], name="notice_inbox"),
            models.Index(fields=["case_id", "created_at"], name="notice_case"),
            models.Index(fields=["state", "-created_at"], name="notice_state"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.address} ({self.channel}, {self.state})"

    @property
    def message_id(self) -> str:
        """The same for every try, so that a server or a reader can recognise a repetition."""
        return f"<{self.id}@{MESSAGE_ID_DOMAIN}>"


class Attempt(models.Model):
    """What became of one try, or what an operator did (`by`), and the state it led to. Only ever added to; the answer
    is emptied where the person it names is forgotten."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField(help_text="Counted from one, and again after an operator's release.")
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=NoticeState.choices)
    answer = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class Alert(models.Model):
    """An event that should reach somebody and reached nobody. In the installation's language."""

    event = models.CharField(max_length=80)
    event_key = models.CharField(max_length=200, unique=True)
    case_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    sentence = models.TextField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.sentence
