from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals.exchange import published


class Command(BaseCommand):
    help = "Reads published microcredentials (JSON) into drafts for their institutions; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check the file and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from None
        try:
            drafts = published.read(text)
        except published.NotImported as refused:
            for fault in refused.faults:
                self.stderr.write(f"row {fault.row}, {fault.field or 'the record'}: {fault.sentence}")
            raise CommandError(f"{len(refused.faults)} faults; nothing was written.") from None
        if options["dry_run"]:
            self.stdout.write(f"{len(drafts)} records are fit to be imported; nothing was written.")
            return
        new = published.write(drafts)
        self.stdout.write(f"{new} new drafts; {len(drafts) - new} were there before.")
