"""What is written between two revisions. Saves are made by `proposals.writing.services` and nowhere else."""

from django.conf import settings
from django.db import models

from proposals.models import Proposal, Revision


class SectionSave(models.Model):
    """What a section said after one save. The newest is what the institution's people read and go on writing.

    `version` counts a section's saves; 0 is what stood there before the first. `revision` is the one that holds the
    save; null while it waits for its sitting to end (docs/adr/0009-writing.md).
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="saves")
    section = models.CharField(max_length=4)
    version = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="saves")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "section", "version"], name="section_version_once"),
        ]
        indexes = [models.Index(fields=["revision", "at"])]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.section} v{self.version}"


class Presence(models.Model):
    """Somebody has a section open; worth something for `selectors.PRESENT_SECONDS` after `at`."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=4)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "section", "person"], name="one_presence_for_a_section"),
        ]


class LastLook(models.Model):
    """The revision up to which somebody has read the changes, as they said themselves.

    `seen_at`: up to when they have seen what else there was (`proposals.presence`).
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="one_last_look")]
