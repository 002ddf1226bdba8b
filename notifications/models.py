"""The ledger of telling: one `Notice` per event, person and channel; an `Alert` where nobody could be told.

Notices are written by `notifications.services.announce` and `notifications.mail.OutboxBackend`, in the event's
transaction, and moved on by `notifications.delivery` and `notifications.operating` alone, through conditional updates:
no row is locked while a server is spoken to. `Attempt` keeps what became of each try.
"""

import uuid
from datetime import time

from django.conf import settings
from django.db import models
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext_lazy as _

from partners.models import GuestLink

RAW = "raw"  # the message name of mail that another library wrote
RAW_EVENT = "mail.raw"
DIGEST = "digest"  # the message name of a mail that holds what it gathered
CLOSED = "The guest's link was revoked."  # why a notice is cancelled
MESSAGE_ID_DOMAIN = "tidemark.example"


WEEKDAYS = list(WEEKDAY_NAMES.items())


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
    BUNDLED = "bundled", _("Waits to be bundled")
    GATHERED = "gathered", _("Bundled")


WAITING = (NoticeState.PENDING, NoticeState.RETRYING)
UNSENT = (*WAITING, NoticeState.BUNDLED)
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
    bundle = models.CharField(max_length=60, blank=True, help_text="Which mail is to gather it: its kind and moment.")
    digest = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="gathered")
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
            models.Index(fields=["next_try_at"], name="notice_bundled", condition=models.Q(state="bundled")),
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


class How(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("In one mail a day")
    WEEKLY = "weekly", _("In one mail a week")
    OFF = "off", _("Not at all")


class Choice(models.Model):
    """How a person wants to hear of one event by one channel; without a row at once. Written by `preferences`.

    `before` is what an unsubscribing put aside, for whoever undoes it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choices")
    event = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    before = models.CharField(max_length=10, choices=How.choices, blank=True)

    class Meta:
        ordering = ["event", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["user", "event", "channel"], name="one_choice_per_event_and_channel"),
            models.CheckConstraint(condition=models.Q(how__in=How.values), name="choice_is_known"),
        ]


class Hours(models.Model):
    """When a person's mail may come, in their own time zone. `weekday` counts from Monday, 0."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_hours")
    time_zone = models.CharField(_("Time zone"), max_length=60, default="America/Halifax")
    digest_at = models.TimeField(_("Time of bundled mail"), default=time(8))
    weekday = models.PositiveSmallIntegerField(_("Day of the weekly mail"), choices=WEEKDAYS, default=0)
    quiet_from = models.TimeField(_("No mail from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
