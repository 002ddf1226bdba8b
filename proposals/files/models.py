"""Attachments. Fields are the record; files only support them."""

import uuid

from django.conf import settings
from django.db import models

from proposals.models import Proposal


class Attachment(models.Model):
    """`stored` is its random name on disk; `scanned` is False where no virus scanner was configured.

    A removed one stays on record, and with whoever it was submitted to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="attachments")
    section = models.CharField(max_length=1)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=32, unique=True)
    confidential = models.BooleanField(default=False)
    scanned = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["section", "name", "added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "section", "sha256"],
                condition=models.Q(removed_at=None),
                name="attached_once_to_a_section",
            )
        ]
