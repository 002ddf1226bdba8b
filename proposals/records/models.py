"""Legal holds, and accounts whose person was taken out of them. Rows are added and never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models import Proposal


class Hold(models.Model):
    """A legal hold is put on a case, or lifted; the newest row of a case says which."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="holds")
    put = models.BooleanField(help_text="False: lifted.")
    reason = models.TextField(_("reason"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Anonymised(models.Model):
    """Name, address and title of this account were replaced. `by` is empty for the operator's command."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="anonymised")
    reason = models.TextField(_("reason"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
