"""Legal holds, and accounts whose person was taken out of them (rows are added and never changed); and packages of a
case's records on their way out.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models import Proposal


class Hold(models.Model):
    """A legal hold is put on a case, or lifted; the newest row of a case says which."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="holds")
    put = models.BooleanField(help_text="False: lifted.")
    reason = models.TextField(_("reason"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Anonymised(models.Model):
    """Name, address and title of this account were replaced. `by` is empty for the operator's command."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="anonymised")
    reason = models.TextField(_("reason"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]


class Status(models.TextChoices):
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    GONE = "gone", _("Deleted again")


class PackageJob(models.Model):
    """Who had which records of a case put together, when. `stored` is the file's random name while it is kept;
    `sha256` stays, so that a package that turns up later can be recognised. `turn` tells one run from the next.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    release = models.BooleanField(default=False, help_text="Without what is in confidence or private.")
    language = models.CharField(max_length=2, default="en")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.RUNNING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    turn = models.PositiveIntegerField(default=1)
    halted = models.TextField(blank=True)
    stored = models.CharField(max_length=32, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    worked_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "id"]
