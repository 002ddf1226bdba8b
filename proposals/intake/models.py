"""What a coordinator has confirmed of a submission (rows are only added), and who of the Province is away."""

import uuid

from django.conf import settings
from django.db import models

from proposals.models import Proposal


class Confirmation(models.Model):
    """One point of the completeness check, looked at by a coordinator. `mark` is what was found then, without words:
    the confirmation holds while the same is found (`checklist.Point`). `note` says why it may go on where something
    lacks."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="confirmations")
    round = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField(null=True, help_text="Number of the submitted revision.")
    point = models.CharField(max_length=20)
    mark = models.CharField(max_length=40)
    note = models.TextField(blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["proposal", "round"])]


class Absence(models.Model):
    """Somebody of the Province is away, first and last day included. `stand_in` acts for them as coordinator and
    approver meanwhile, under their own name; a review is personal, and is not handed on. Rows stay. Written by
    `services.announce_absence` and `end_absence` only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="standing_in"
    )
    since = models.DateField()
    until = models.DateField()
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="Taken back, or back earlier.")

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="absence_has_an_order"),
            models.CheckConstraint(condition=~models.Q(stand_in=models.F("person")), name="nobody_stands_in_for_self"),
        ]
        indexes = [models.Index(fields=["stand_in", "since", "until"])]
