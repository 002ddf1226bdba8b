"""`manage.py verify`: is the history what was written, and do all subjects agree with it? If not, a line for each
fault and exit status 1."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.models import Model

from proposals.records import invariants
from register import verification as of_register
from workflow import privileges, sealed, verification
from workflow.models import Seal, TransitionRecord

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
    "replies_received",
    "suggestions_adoption",
    "register_snapshot",
    "records_hold",
    "records_anonymised",
    "review_consensus",
    "intake_confirmation",
    "review_decisionpackage",
)
# Of these some rows may change (the triggers know which), so they are not sealed.
PARTLY = frozenset({"workflow_frameworkversion"})
PACE = 2.0  # seconds between two lines of progress


def sealed_models() -> dict[str, type[Model]]:
    """Table → model of every append-only table that seals bind row by row."""
    found = {model._meta.db_table: model for model in apps.get_models()}
    known = {*verification.APPEND_ONLY_TABLES, *PARTLY}
    return {table: found[table] for table in HISTORY if table not in known}


def history() -> tuple[str, ...]:
    """Every append-only table."""
    return tuple(dict.fromkeys((*verification.APPEND_ONLY_TABLES, *HISTORY)))


def mutable() -> dict[str, tuple[str, ...]]:
    """Every append-only table with the columns in which it may change all the same."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    return {table: getattr(models[table], "mutable", ()) for table in history()}


class Command(BaseCommand):
    help = (
        "Check the chain of records, the seals, the hashes of documents, statements and packages, and that every "
        "subject's state and version agree with its records. It changes nothing, and can be stopped at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", type=UUID, help="The case to go on with after a stop.")
        parser.add_argument("--seal", metavar="NUMBER:HASH", help="A seal that was kept outside, to compare with.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.where, self.said = "", time.monotonic()
        found = 0
        try:
            for sentence in self._findings(options):
                self.stderr.write(sentence)
                found += 1
        except KeyboardInterrupt:
            case = self.where.removeprefix("case ")
            again = f"--from {case}" if case != self.where else "from the beginning"
            raise CommandError(f"stopped at {self.where}; {found} findings so far. Go on {again}.") from None
        if found:
            raise CommandError(f"{found} findings")
        count = TransitionRecord.objects.count()
        if privileges.could_change(connection, mutable()):
            self.stdout.write("Note: this role could change history; `manage.py database_role` makes one that cannot.")
        self.stdout.write(f"{count} records agree with their subjects; {self._sealed()}")

    def _findings(self, options: dict[str, Any]) -> Iterator[str]:
        models: dict[str, type[Model]] = {machine: apps.get_model(name) for machine, name in SUBJECTS.items()}
        if options["seal"]:
            number, _colon, digest = options["seal"].partition(":")
            if not number.isdigit():
                raise CommandError("A seal is given as NUMBER:HASH")
            yield from sealed.against(int(number), digest.strip())
        yield from verification.findings(
            models, history(), sealed_models(), since=options["since"], progress=self._progress
        )
        yield from invariants.findings(self._progress)
        yield from of_register.findings()

    def _progress(self, where: str, done: int) -> None:
        self.where = where
        if time.monotonic() - self.said > PACE:
            self.said = time.monotonic()
            self.stdout.write(f"{where}: {done} so far")
            self.stdout.flush()

    def _sealed(self) -> str:
        last = Seal.objects.order_by("-number").first()
        return f"seal {last.number}:{last.sha256} of {last.at:%Y-%m-%d %H:%M}" if last else "nothing is sealed yet"
