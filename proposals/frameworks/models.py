"""Who changed what in a framework version, and which proposals were moved to another one. Rows are only added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models import Proposal
from workflow import calendar
from workflow.models import FrameworkVersion


class Act(models.TextChoices):
    BEGUN = "begun", _("Begun")
    EDITED = "edited", _("Edited")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class Entry(models.Model):
    """One line of a version's history. `number` counts from 1 within the version: what a form has seen.

    `before` and `after` are {path: value} of what was edited; `part` is the key of a part of the declaration.
    """

    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    part = models.CharField(max_length=40, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    source = models.ForeignKey(FrameworkVersion, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=calendar.now)
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="entry_number_once")]


class FrameworkMove(models.Model):
    """A proposal left the version it was submitted under. `effect` is what was shown before: see `moving.Effect`."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="framework_moves")
    source = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=4000)
    effect = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=calendar.now)
    case_version = models.PositiveIntegerField(help_text="The case's version that this move made.")
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)

    class Meta:
        ordering = ["-at", "-id"]
