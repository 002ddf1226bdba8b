"""Makes the overlap index again, from what the proposals hold."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from proposals import door
from proposals.models import Proposal, Revision
from proposals.overlap import services
from proposals.overlap.models import Entry


class Command(BaseCommand):
    help = "Make the overlap index again: after an update that changes it, or whenever in doubt. Can be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for pk in Proposal.objects.order_by("number").values_list("pk", flat=True).iterator():
            with transaction.atomic():
                self._index(door.lock_row(Proposal, pk))
            count += 1
        self.stdout.write(f"{count} proposals are indexed.")

    @staticmethod
    def _index(proposal: Proposal) -> None:
        Entry.objects.filter(proposal=proposal).delete()
        revisions = Revision.objects.filter(proposal=proposal)
        latest = revisions.first()
        if latest is not None:
            services.note(proposal, latest.content)
        frozen = revisions.filter(number=proposal.frozen_revision).first()
        if frozen is not None:
            services.note(proposal, frozen.content, submitted=True)
