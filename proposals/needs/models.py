"""A stated need: its own case, supported by organisations, answered by proposals and met by a listing."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from partners.models import Organisation
from proposals.models import Proposal
from workflow.moves import moves
from workflow.states import NeedState


class Region(models.TextChoices):
    """The economic regions of Nova Scotia, as labour market statistics use them."""

    CAPE_BRETON = "cape_breton", _("Cape Breton")
    NORTH_SHORE = "north_shore", _("North Shore")
    ANNAPOLIS_VALLEY = "annapolis_valley", _("Annapolis Valley")
    SOUTHERN = "southern", _("Southern Nova Scotia")
    HALIFAX = "halifax", _("Halifax")
    PROVINCE = "province", _("All of Nova Scotia")


class Need(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("what is missing, in one line"), max_length=120)
    statement = models.TextField(_("what people must be able to do"), max_length=4000)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="needs")
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    language = models.CharField(max_length=2, default="en")
    noc = models.JSONField(_("occupations (NOC 2021)"), default=list, blank=True)
    naics = models.JSONField(_("sectors (NAICS 2022)"), default=list, blank=True)
    region = models.CharField(_("region"), max_length=20, choices=Region.choices, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    openings = models.PositiveIntegerField(_("openings in the next 24 months"), null=True, blank=True)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    search_text = models.TextField(default="", help_text="Its words in both languages, folded; what the board finds.")
    state = FSMField(default=NeedState.OPEN, choices=NeedState.choices, protected=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-stated_at", "title"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=NeedState.values), name="need_state_is_known")
        ]

    def __str__(self) -> str:
        return self.title

    @moves("need", "take_up")
    def take_up(self) -> None:
        """An institution answers it with a proposal; several may."""

    @moves("need", "release")
    def release(self) -> None:
        """No open proposal answers it any more."""

    @moves("need", "meet")
    def meet(self) -> None:
        """A listing answers it."""

    @moves("need", "close")
    def close(self) -> None:
        """Whoever stated it no longer has it."""


class NeedSupport(models.Model):
    """An organisation says "we have this too". One that is taken back stays on record; the next one is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="supports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supports")
    supported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    openings = models.PositiveIntegerField(_("openings in the next 24 months"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    word = models.CharField(_("a word to add"), max_length=400, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=models.Q(withdrawn_at=None),
                name="an_organisation_supports_a_need_once",
            )
        ]


class NeedAnswer(models.Model):
    """A proposal that takes up a need."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="answers")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["need", "proposal"], name="a_proposal_answers_once")]
