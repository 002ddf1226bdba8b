"""Makes the index of stays again, from the transition records."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from proposals import door
from proposals.insight.services import note
from proposals.models import Proposal
from workflow.models import TransitionRecord


class Command(BaseCommand):
    help = "Make the index behind the pages of insight again, whenever in doubt. Can be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for pk in Proposal.objects.order_by("number").values_list("pk", flat=True).iterator():
            with transaction.atomic():
                note(door.lock_row(Proposal, pk), TransitionRecord.objects.filter(subject_id=pk).order_by("id"))
            count += 1
        self.stdout.write(f"{count} proposals are indexed.")
