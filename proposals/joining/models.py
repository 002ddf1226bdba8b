"""A request to join. Nobody at the Province sees it before its mail address is confirmed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import LANGUAGES, Organisation
from partners.roles import OrganisationKind


class JoinRequest(models.Model):
    """Confirmed by the mailed link, then admitted (`organisation` is the new one) or declined (`reason`), once."""

    KINDS = [
        (OrganisationKind.PARTNER, _("Employer, industry group, union, professional, community or Indigenous group")),
        (OrganisationKind.INSTITUTION, _("Institution that offers microcredentials")),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="Of the form: sent twice, it is one request.")
    kind = models.CharField(max_length=20, choices=KINDS)
    name = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200, blank=True)
    website = models.URLField(blank=True)
    place = models.CharField(max_length=120, blank=True)
    naics_sector = models.CharField(max_length=8, blank=True)
    person_name = models.CharField(max_length=150)
    person_title = models.CharField(max_length=150, blank=True)
    email = models.EmailField()
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    why = models.TextField(max_length=2000)
    asked_at = models.DateTimeField()
    source = models.CharField(max_length=16, help_text="A digest of the sender's network address, to limit how often.")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=4000, blank=True)

    class Meta:
        ordering = ["confirmed_at", "pk"]
        indexes = [models.Index(fields=["answered_at", "confirmed_at"]), models.Index(fields=["asked_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2].lower()
