import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifications.models import WAITING, Channel, Notice, NoticeState


class Command(BaseCommand):
    help = "Lists the mail of the ledger: event, address, state and Message-ID."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--waiting", action="store_true", help="only what is not sent yet")

    def handle(self, *args: Any, **options: Any) -> None:
        notices = Notice.objects.filter(channel=Channel.MAIL).order_by("created_at", "id")
        if options["waiting"]:
            notices = notices.filter(state__in=[*WAITING, NoticeState.LEASED])
        rows = [
            {
                "event": one.event,
                "event_key": one.event_key,
                "address": one.address,
                "state": one.state,
                "message_id": one.message_id,
            }
            for one in notices
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows))
            return
        for row in rows:
            self.stdout.write(f"{row['state']:<14}{row['address']:<40}{row['event']:<36}{row['message_id']}")
