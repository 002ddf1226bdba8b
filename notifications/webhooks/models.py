"""Addresses of machines that hear of events, and what was told to each: `Endpoint`, `Delivery`, `Try`, `Change`.

Deliveries are written by `telling.note` in the event's transaction, and moved on by `delivery` and `services` alone,
through conditional updates. All of them are forgotten after some days (`forgetting`).
"""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation

TEST = "webhook.test"  # the event of a test that somebody asked for


class EndpointState(models.TextChoices):
    ON = "on", _("On")
    PAUSED = "paused", _("Paused")
    REMOVED = "removed", _("Removed")


class Because(models.TextChoices):
    """Why it is paused."""

    BY_HAND = "by_hand", _("An administrator paused it.")
    FAILING = "failing", _("For three days nothing got through.")
    GONE = "gone", _("The receiver answered that nobody is there any more (410 Gone).")


class Endpoint(models.Model):
    """`events` empty means every event that the organisation may hear of, also those that come to be.

    `failures` counts tries since one got through, `failing_since` is the first of them; nothing is tried before
    `quiet_until`. The secret is not stored: it is made from the id and `secret_number` (`signing`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(_("Address"), max_length=500)
    description = models.CharField(_("What it is for"), max_length=120, blank=True)
    events = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=EndpointState.choices, default=EndpointState.ON)
    state_since = models.DateTimeField()
    because = models.CharField(max_length=10, choices=Because.choices, blank=True)
    secret_number = models.PositiveIntegerField(default=1)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "url"],
                condition=~models.Q(state="removed"),
                name="one_webhook_for_each_address",
            ),
            models.CheckConstraint(condition=models.Q(state__in=EndpointState.values), name="webhook_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state="paused") ^ models.Q(because=""), name="webhook_paused_says_why"
            ),
        ]

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being sent")
    RETRYING = "retrying", _("Will be tried again")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")
    CANCELLED = "cancelled", _("Cancelled")


WAITING = (DeliveryState.PENDING, DeliveryState.RETRYING)
DONE = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)


class Delivery(models.Model):
    """One event for one endpoint. `body` is what is sent and signed, letter by letter, from the event's transaction on.

    Its id is the `webhook-id`, the same for every try, so that a receiver can drop a repetition.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    event = models.CharField(max_length=80)
    event_key = models.CharField(max_length=200)
    number = models.CharField(max_length=40, blank=True, help_text="Of the case, to find it by.")
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_key"], name="webhook_once_per_event"),
            # A slow receiver is spoken to by one worker, and nobody else waits for it.
            models.UniqueConstraint(
                fields=["endpoint"], condition=models.Q(state="leased"), name="webhook_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="webhook_delivery_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="leased") | models.Q(lease_token__isnull=False),
                name="webhook_leased_has_a_token",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_try_at"],
                name="webhook_waiting",
                condition=models.Q(state__in=["pending", "retrying", "leased"]),
            ),
            models.Index(fields=["endpoint", "-created_at"], name="webhook_newest"),
            models.Index(fields=["event_key"], name="webhook_event_key"),
            models.Index(fields=["created_at"], name="webhook_age"),
        ]

    @property
    def message_id(self) -> str:
        return f"msg_{self.pk.hex}"


class Outcome(models.TextChoices):
    """What became of one try, or what somebody did."""

    ACCEPTED = "accepted", _("Accepted")
    ANSWERED = "answered", _("The receiver answered with another status than 2xx.")
    REDIRECTED = (
        "redirected",
        _("The receiver points to another address. Redirects are not followed: change the address."),
    )
    ADDRESS = "address", _("The name leads to an address that we do not send to, such as a private one.")
    UNKNOWN = "unknown", _("The name was not found.")
    CONNECTION = "connection", _("No connection: the receiver refused it, or broke it off.")
    TLS = "tls", _("The receiver’s certificate is not valid, or it does not speak TLS.")
    TIME = "time", _("The receiver took too long.")
    BROKEN = "broken", _("The answer is not HTTP.")
    LOST = "lost", _("Our worker did not come back: it may have been sent.")
    AGAIN = "again", _("Sent again by hand.")
    SKIPPED = "skipped", _("Skipped by hand.")


class Try(models.Model):
    """Only ever added to, and forgotten with its delivery. `answer` is the beginning of what the receiver said."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField(help_text="Counted from one, and again after “send again”.")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class Act(models.TextChoices):
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    RENEWED = "renewed", _("Secret changed")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Resumed")
    SKIPPED = "skipped", _("What waited was skipped")
    REPLAYED = "replayed", _("Sent again")
    REMOVED = "removed", _("Removed")


class Change(models.Model):
    """Who did what to an endpoint; without a name it was the system. Only ever added to."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    act = models.CharField(max_length=10, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=500, blank=True, help_text="The address, or how many deliveries.")

    class Meta:
        ordering = ["-id"]
