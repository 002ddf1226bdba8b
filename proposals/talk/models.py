"""Threads and what was said in them. Versions of a comment and marks on a thread are only ever added."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from proposals.models import Proposal, Revision


class Lane(models.TextChoices):
    """Who reads a thread (`lanes.lanes_of`). A lane is chosen at writing and never changes."""

    INSTITUTION = "institution", _("Institution only")
    PARTNERS = "partners", _("Institution and partners")
    PROVINCE = "province", _("Province only")


class Outcome(models.TextChoices):
    CHANGED = "changed", _("The text was changed")
    ANSWERED = "answered", _("Answered; the text stays")


class Thread(models.Model):
    """`section`, `field` and `item` (an item's key) are its place; all empty: the whole proposal.

    `quote` are the words that it speaks of, `about` is what the place said at writing. `lost_at` is set when the item
    is removed by a save. `revision` is what stood when it was resolved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="threads")
    lane = models.CharField(max_length=20, choices=Lane.choices)
    section = models.CharField(max_length=2, blank=True)
    field = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=40, blank=True)
    quote = models.TextField(blank=True, max_length=500)
    about = models.TextField(blank=True)
    lost_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="When it was last spoken in.")
    must_settle = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-last_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(lane__in=Lane.values), name="thread_lane_is_known"),
        ]
        indexes = [models.Index(fields=["proposal", "lane", "section"])]

    @property
    def place(self) -> str:
        return ".".join(step for step in (self.section, self.field, self.item) if step)


class Comment(models.Model):
    """`text` is the newest version. `organisation` is whom the author spoke for when it was written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=4000)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=False, help_text="Its author answered a mail.")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["thread", "at"])]


class Version(models.Model):
    """What a comment said, from `number` 1 on: append-only."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="comment_version_once")]


class Mention(models.Model):
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mentioned_once")]


class Mark(models.Model):
    """What was done to a thread beside talking in it: append-only."""

    class Kind(models.TextChoices):
        RESOLVED = "resolved", _("Resolved")
        REOPENED = "reopened", _("Reopened")
        MUST = "must", _("Must be settled before submission")
        NEED_NOT = "need_not", _("Need not be settled before submission")
        MOVED = "moved", _("Moved to another place")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    detail = models.CharField(max_length=120, blank=True, help_text="The outcome, or the place it stood at.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
