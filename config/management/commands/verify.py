"""`manage.py verify`: do all subjects agree with their histories? If not, a line each and exit status 1."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from workflow import verification
from workflow.models import TransitionRecord

SUBJECTS = {
    "proposal": "proposals.Proposal",
    "endorsement": "codesign.Endorsement",
    "review": "review.Review",
    "listing": "register.Listing",
    "need": "needs.Need",
}
# Tables in which the database itself refuses UPDATE and DELETE.
HISTORY = (
    "workflow_transitionrecord",
    "proposals_revision",
    "codesign_statement",
    "workflow_frameworkversion",
    "frameworks_entry",
    "frameworks_frameworkmove",
    "talk_version",
    "talk_mark",
    "suggestions_adoption",
    "register_snapshot",
    "review_consensus",
)


class Command(BaseCommand):
    help = "Check that every subject's state and version agree with its transition records."

    def handle(self, *args: Any, **options: Any) -> None:
        models: dict[str, type[Model]] = {machine: apps.get_model(name) for machine, name in SUBJECTS.items()}
        found = list(verification.findings(models, HISTORY))
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"{len(found)} findings")
        self.stdout.write(f"{TransitionRecord.objects.count()} records agree with their subjects")
