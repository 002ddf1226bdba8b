"""A file of proposals on its way in: checked whole, then made into drafts row by row, each row once."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from proposals.models import Proposal


class Status(models.TextChoices):
    REFUSED = "refused", _("Not fit to be imported")
    CHECKED = "checked", _("Checked, nothing made yet")
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


class ImportJob(models.Model):
    """`faults` are {row, column, place, sentence}, the first ones of `fault_count`; with any of them there are no rows.

    `worked_at` is when the last row was made; `halted` says why it stopped by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=8, choices=Status.choices)
    faults = models.JSONField(default=list)
    fault_count = models.PositiveIntegerField(default=0)
    halted = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "id"]


class ImportRow(models.Model):
    """`row` counts as the file does; `proposal` is what was made of it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    content = models.JSONField()
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["job", "row"], name="import_row_once")]
