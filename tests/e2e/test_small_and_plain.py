"""At 320 pixels, without JavaScript, by keyboard, in both languages."""

import pytest
from playwright.sync_api import Browser, Locator

from tests.e2e.visitor import Findings, Visitor
from tests.running import Running

pytestmark = pytest.mark.browser

PEOPLE = {
    "Ada Boudreau": "en",
    "Élodie Comeau": "fr",
    "Cora Benoit": "en",
    "Robert LeBlanc": "fr",
    "Emma MacIsaac": "en",
}
PAGES = ("/", "/work/", "/work/proposals/", "/needs/", "/inbox/", "/account/", "/register/", "/demo/", "/mailbox/")


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_runs_over_the_edge_of_a_small_phone(browser: Browser, site: Running, name: str) -> None:
    findings = Findings()
    person = Visitor(browser, site, findings, viewport={"width": 320, "height": 640}).sign_in(name)
    pages = [*PAGES]
    person.go("/work/proposals/")
    cases = person.page.locator("main table a").all()[:3]
    pages += [str(link.get_attribute("href")) for link in cases]
    for path in pages:
        person.go(path)
        assert person.page.locator("html").get_attribute("lang") == PEOPLE[name]
        assert person.page.evaluate("document.documentElement.scrollWidth") <= 320, path
    assert findings.axe == []
    assert findings.errors == []


def test_a_proposal_is_begun_by_keyboard_and_without_javascript(browser: Browser, site: Running) -> None:
    page = browser.new_context(base_url=site.url, java_script_enabled=False).new_page()
    page.goto("/demo/")

    def enter(target: Locator) -> None:
        with page.expect_navigation():
            target.press("Enter")

    enter(page.get_by_role("button", name="Ada Boudreau"))
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    enter(page.get_by_role("link", name="Start a proposal"))
    page.get_by_label("Title in English").press_sequentially("By Keyboard Alone")
    enter(page.get_by_role("button", name="Start the draft"))
    enter(page.get_by_role("link", name="J. Quality"))
    page.get_by_label("Teach-out plan").press_sequentially("Learners finish within a year.")
    enter(page.get_by_role("button", name="Save").last)
    assert "By Keyboard Alone" in page.locator("h1").inner_text()


def test_a_guest_reads_a_dead_link_that_helps(browser: Browser, site: Running) -> None:
    visitor = Visitor(browser, site, Findings(), locale="fr-CA")
    assert visitor.go("/guest/this-is-no-link-at-all/") == 410
    assert visitor.findings.axe == []
