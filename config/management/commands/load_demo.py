from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.demo.cases import tell
from config.demo.past import past
from config.demo.people import assemble
from partners.models import Organisation


class Command(BaseCommand):
    help = "Loads the demo into an empty database, through the services."

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.exists():
            raise CommandError("The database is not empty; the demo is only for an empty one.")
        cast = assemble()
        tell(cast)
        past(cast)
