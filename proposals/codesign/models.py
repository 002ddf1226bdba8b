"""Partners at the table: endorsements (an invitation and what became of it), their statements."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from partners.models import GuestLink, GuestPurpose, Organisation
from proposals.models import Proposal, Revision
from workflow.moves import moves
from workflow.states import EndorsementState


class Part(models.TextChoices):
    CO_DESIGN = "co_design", _("Co-design")
    ADVISE = "advise", _("Advise")
    DELIVER = "deliver", _("Deliver")
    ASSESS = "assess", _("Assess")
    HOST = "host", _("Host learners")
    FUND = "fund", _("Fund")
    HIRE = "hire", _("Hire")
    ENDORSE = "endorse", _("Endorse")


class Endorsement(models.Model):
    """One partner's invitation and what they say to it. Written by the partner only, never by the institution."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="endorsements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="endorsements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="endorsements")
    purpose = models.CharField(max_length=20, choices=GuestPurpose.choices, default=GuestPurpose.ENDORSE)
    part = models.CharField(max_length=20, choices=Part.choices, default=Part.CO_DESIGN)
    message = models.TextField(blank=True, max_length=2000)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    due_at = models.DateTimeField()
    guest_link = models.ForeignKey(GuestLink, null=True, on_delete=models.PROTECT, related_name="+")
    handed_on_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="handed_on_to")

    state = FSMField(default=EndorsementState.INVITED, choices=EndorsementState.choices, protected=True)
    version = models.PositiveIntegerField(default=1)
    draft = models.JSONField(default=dict, help_text="The unsigned statement.")
    valid_until = models.DateTimeField(null=True)
    stale_because = models.JSONField(
        default=dict,
        help_text="{sections, unchanged, by, at, from_revision, to_revision} of the voiding edit.",
    )

    class Meta:
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organisation", "person"], name="a_person_is_invited_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=EndorsementState.values), name="endorsement_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.proposal}"

    @moves("endorsement", "open")
    def open(self) -> None:
        """The partner has come in, by a POST of theirs."""

    @moves("endorsement", "draft")
    def save_draft(self) -> None:
        """A statement is begun."""

    @moves("endorsement", "sign")
    def sign(self) -> None:
        """The statement is bound to section hashes."""

    @moves("endorsement", "mark_stale")
    def mark_stale(self) -> None:
        """A section that it covers has changed in substance."""

    @moves("endorsement", "reaffirm")
    def reaffirm(self) -> None:
        """Signed again, for the changed sections."""

    @moves("endorsement", "decline")
    def decline(self) -> None:
        """A legitimate answer, which stays visible to reviewers."""

    @moves("endorsement", "withdraw")
    def withdraw(self) -> None:
        """Signed, and no longer meant."""

    @moves("endorsement", "expire")
    def expire(self) -> None:
        """By time."""

    @moves("endorsement", "revoke")
    def revoke(self) -> None:
        """Taken back by the institution, before anything is signed."""

    @moves("endorsement", "hand_on")
    def hand_on(self) -> None:
        """ "Not me": a colleague is asked instead, by an invitation of their own."""

    @moves("endorsement", "invite_again")
    def invite_again(self) -> None:
        """The same person is asked once more, with a new link and a new day."""


class Statement(models.Model):
    """What a partner signed: immutable. `hashes` binds {section key: SHA-256 of its substance at `revision`}.

    `answers`: see proposals/codesign/statement.py.
    """

    endorsement = models.ForeignKey(Endorsement, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    hashes = models.JSONField()
    answers = models.JSONField()
    shown_text = models.TextField(help_text="The text of the covered sections as it was shown.")
    authority_text = models.TextField()
    language = models.CharField(max_length=2)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer = models.JSONField(default=dict, help_text="{name, title, email, verified: link or account} at the time.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["endorsement", "number"], name="statement_number_once")]
