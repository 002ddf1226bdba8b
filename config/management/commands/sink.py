from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.sink import run


class Command(BaseCommand):
    help = "Runs the local mail sink."

    def handle(self, *args: Any, **options: Any) -> None:
        run(settings.MAILBOX_DIR, settings.DELIVERY_EMAIL["port"])
