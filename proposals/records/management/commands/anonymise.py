"""`manage.py anonymise ADDRESS --reason …`: take the person out of an account, without touching any record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners.actors import SYSTEM
from partners.models import User
from proposals.records.anonymising import anonymise
from workflow.refusals import Refusal


class Command(BaseCommand):
    help = "Replace an account's name, address and title; end its roles, links and sessions. It cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="The account's e-mail address, or its id.")
        parser.add_argument("--reason", required=True, help="Goes on record.")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = options["address"]
        person = User.objects.filter(email__iexact=asked).first()
        if person is None and len(asked) == 36:
            person = User.objects.filter(pk=asked).first()
        if person is None:
            raise CommandError("There is no account with this address.")
        try:
            done = anonymise(person, actor=SYSTEM, reason=options["reason"])
        except Refusal as refused:
            raise CommandError(" ".join(refused.sentences)) from None
        self.stdout.write(f"{done.person_id} is anonymised since {done.at:%Y-%m-%d %H:%M}; no record was changed")
