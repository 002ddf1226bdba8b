"""Public register entries. Pages read `Snapshot` rows and nothing else of the case."""

import uuid

from django.db import models
from django_fsm import FSMField

from proposals.models import Proposal
from workflow.moves import moves
from workflow.states import ListingState


class Listing(models.Model):
    """One approved microcredential in the register."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=140, unique=True)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="listing")
    state = FSMField(default=ListingState.PREPARED, choices=ListingState.choices, protected=True)
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True)
    review_due = models.DateTimeField(null=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ListingState.values), name="listing_state_is_known")
        ]

    def __str__(self) -> str:
        return self.slug

    @moves("listing", "publish")
    def publish(self) -> None:
        """The decision has been told; the world may see it."""

    @moves("listing", "suspend")
    def suspend(self) -> None:
        """Shown as suspended."""

    @moves("listing", "resume")
    def resume(self) -> None:
        """Offered again."""

    @moves("listing", "start_teach_out")
    def start_teach_out(self) -> None:
        """Nobody new; who is in may finish."""

    @moves("listing", "retire")
    def retire(self) -> None:
        """No longer offered; holders can still be verified."""

    @moves("listing", "renew")
    def renew(self) -> None:
        """Another review cycle."""


class Snapshot(models.Model):
    """What the public sees of a listing: an immutable copy of the decided package's public fields."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    package_sha256 = models.CharField(max_length=64)
    title_en = models.CharField(max_length=120)
    title_fr = models.CharField(max_length=120, blank=True)
    institution_en = models.CharField(max_length=200)
    institution_fr = models.CharField(max_length=200, blank=True)
    search_text = models.TextField()
    content = models.JSONField(help_text="Public fields only.")
    conditions_open = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["listing", "number"], name="snapshot_number_once")]
