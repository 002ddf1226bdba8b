"""Framework versions (the numbers and words, dated), the transition record (the history, append-only), its seals."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflow import calendar
from workflow.process import MACHINES
from workflow.states import STATES


class FrameworkState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class FrameworkVersion(models.Model):
    """Criteria, limits, deadlines and letters as data; `workflow.framework.load` types `content`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=12, choices=FrameworkState.choices, default=FrameworkState.DRAFT)
    effective_from = models.DateField()
    content = models.JSONField()
    created_at = models.DateTimeField(default=calendar.now, editable=False)

    mutable = ("name", "state", "effective_from", "content")  # while it is a draft; the trigger knows

    class Meta:
        ordering = ["-effective_from", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=FrameworkState.values), name="framework_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def illustrative(self) -> bool:
        """Nobody has adopted it; pages mark it wherever they name it."""
        return bool(self.content.get("illustrative", True))

    @property
    def label(self) -> str:
        """What readers are told about it, in the active language."""
        texts = self.content.get("label") or {}
        return str(texts.get("fr" if (get_language() or "en").startswith("fr") else "en") or "")

    @property
    def begins_later(self) -> bool:
        return self.state == FrameworkState.PUBLISHED and self.effective_from > calendar.today()


class TransitionRecord(models.Model):
    """One move of one machine. Rows are added, never changed: the database refuses (migration 0001).

    `id` grows with every row and settles the order of moves at the same moment; `uuid` is for the outside.
    `subject_version` is the subject's version after the move. A null `actor` is the system.
    `link` counts the records of a case from 1; `sha256` covers this record and, by `previous`, all before it
    (`workflow.chain`).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    machine = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    case_id = models.UUIDField()
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=40, blank=True, help_text="Empty for a machine's first row.")
    target = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    via_guest = models.BooleanField(default=False)
    at = models.DateTimeField(default=calendar.now)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    subject_version = models.PositiveIntegerField()
    framework = models.ForeignKey(FrameworkVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=100, null=True, blank=True, unique=True)
    link = models.PositiveIntegerField(editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    salt = models.CharField(max_length=32, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["case_id", "at", "id"], name="record_of_case"),
            models.Index(fields=["subject_id", "id"], name="record_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(machine__in=MACHINES), name="record_machine_is_known"),
            models.UniqueConstraint(
                fields=["machine", "subject_id", "subject_version"], name="one_record_per_subject_version"
            ),
            models.UniqueConstraint(fields=["case_id", "link"], name="one_record_per_link"),
        ]

    def __str__(self) -> str:
        return f"{self.machine}.{self.transition}: {self.source or '-'} -> {self.target}"

    @property
    def state_label(self) -> str:
        return str(STATES[self.machine](self.target).label)


class Seal(models.Model):
    """Binds, at one moment, the heads of all chains that grew since the seal before, and the new rows of every other
    append-only table. Seals are a chain themselves, so that no case and no end of a chain goes missing unseen.

    `forms` says which fields of a table's rows were hashed: a column that comes later is no alteration.
    """

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField(default=calendar.now)
    forms = models.JSONField(default=dict)
    heads_count = models.PositiveIntegerField()
    rows_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of its heads and rows, in the order they were written.")
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]


class SealedHead(models.Model):
    """How far the chain of a case had come."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="heads")
    case_id = models.UUIDField()
    link = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case_id", "link"], name="a_head_is_sealed_once")]


class SealedRow(models.Model):
    """The digest of one row of another append-only table; `key` is its primary key as text."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="rows")
    table = models.CharField(max_length=63)
    key = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="a_row_is_sealed_once")]
