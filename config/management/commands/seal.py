"""`manage.py seal`: bind all that is new in the history. Beat does it every hour; the line it prints is worth keeping
elsewhere: `manage.py verify --seal NUMBER:HASH` proves against it that nothing older was written anew."""

from typing import Any

from django.core.management.base import BaseCommand

from config.management.commands.verify import sealed_models
from workflow import seals
from workflow.models import Seal


class Command(BaseCommand):
    help = "Seal the heads of all chains of records, and the new rows of every append-only table."

    def handle(self, *args: Any, **options: Any) -> None:
        made = seals.seal(sealed_models().values())
        last = made or Seal.objects.order_by("-number").first()
        if made is None:
            self.stdout.write("Nothing is new.")
        if last is not None:
            self.stdout.write(f"{last.number}:{last.sha256}")
