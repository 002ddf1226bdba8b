import uuid

from django.conf import settings
from django.db import models


class Feed(models.Model):
    """A person's private calendar address. The token is made from the id; only its hash is stored.

    Written by `proposals.due.services`. A revoked one is kept: its address never opens again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(revoked_at=None), name="one_open_calendar_for_each_person"
            )
        ]
