"""Templates: what an institution says in every proposal, kept once."""

import uuid

from django.conf import settings
from django.db import models

from partners.models import Organisation


class DocumentTemplate(models.Model):
    """`content` holds the chosen sections as in a document. A retired one is offered no more, and stays on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="document_templates")
    name = models.CharField(max_length=120)
    content = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"], condition=models.Q(retired_at=None), name="one_template_of_a_name"
            )
        ]
