"""`manage.py generate_process_page [--check]`: the generated pages of docs/ from the code."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from config import notices_page, process_diagram, process_page, webhooks_page


def generated() -> dict[Path, str]:
    """Every generated file with the text it should have; always in English."""
    docs: Path = settings.BASE_DIR / "docs"
    with translation.override("en"):
        return {
            docs / "process.md": process_page.render(),
            docs / "process.svg": process_diagram.render(),
            docs / "notices.md": notices_page.render(),
            docs / "webhooks.md": webhooks_page.render(),
        }


class Command(BaseCommand):
    help = "Write docs/process.md and .svg, docs/notices.md and docs/webhooks.md from the tables of the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Fail when a file is stale; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = [
            (path, text)
            for path, text in generated().items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
        names = ", ".join(path.name for path, _ in stale)
        if options["check"] and stale:
            raise CommandError(f"Stale: {names}. Run manage.py generate_process_page")
        for path, text in stale:
            path.write_text(text, encoding="utf-8")
        self.stdout.write(f"Written: {names}" if stale else "Up to date")
