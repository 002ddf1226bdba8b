"""A scanner that opens every mailed link in a whole browser and runs its scripts changes nothing."""

import hashlib
import re
import sqlite3

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Findings, Visitor
from tests.running import Running, until

pytestmark = pytest.mark.browser

# What a visit could change; the worker and the clock write elsewhere at the same time.
TABLES = [
    "partners_user",
    "partners_guestlink",
    "partners_guestchallenge",
    "codesign_endorsement",
    "codesign_statement",
    "workflow_transitionrecord",
    "django_session",
]
ROUNDS, INVITED, ABOUT = 5, "hana@harbour.example", "Dementia"


def tables(site: Running) -> dict[str, str]:
    """{table: digest of its rows}."""
    found = {}
    with sqlite3.connect(f"file:{site.folder / 'tidemark.sqlite3'}?mode=ro", uri=True) as database:
        for table in TABLES:
            rows = sorted(repr(row) for row in database.execute(f"SELECT * FROM {table}"))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def mailed(site: Running, pattern: str, about: str = "") -> list[str]:
    """What this pattern finds in the mails of the invited person, oldest first."""
    texts = [
        body.get_content()
        for mail in site.mails()
        if mail["To"] == INVITED and about in mail["Subject"] and (body := mail.get_body(("plain",)))
    ]
    return [found for text in texts for found in re.findall(pattern, text)]


def test_a_robot_that_runs_scripts_and_follows_links_changes_nothing(browser: Browser, site: Running, record_property):
    until(lambda: mailed(site, r"/guest/[\w-]{43}/", ABOUT), "the invitation in the mail")
    address = mailed(site, r"/guest/[\w-]{43}/", ABOUT)[-1]
    before, visits = tables(site), 0
    for _round in range(ROUNDS):
        robot = browser.new_context(base_url=site.url).new_page()
        robot.goto(address, wait_until="networkidle")
        links = robot.eval_on_selector_all("a[href]", "found => found.map(one => one.href)")
        robot.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        for link in sorted({one.partition("#")[0] for one in links}):
            robot.goto(link, wait_until="networkidle")
            visits += 1
        robot.context.close()
    changed = [table for table, digest in tables(site).items() if digest != before[table]]
    record_property("rounds", ROUNDS)
    record_property("pages_visited", visits + ROUNDS)
    record_property("tables_changed", len(changed))
    assert visits >= ROUNDS
    assert changed == []
    person = Visitor(browser, site, Findings(), viewport={"width": 375, "height": 720})
    person.go(address)
    person.press()
    until(lambda: mailed(site, r"\b\d{6}\b", "code"), "the code in the mail")
    person.fill(code=mailed(site, r"\b\d{6}\b", "code")[-1])
    person.press()
    assert person.page.url.endswith("/partner/")
    unknown = f"/guest/{'x' * 43}/"
    assert person.go(unknown) == 410
    until(lambda: "Gone: /guest/…/" in (site.folder / "up.log").read_text(), "the line in the log")
    assert not {address, unknown} & set(re.findall(r"/guest/[\w-]+/", (site.folder / "up.log").read_text()))
    person.findings.axe.sort()
    assert (person.findings.axe, person.findings.policy, person.findings.errors) == ([], [], [])
