"""The Province's side of a case: reviews and verdicts, required changes, consensus, conditions, decisions."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from proposals.models import Proposal, Revision
from proposals.review.lettering import Block, blocks
from proposals.review.quoting import Run, place_name, runs
from workflow.moves import moves
from workflow.states import ReviewState


class Declared(models.TextChoices):
    NONE = "none", _("No conflict")
    POSSIBLE = "possible", _("A possible conflict, explained")
    CONFLICT = "conflict", _("A conflict")


class Review(models.Model):
    """One reviewer on one case. The document opens to them only after a clean declaration.

    `override_reason` is the coordinator's, where a tie was found or explained and they may judge all the same;
    `overridden_by` is who gave it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    declaration = models.TextField(blank=True, max_length=2000)
    declared = models.CharField(max_length=10, choices=Declared.choices, blank=True)
    override_reason = models.TextField(blank=True, max_length=2000)
    overridden_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=ReviewState.ASSIGNED, choices=ReviewState.choices, protected=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["assigned_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reviewer"], name="a_reviewer_is_assigned_once"),
            models.CheckConstraint(condition=models.Q(state__in=ReviewState.values), name="review_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(declared__in=["", *Declared.values]), name="review_declaration_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.proposal}"

    @moves("review", "declare_clear")
    def declare_clear(self) -> None:
        """No conflict of interest."""

    @moves("review", "declare_possible")
    def declare_possible(self) -> None:
        """A tie, explained; the coordinator decides, and the document stays closed."""

    @moves("review", "accept_tie")
    def accept_tie(self) -> None:
        """The coordinator says why the tie does not matter."""

    @moves("review", "suspend")
    def suspend(self) -> None:
        """A tie has come up since; the document closes until the coordinator has decided."""

    @moves("review", "declare_conflict")
    def declare_conflict(self) -> None:
        """A conflict, declared; the document closes."""

    @moves("review", "begin")
    def begin(self) -> None:
        """Judging has begun."""

    @moves("review", "submit")
    def submit(self) -> None:
        """Every open criterion has a verdict."""

    @moves("review", "recuse")
    def recuse(self) -> None:
        """Taken off by the coordinator."""

    @moves("review", "reopen")
    def reopen(self) -> None:
        """Another round; unchanged criteria carry over."""


class Scale(models.TextChoices):
    MEETS = "3", _("3 · Meets fully")
    ADVICE = "2", _("2 · Meets, with advice")
    PARTLY = "1", _("1 · Partly, must change")
    NOT_MET = "0", _("0 · Not met")
    NOT_APPLICABLE = "NA", _("Not applicable")


NEEDS_COMMENT = frozenset({Scale.PARTLY, Scale.NOT_MET, Scale.NOT_APPLICABLE})
DEMANDS_CHANGE = frozenset({Scale.PARTLY, Scale.NOT_MET})


class Verdict(models.Model):
    """One reviewer's judgement of one criterion in one round, on one revision."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=8)
    value = models.CharField(max_length=2, choices=Scale.choices)
    comment = models.TextField(blank=True, max_length=4000)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    carried = models.BooleanField(default=False, help_text="Kept from the round before: nothing it judged changed.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["round", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["review", "round", "criterion"], name="one_verdict_per_criterion")
        ]

    @property
    def parts(self) -> list[Run]:
        return runs(self.comment)


class Note(models.Model):
    """A reviewer's own notes on a criterion, from round to round: shown to them alone, and a record all the same."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="notes")
    criterion = models.CharField(max_length=8)
    text = models.TextField(blank=True, max_length=4000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["criterion"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_note_per_criterion")]


class Consensus(models.Model):
    """What the reviewers agree on, criterion by criterion. Rows are added and never changed: the last one counts."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="consensus")
    round = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=8)
    value = models.CharField(max_length=2, choices=Scale.choices)
    comment = models.TextField(blank=True, max_length=4000)
    number = models.PositiveSmallIntegerField(default=1, help_text="Counts what was agreed on it in this round.")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    carried = models.BooleanField(default=False, help_text="Kept from the round before: every verdict carried over.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["round", "criterion", "number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "round", "criterion", "number"], name="a_consensus_number_once")
        ]

    @property
    def parts(self) -> list[Run]:
        return runs(self.comment)

    @staticmethod
    def in_force(rows: "Iterable[Consensus]") -> "tuple[Consensus, ...]":
        """The last word on each criterion; `rows` are in the model's own order."""
        return tuple({row.criterion: row for row in rows}.values())


class StandingManager(models.Manager):
    """Without what the Province took back before it was told."""

    def get_queryset(self) -> "models.QuerySet[Demand]":
        return super().get_queryset().filter(taken_back_at=None)


class Demand(models.Model):
    """Numbered in its round; a number that is taken back is not given again."""

    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()
    standing = StandingManager()

    class Meta:
        abstract = True


class RequiredChange(Demand):
    """A numbered demand, tied to a criterion and a place in the document, with the institution's answer."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="required_changes")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=8)
    section = models.CharField(max_length=2)
    place = models.CharField(max_length=60, blank=True, help_text="Field or item, where it is narrower.")
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True, max_length=4000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "round", "number"], name="a_change_number_once")]

    @property
    def field(self) -> str:
        return self.place.split(".")[1] if "." in self.place else ""

    @property
    def place_name(self) -> str:
        return place_name(self.place or self.section)


class Condition(Demand):
    """Something an approval depends on. `owner` is a person's or office's name at the institution.

    `lacking` is what the Province misses in the evidence; other evidence empties it.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="conditions")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=8, blank=True)
    text = models.TextField(max_length=4000)
    owner = models.CharField(max_length=150, blank=True)
    due = models.DateField(null=True)
    evidence = models.TextField(blank=True, max_length=4000)
    evidenced_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    evidenced_at = models.DateTimeField(null=True)
    lacking = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "round", "number"], name="a_condition_number_once")]

    @property
    def met(self) -> bool:
        return bool(self.evidence.strip()) and not self.lacking


class Outcome(models.TextChoices):
    APPROVE = "approve", _("Approve")
    APPROVE_WITH_CONDITIONS = "approve_with_conditions", _("Approve with conditions")
    DECLINE = "decline", _("Decline")
    RETURN = "return_for_changes", _("Return for changes")


class Recommendation(models.Model):
    """The coordinator's draft of a decision: one per round, edited until the decision is taken."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="recommendations")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=30, choices=Outcome.choices)
    reasons = models.TextField(max_length=8000)
    letter = models.TextField(max_length=20000)
    language = models.CharField(max_length=2, default="en")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-round"]
        constraints = [models.UniqueConstraint(fields=["proposal", "round"], name="one_recommendation_per_round")]

    @property
    def blocks(self) -> list[Block]:
        return blocks(self.letter)


class Bundle(models.Model):
    """Linked proposals with one recommendation, to be decided in one act; each keeps its own record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outcome = models.CharField(max_length=30, choices=Outcome.choices)
    note = models.TextField(max_length=2000, help_text="Why they belong together.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]


class BundleItem(models.Model):
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="items")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="bundled")
    round = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["bundle", "proposal"], name="once_in_a_bundle")]


class DecisionPackage(models.Model):
    """Revision, endorsements, verdicts, conditions and letter, frozen under one SHA-256. Never edited.

    A package whose decision is taken back is kept, marked `taken_back_at`. `openings` shows what was supplied in
    confidence: {digest in the content: {salt, value}}; it stays in the case.
    """

    mutable = ("taken_back_at",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="packages")
    outcome = models.CharField(max_length=30, choices=Outcome.choices)
    round = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    openings = models.JSONField(default=dict)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
