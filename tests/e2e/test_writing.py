"""Nothing that is typed is lost: two tabs, a killed browser, a lost connection, a session that ended."""

import os
import re
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.visitor import Findings, Visitor
from tests.running import PATIENCE, Running, until

pytestmark = pytest.mark.browser

PATIENT = PATIENCE * 1000
UNSENT = 1.5  # seconds of typing since the last answer: the next one is about to be sent


def author(browser: Browser, site: Running, **context) -> Visitor:
    return Visitor(browser, site, Findings(), **context).sign_in("Ada Boudreau")


def begun(ada: Visitor, title: str) -> str:
    """A new draft; returns its path."""
    ada.go("/work/proposals/new/")
    ada.fill(title_en=title)
    ada.press()
    return re.sub(r"^https?://[^/]+", "", ada.page.url)


def another_tab(ada: Visitor, path: str) -> Page:
    page = ada.page.context.new_page()
    page.goto(path)
    return page


def typed(page: Page, name: str, text: str) -> None:
    page.locator(f'main [name="{name}"]').press_sequentially(text)


def kept(page: Page) -> None:
    """Wait until the server has what is typed."""
    expect(page.locator("[data-status]")).to_contain_text(re.compile("Kept at|Noté à|Conservé à"), timeout=PATIENT)
    page.wait_for_function("key => !localStorage.getItem(key)", arg=store(page), timeout=PATIENT)


def store(page: Page) -> str:
    return "tidemark " + str(page.locator("form[data-writing]").get_attribute("data-keep"))


def on_the_server(ada: Visitor, path: str, name: str) -> str:
    """The field's value on a page that a browser without a memory of its own draws."""
    page = ada.page.context.browser.new_context(
        base_url=ada.site.url, java_script_enabled=False, storage_state=ada.page.context.storage_state()
    ).new_page()
    page.goto(path)
    value = page.locator(f'main [name="{name}"]').input_value()
    page.context.close()
    return value


def test_two_tabs_that_write_different_fields_are_put_together(browser: Browser, site: Running) -> None:
    ada = author(browser, site)
    path = begun(ada, "Two tabs") + "document/J/"
    ada.go(path)
    other = another_tab(ada, path)
    typed(ada.page, "teach_out", "From the first tab.")
    kept(ada.page)
    typed(other, "triggers", "From the second tab.")
    kept(other)
    expect(other.locator('[name="teach_out"]')).to_have_value("From the first tab.")
    assert on_the_server(ada, path, "teach_out") == "From the first tab."
    assert on_the_server(ada, path, "triggers") == "From the second tab."


def test_two_tabs_that_write_the_same_field_never_overwrite_each_other(browser: Browser, site: Running) -> None:
    ada = author(browser, site)
    path = begun(ada, "The same field") + "document/J/"
    ada.go(path)
    other = another_tab(ada, path)
    typed(ada.page, "teach_out", "The first tab says this.")
    kept(ada.page)
    typed(other, "teach_out", "The second tab says that.")
    look = other.get_by_role("button", name="Look at both")
    look.wait_for()
    assert on_the_server(ada, path, "teach_out") == "The first tab says this."
    with other.expect_navigation():
        look.click()
    assert other.locator("h1").inner_text() == "Two versions of the same text"
    other.get_by_label("Take mine").check()
    with other.expect_navigation():
        other.get_by_role("button", name="Save as chosen").click()
    assert on_the_server(ada, path, "teach_out") == "The second tab says that."
    other.goto(path)
    expect(other.locator('[name="teach_out"]')).to_have_value("The second tab says that.")


def test_a_browser_that_is_killed_while_somebody_types_loses_at_most_three_seconds(
    browser: Browser, site: Running, playwright: Playwright, tmp_path: Path, record_property
) -> None:
    """The figure is reported; asserted is that whatever the server said it keeps is there."""
    ada = author(browser, site)
    path = begun(ada, "Killed") + "document/J/"
    doomed = playwright.chromium.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=CHROMIUM, args=FLAGS, base_url=site.url
    )
    doomed.add_cookies(ada.page.context.storage_state()["cookies"])
    page = doomed.new_page()
    page.goto(path)
    answers: list[float] = []
    page.on("requestfinished", lambda sent: answers.append(time.monotonic()) if "autosave" in sent.url else None)
    at: list[float] = []
    field = page.locator('main [name="teach_out"]')
    while len(answers) < 3 or time.monotonic() < answers[2] + UNSENT:
        field.press_sequentially(f"w{len(at)} ")
        at.append(time.monotonic())
    killed = time.monotonic()
    os.kill(process_of(tmp_path / "profile"), signal.SIGKILL)
    known = on_the_server(ada, path, "teach_out").split()
    if known[-1:] != [f"w{len(known) - 1}"]:
        assert f"w{len(known) - 1}".startswith(known.pop())  # it was sent in the middle of a word
    assert known == [f"w{number}" for number in range(len(known))]
    assert known
    record_property("seconds lost in a killed browser", round(killed - at[len(known) - 1], 2))
    assert killed - at[len(known) - 1] < 3


def process_of(profile: Path) -> int:
    """The browser's own process: the one with this profile that no other such process began."""
    pids = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue
        if str(profile).encode() in command and b"--type=" not in command:
            pids.append(int(entry.name))
    return min(pids)


def test_what_is_typed_without_a_connection_arrives_when_it_is_back(browser: Browser, site: Running) -> None:
    ada = author(browser, site)
    path = begun(ada, "Offline") + "document/J/"
    ada.go(path)
    ada.page.context.set_offline(True)
    typed(ada.page, "teach_out", "Typed in a tunnel.")
    expect(ada.page.locator("[data-status]")).to_contain_text("No connection", timeout=PATIENT)
    assert on_the_server(ada, path, "teach_out") == ""
    ada.page.context.set_offline(False)
    kept(ada.page)
    assert on_the_server(ada, path, "teach_out") == "Typed in a tunnel."


def test_a_tab_closed_without_a_connection_brings_its_text_back(browser: Browser, site: Running) -> None:
    ada = author(browser, site)
    path = begun(ada, "Closed offline") + "document/J/"
    tab = another_tab(ada, path)
    ada.page.context.set_offline(True)
    typed(tab, "teach_out", "Closed in a tunnel.")
    tab.close(run_before_unload=False)
    ada.page.context.set_offline(False)
    back = another_tab(ada, path)
    expect(back.locator('[name="teach_out"]')).to_have_value("Closed in a tunnel.", timeout=PATIENT)
    kept(back)
    assert on_the_server(ada, path, "teach_out") == "Closed in a tunnel."


def test_a_session_that_ends_while_somebody_writes_costs_nothing(browser: Browser, site: Running) -> None:
    ada = author(browser, site)
    path = begun(ada, "Expired") + "document/J/"
    ada.go(path)
    ada.page.context.clear_cookies(name="sessionid")
    typed(ada.page, "teach_out", "Typed after the end.")
    expect(ada.page.locator("[data-status]")).to_contain_text("signed out", timeout=PATIENT)
    again = another_tab(ada, "/demo/")
    with again.expect_navigation():
        again.locator("li").filter(has_text="Ada Boudreau").get_by_role("button").first.click()
    kept(ada.page)
    assert on_the_server(ada, path, "teach_out") == "Typed after the end."


def test_without_javascript_too_a_session_that_ends_costs_nothing(browser: Browser, site: Running) -> None:
    ada = author(browser, site)
    path = begun(ada, "Expired and plain") + "document/J/"
    page = browser.new_context(
        base_url=site.url, java_script_enabled=False, storage_state=ada.page.context.storage_state()
    ).new_page()
    page.goto(path)
    typed(page, "teach_out", "Typed after the end.")
    page.context.clear_cookies(name="sessionid")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).last.click()
    assert "/accounts/login/" in page.url
    page.goto("/demo/")
    with page.expect_navigation():
        page.locator("li").filter(has_text="Ada Boudreau").get_by_role("button").first.click()
    page.goto(path)
    assert page.locator('[name="teach_out"]').input_value() == "Typed after the end."


def test_what_was_saved_is_not_brought_back_as_unsent(browser: Browser, site: Running) -> None:
    ada = author(browser, site)
    path = begun(ada, "Not again") + "document/J/"
    ada.go(path)
    typed(ada.page, "teach_out", "First words.")
    ada.press('main form button[name="save"]:visible')
    ada.go(path)
    ada.fill(teach_out="Second words.")
    ada.press('main form button[name="save"]:visible')
    ada.go(path)
    expect(ada.page.locator('[name="teach_out"]')).to_have_value("Second words.")
    assert "it was not sent yet" not in ada.text()
    until(lambda: on_the_server(ada, path, "teach_out") == "Second words.", "the second words")
