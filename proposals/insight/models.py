"""How long cases stayed where. It can be thrown away and made again from the records: `manage.py index_stays`."""

from django.db import models

from proposals.models import Proposal


class Stay(models.Model):
    """One stage of one case as `workflow.stays.Stay` has it; the database counts them by days."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="stays")
    state = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField()
    track = models.CharField(max_length=12)
    entered = models.DateTimeField()
    left = models.DateTimeField(null=True)
    days = models.IntegerField(null=True)
    to_decision = models.IntegerField(null=True)
    decided = models.DateTimeField(null=True)

    class Meta:
        ordering = ["entered", "id"]
        indexes = [
            models.Index(fields=["state", "left"], name="stay_left"),
            models.Index(fields=["state", "decided"], name="stay_decided"),
        ]
