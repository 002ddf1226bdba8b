"""Suggested wording and what became of it. A suggestion is open while it has no answer, and is answered once."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from proposals.models import Proposal, Revision
from proposals.talk.models import Lane
from proposals.writing.models import SectionSave


class Answer(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    CHANGED = "changed", _("Accepted with changes")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Suggestion(models.Model):
    """`words` for one text of the document (`cells.Cell`), written against `base`. Written once; only the answer is
    added, by a conditional update in `services` (docs/adr/0015-talk.md)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="suggestions")
    lane = models.CharField(max_length=20, choices=Lane.choices)
    section = models.CharField(max_length=2)
    place = models.CharField(max_length=120, help_text='"A.title.en", "A.purpose", "E.competencies.<key>.statement".')
    base = models.TextField(blank=True, help_text="What stood there when it was suggested.")
    words = models.TextField()
    why = models.TextField(blank=True, max_length=1000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lane__in=[Lane.INSTITUTION, Lane.PARTNERS]), name="suggestion_lane_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None)
                | models.Q(answer__in=Answer.values, answered_at__isnull=False),
                name="suggestion_answer_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["proposal", "answer"])]


class Adoption(models.Model):
    """Text of the document that came from a suggestion: append-only. `save_row` is the save that wrote it (null where
    the same words stood there already); its revision is the one that holds it (`Adoption.held_by`)."""

    suggestion = models.OneToOneField(Suggestion, on_delete=models.PROTECT, related_name="adoption")
    section = models.CharField(max_length=2)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    save_row = models.ForeignKey(SectionSave, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    @property
    def held_by(self) -> Revision | None:
        """Null while the save waits for its sitting to end."""
        return self.save_row.revision if self.save_row else None
