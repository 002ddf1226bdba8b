"""Web processes are killed while they answer: what was answered is in the database, once, and is told.

`CHAOS_WEB_KILLS=30` is the promise at its full size.
"""

import http.client
import json
import os
import random
import re
import signal
import threading
import urllib.error
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from tests.chaos.driving import SEED, drive, heard
from tests.running import Running, Session, until

pytestmark = pytest.mark.chaos

KILLS = int(os.environ.get("CHAOS_WEB_KILLS", "6"))
LONGEST_DELAY = 0.08  # seconds: about as long as a page takes to answer
AWAY = (urllib.error.URLError, http.client.HTTPException, OSError)
CASE = "Cyber Incident Triage"
TURN = ("close_co_design", "open_co_design")


def kill_web(site: Running, *, all_of_it: bool) -> None:
    """`kill -9` to the web processes, or to their parent too."""
    parent = min(site.children("gunicorn"), default=0)
    for pid in site.children("gunicorn"):
        if all_of_it or pid != parent:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


class Stubborn(Session):
    """Somebody who presses the button again until it is answered."""

    def get(self, path: str) -> str:
        pages: list[str] = []

        def answered() -> bool:
            try:
                pages.append(super(Stubborn, self).get(path))
            except AWAY:
                return False
            return True

        until(answered, path)
        return pages[0]

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        answers: list[tuple[int, str]] = []

        def answered() -> bool:
            try:
                answers.append(super(Stubborn, self).post(path, **fields))
            except AWAY:
                return False
            return answers[-1][0] < 500

        until(answered, path)
        return answers[-1]


def moves_told(site: Running) -> list[dict[str, str]]:
    """Mails of the ledger about the two moves."""
    rows = json.loads(site.manage("delivered", "--json"))
    return [row for row in rows if row["event"].removeprefix("proposal.") in TURN]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("web") / "site") as running:
        yield running


def test_killed_while_it_answers(site, figures):
    chance = random.Random(SEED)
    ada = Stubborn(site).sign_in("Ada Boudreau")
    found = re.search(rf'href="(/work/proposals/[0-9a-f-]+/)">{CASE}', ada.get("/work/proposals/"))
    assert found
    before = {row["event_key"] for row in moves_told(site)}
    for number in range(KILLS):
        path = f"{found[1]}move/{TURN[number % 2]}/"
        fields = ada.hidden(path)
        killer = threading.Timer(chance.uniform(0, LONGEST_DELAY), kill_web, [site], {"all_of_it": number % 5 == 4})
        killer.start()
        assert ada.post(path, **fields) == (200, site.url + found[1])
        killer.join()
    mails = [row for row in moves_told(site) if row["event_key"] not in before]
    told = {row["event_key"] for row in mails}
    committed = [{"event": key, "to": [row["address"] for row in mails if row["event_key"] == key]} for key in told]
    became = heard(site, committed)
    figures(kills=KILLS, answered=KILLS, moved=len(told), **asdict(became))
    assert (len(told), became.lost, became.twice) == (KILLS, 0, 0)
    assert "agree with their subjects" in site.manage("verify")


def test_killed_between_commit_and_the_ringing_of_the_worker(site, figures):
    committed = list(drive(site, KILLS, "tests.chaos.die"))
    became = heard(site, committed)
    figures(kills=len(committed), **asdict(became))
    assert (len(committed), became.lost, became.twice) == (KILLS, 0, 0)
    assert "agree with their subjects" in site.manage("verify")
