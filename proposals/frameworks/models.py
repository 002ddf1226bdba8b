"""Who changed what in a framework version, which proposals were moved to another one, and what a trial found."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
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


class Status(models.TextChoices):
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


class Trial(models.Model):
    """A version tried on every decided and open proposal. `content` is what it said when the trial was begun; `summary`
    is made when all lines are there (`summary.summarise`). `worked_at` is when the last lines were asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="trials")
    content = models.JSONField()
    seen = models.PositiveIntegerField(help_text="The number of the version's last entry when it was begun.")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.RUNNING)
    summary = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=calendar.now)
    worked_at = models.DateTimeField(default=calendar.now)

    class Meta:
        ordering = ["-made_at", "id"]


class TrialLine(models.Model):
    """One proposal's answers: `own` under the version it goes by, `tried` under the trial's; see `asking.Answer`.

    `shown` is False before the first submission: such a proposal is only counted. `blocked`: something is closed that
    was not.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="lines")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    shown = models.BooleanField()
    case_state = models.CharField(max_length=40, blank=True)
    own = models.JSONField(null=True)
    tried = models.JSONField(null=True)
    stages = models.JSONField(
        default=list, help_text="[[stage, days taken, days allowed, days allowed if tried, over]]"
    )
    blocked = models.BooleanField(null=True)

    class Meta:
        ordering = ["proposal__number"]
        constraints = [models.UniqueConstraint(fields=["trial", "proposal"], name="tried_once")]
        indexes = [models.Index(fields=["trial", "blocked"])]


class TaskState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")


class RereviewTask(models.Model):
    """Listings of one institution that fail a published version in one point, to be looked at again together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="rereviews")
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    gate = models.CharField(max_length=60)
    named = models.CharField(max_length=60, blank=True, help_text="The finding, criterion or kind that the gate names.")
    proposals = models.ManyToManyField(Proposal, related_name="rereviews")
    status = models.CharField(max_length=4, choices=TaskState.choices, default=TaskState.OPEN)
    note = models.TextField(blank=True, max_length=4000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=calendar.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "institution", "gate", "named"], name="rereview_grouped_once")
        ]
