"""The case and its revisions. State moves only through `proposals.door`; content only through `proposals.services`."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from partners.models import Organisation
from workflow.calendar import now
from workflow.models import FrameworkVersion
from workflow.moves import moves
from workflow.states import ProposalState


class Kind(models.TextChoices):
    NEW = "new", _("New")
    AMENDMENT = "amendment", _("Amendment")
    RENEWAL = "renewal", _("Renewal")
    JOINT = "joint", _("Joint")


class Track(models.TextChoices):
    FULL = "full", _("Full review")
    FAST = "fast", _("Fast track")


class NumberSeries(models.Model):
    """The last record number given out in a year; locked while the next one is taken. Numbers are never reused."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Proposal(models.Model):
    """One microcredential on its way through the process.

    `version` counts every change that somebody could have overlooked (a move, a new revision, a consensus, a letter);
    a caller sends the version it saw. `turn_since`, `due_at` and `risk_at` are set by the door at each move.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("record number"), max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.NEW)
    title = models.CharField(_("title in English"), max_length=120)
    title_fr = models.CharField(_("title in French"), max_length=120, blank=True)
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proposals")
    co_applicants = models.ManyToManyField(Organisation, related_name="joint_proposals", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    source_id = models.CharField(max_length=80, blank=True, help_text="Where an import took it from.")

    state = FSMField(default=ProposalState.DRAFT, choices=ProposalState.choices, protected=True)
    version = models.PositiveIntegerField(default=1)
    turn_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    risk_at = models.DateTimeField(null=True, blank=True, help_text="From when little of the time is left.")
    round = models.PositiveSmallIntegerField(default=0, help_text="Counts submissions; verdicts belong to one.")
    track = models.CharField(max_length=8, choices=Track.choices, default=Track.FULL)
    framework = models.ForeignKey(FrameworkVersion, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_revision = models.PositiveIntegerField(null=True, help_text="Number of the submitted revision.")

    held_until = models.DateTimeField(null=True, help_text="Until then a decision is not told, and may go back.")
    held_from = models.CharField(max_length=40, blank=True, help_text="The state before the held decision.")
    gap_explained = models.TextField(blank=True, help_text="Why endorsements are not current at resubmission.")

    class Meta:
        ordering = ["-created_at", "number"]
        permissions = [
            ("write", "Write the document"),
            ("sign", "Sign for the institution"),
            ("contribute", "Comment as a partner"),
            ("endorse", "Endorse as a partner"),
            ("coordinate", "Coordinate for the Province"),
            ("review", "Review for the Province"),
            ("decide", "Decide for the Province"),
            ("audit", "Read everything"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ProposalState.values), name="proposal_state_is_known"),
            models.UniqueConstraint(
                fields=["lead", "source_id"], condition=~models.Q(source_id=""), name="imported_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def title_in(self, language: str) -> str:
        return self.title_fr if language == "fr" and self.title_fr else self.title

    @moves("proposal", "open_co_design")
    def open_co_design(self) -> None:
        """Partners may now read, comment and endorse."""

    @moves("proposal", "close_co_design")
    def close_co_design(self) -> None:
        """Back behind the institution's own door."""

    @moves("proposal", "request_sign_off")
    def request_sign_off(self) -> None:
        """The signatory's turn."""

    @moves("proposal", "refuse_sign_off")
    def refuse_sign_off(self) -> None:
        """The signatory wants something changed."""

    @moves("proposal", "submit")
    def submit(self) -> None:
        """The institution's own approval is recorded; a revision is frozen."""

    @moves("proposal", "start_review")
    def start_review(self) -> None:
        """Completeness is confirmed, reviewers are clear."""

    @moves("proposal", "send_to_full_review")
    def send_to_full_review(self) -> None:
        """A gate criterion is not fully met, so the fast track is over."""

    @moves("proposal", "return_for_changes")
    def return_for_changes(self) -> None:
        """Numbered changes are required; the Province's clock is paused."""

    @moves("proposal", "resubmit")
    def resubmit(self) -> None:
        """Every required change is answered."""

    @moves("proposal", "reopen_co_design")
    def reopen_co_design(self) -> None:
        """The return needs more than an answer."""

    @moves("proposal", "recommend")
    def recommend(self) -> None:
        """One recommendation, one letter in draft."""

    @moves("proposal", "approve")
    def approve(self) -> None:
        """A decision package is frozen."""

    @moves("proposal", "approve_with_conditions")
    def approve_with_conditions(self) -> None:
        """Approved, and something is still owed."""

    @moves("proposal", "confirm_conditions")
    def confirm_conditions(self) -> None:
        """What was owed is there, with evidence."""

    @moves("proposal", "decline")
    def decline(self) -> None:
        """Reasons are on record."""

    @moves("proposal", "reconsider")
    def reconsider(self) -> None:
        """Other reviewers look again."""

    @moves("proposal", "withdraw")
    def withdraw(self) -> None:
        """By the institution's own will."""

    @moves("proposal", "lapse")
    def lapse(self) -> None:
        """By silence."""

    @moves("proposal", "reopen")
    def reopen(self) -> None:
        """What was withdrawn or lapsed begins again as a draft."""

    @moves("proposal", "take_back")
    def take_back(self) -> str:
        """The held decision is undone; returns the state before it."""
        return self.held_from


class ProposalUserPermission(UserObjectPermissionBase):
    """Direct foreign keys: no orphans, short lists (docs/adr/0002)."""

    content_object = models.ForeignKey(Proposal, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class ProposalGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Proposal, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False


class Revision(models.Model):
    """An immutable snapshot of the document.

    `content` is {section key: {field key: value}}; `full` and `substance` map a section key to the SHA-256 (hex) of
    its canonical form, with all fields and without editorial ones.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    case_version = models.PositiveIntegerField(help_text="The case's version that this revision made.")
    content = models.JSONField(default=dict)
    full = models.JSONField(default=dict)
    substance = models.JSONField(default=dict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    written_by = models.JSONField(null=True, help_text="{place: person's key} of the fields that it changed.")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} r{self.number}"


class Reminder(models.Model):
    """One reminder that has been told: each exactly once per event, period and moment."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reminders")
    event = models.CharField(max_length=40)
    subject_id = models.UUIDField(help_text="What it reminds of: the proposal, an invitation, a review.")
    since = models.DateTimeField(help_text="Start of the period the reminder belongs to.")
    due = models.DateTimeField(help_text="The moment it was planned for.")
    told_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["due"]
        constraints = [models.UniqueConstraint(fields=["event", "subject_id", "since", "due"], name="reminded_once")]
