"""A mail server that refuses, hangs or breaks off; an address that does not exist; a message that cannot be written.

`CHAOS_MAIL_SECONDS=600` is the promise at its full size.
"""

import asyncio
import os
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from time import monotonic

import pytest
from aiosmtpd.controller import Controller

from config.sink import Keep
from tests.chaos.driving import drive, heard
from tests.codesign.invitations import people
from tests.running import Running, Session, free_port, until

pytestmark = [pytest.mark.chaos, pytest.mark.long]

SECONDS = float(os.environ.get("CHAOS_MAIL_SECONDS", "15"))
RECOVERY = 300.0  # seconds
POISON = """
import uuid
from django.utils import timezone
from notifications.models import Notice
row = Notice.objects.filter(channel="mail").exclude(recipient=None).first()
row.pk, row.event_key, row.message = uuid.uuid4(), "poison", "there_is_no_such_message"
row.state, row.attempts, row.next_try_at, row.address = "pending", 0, timezone.now(), "poison@example.example"
row._state.adding = True
row.save()
"""


class Moody(Keep):
    """`mood` is "", "refuse", "hang" or "break off"; addresses in `unknown` are refused for good."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.mood = ""
        self.unknown: set[str] = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.mood == "break off":
            server.transport.abort()
        while self.mood == "hang":
            await asyncio.sleep(0.1)
        return "451 come back later" if self.mood else await super().handle_DATA(server, session, envelope)


@pytest.fixture(scope="module")
def moody(tmp_path_factory) -> Iterator[tuple[Moody, Running]]:
    """The server, and a site that sends by it."""
    port, folder = free_port(), tmp_path_factory.mktemp("moody")
    (folder / "elsewhere").mkdir()
    server = Moody(folder / "elsewhere")
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    with Running(folder / "site", {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "MAIL_TIMEOUT": "3"}) as site:
        yield server, site
        server.mood = ""
    controller.stop()


@pytest.mark.parametrize("mood", ["refuse", "hang", "break off"])
def test_what_it_did_not_take_follows_when_it_is_well_again(moody, figures, mood):
    server, site = moody
    server.mood = mood
    begun = monotonic()
    committed = list(drive(site, 12))  # each case is opened as often as it is closed
    until(lambda: monotonic() - begun > SECONDS, "its bad time to be over", SECONDS + 60)
    server.mood = ""
    found = heard(site, committed, server.directory, RECOVERY)
    figures(mood=mood, away=SECONDS, **asdict(found))
    assert (found.lost, found.twice) == (0, 0)


def test_an_address_that_does_not_exist_is_shown_to_whoever_invited(moody, figures):
    server, site = moody
    ada = Session(site).sign_in("Ada Boudreau")
    found = re.search(r'href="(/work/proposals/[0-9a-f-]+/)">Cyber Incident Triage', ada.get("/work/proposals/"))
    assert found
    server.unknown = {"gone@nowhere.example"}
    gone = {"new_organisation": "Nowhere Boats", "name": "Gone", "email": "gone@nowhere.example"}
    begun = monotonic()
    form = {name: str(value) for name, value in people(gone).items()}
    assert ada.post(f"{found[1]}invite/", **form) == (200, f"{site.url}{found[1]}partners/")
    until(lambda: "ould not be delivered" in ada.get(f"{found[1]}partners/"), "whoever invited to see it")
    server.unknown = set()
    figures(shown_after_seconds=round(monotonic() - begun, 1))


def test_a_message_that_cannot_be_written_is_set_aside_and_delays_nobody(moody, figures):
    server, site = moody
    site.manage("shell", "-c", POISON)
    found = heard(site, drive(site, 5), server.directory)
    operator = Session(site).sign_in("Olga Operator")
    until(lambda: "poison@" in operator.get("/operations/mail/?state=quarantined"), "it to be set aside")
    figures(**asdict(found))
    assert found.lost == 0
