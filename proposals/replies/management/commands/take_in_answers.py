from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from proposals.replies import polling


class Command(BaseCommand):
    help = "Takes in what lies in the mailbox of answers (TIDEMARK_REPLY_MAILBOX), as the scheduler does."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.REPLY_MAILBOX:
            raise CommandError("TIDEMARK_REPLY_MAILBOX is not set")
        try:
            done = polling.poll(seconds=3600)
        except ValueError as error:
            raise CommandError(str(error)) from None
        if not done.reached:
            raise CommandError("The mailbox does not answer; the line above says why")
        self.stdout.write(f"{done.taken_in} taken in, {done.set_aside} set aside")
