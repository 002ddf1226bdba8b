"""Inbox, settings, hours, calendar, stopping, the operator's pages: on a small phone, by keyboard, full and empty."""

import re

import pytest
from playwright.sync_api import Browser, Locator

from tests.e2e.visitor import Findings, Visitor, report
from tests.running import Running, until

pytestmark = pytest.mark.browser
SMALL = {"viewport": {"width": 320, "height": 640}}
SETTING = "listing.renew"  # nobody's walk waits for it
PAGES = ("/inbox/", "/notices/settings/", "/notices/settings/hours/", "/notices/settings/all/", "/work/calendar/")
OPERATOR = ("/operations/mail/", "/operations/mail/?state=", "/operations/mail/?state=&q=nobody-has-this")
TWO = [("en", "Cora Benoit"), ("fr", "Élodie Comeau")]


def fits(visitor: Visitor) -> None:
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320, visitor.page.url


def nothing_found(findings: Findings, record_property) -> None:
    record_property("pages of notices looked at", report(findings))
    assert (findings.axe, findings.policy, findings.hosts, findings.errors) == ([], [], [], [])


def signed(site: Running, pattern: str) -> str:
    """A signed address in some mail of the demo."""

    def found() -> list[str]:
        bodies = [body for mail in site.mails() if (body := mail.get_body(("plain",)))]
        return [path for body in bodies for path in re.findall(pattern, body.get_content())]

    until(found, pattern)
    return found()[-1]


def speaking(visitor: Visitor, language: str) -> None:
    if visitor.page.locator("html").get_attribute("lang") != language:
        visitor.click(visitor.page.locator(f'button[name="language"][value="{language}"]'))


@pytest.mark.parametrize(("language", "name"), TWO)
def test_inbox_settings_and_calendar_fit_and_are_read_in_ones_language(
    browser: Browser, site: Running, record_property, language: str, name: str
) -> None:
    person = Visitor(browser, site, Findings(), **SMALL).sign_in(name)
    speaking(person, language)
    for path in (*PAGES, f"/notices/settings/{SETTING}/", "/notices/settings/proposal/"):
        assert person.go(path) == 200
        assert person.page.locator("html").get_attribute("lang") == language
        fits(person)
    person.go("/inbox/")
    assert person.page.locator("main section li").count() >= 1
    person.click(person.page.locator('main form[action$="/read/"] button').last)
    fits(person)
    person.go("/work/calendar/")
    person.press('main button[name="renew"]')
    assert person.page.locator("#address").input_value().startswith(site.url)
    fits(person)
    person.press('main button[name="close"]')
    assert person.page.locator("#address").count() == 0
    nothing_found(person.findings, record_property)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_operators_pages_fit_full_and_empty(browser: Browser, site: Running, record_property, language) -> None:
    olga = Visitor(browser, site, Findings(), **SMALL).sign_in("Olga Operator")
    speaking(olga, language)
    for path in (*OPERATOR, *PAGES):  # an inbox and a calendar with nothing in them, too
        assert olga.go(path) == 200
        fits(olga)
    olga.go("/operations/mail/?state=sent")
    olga.click(olga.page.locator("main h3 a").first)
    fits(olga)
    nothing_found(olga.findings, record_property)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_mails_are_stopped_and_taken_back_from_a_phone(
    browser: Browser, site: Running, record_property, scripts: bool
) -> None:
    reader = Visitor(browser, site, Findings(), **SMALL, java_script_enabled=scripts)
    assert reader.go(signed(site, r"https?://[^/\s]+(/notices/stop/\S+)")) == 200
    fits(reader)
    reader.press('main button[name="List-Unsubscribe"]')
    fits(reader)
    reader.press('main button[name="undo"]')
    assert reader.page.locator('main button[name="List-Unsubscribe"]').count() == 1
    fits(reader)
    nothing_found(reader.findings, record_property)


@pytest.mark.parametrize("locale", ["en-CA", "fr-CA"])
def test_a_guest_chooses_how_and_when_from_a_phone(browser: Browser, site: Running, record_property, locale) -> None:
    guest = Visitor(browser, site, Findings(), **SMALL, locale=locale)
    guest.go(signed(site, r"https?://[^/\s]+(/notices/choose/\S+)"))
    fits(guest)
    guest.choose("mail", "at_once")
    guest.press()
    assert guest.page.get_by_role("status").count() == 1
    guest.follow("/hours/")
    fits(guest)
    guest.fill(quiet_from="21:00")
    guest.press()
    assert guest.page.locator(".govuk-error-summary a").get_attribute("href") == "#id_quiet_until"
    fits(guest)
    guest.fill(quiet_from="")
    guest.press()
    assert guest.page.get_by_role("status").count() == 1
    nothing_found(guest.findings, record_property)


def test_a_setting_is_changed_by_keyboard_alone(browser: Browser, site: Running) -> None:
    person = Visitor(browser, site, Findings(), **SMALL).sign_in("Ada Boudreau")
    person.go(f"/notices/settings/{SETTING}/")

    def reach(target: Locator) -> Locator:
        """By tabbing to it from where one is."""
        for _step in range(60):
            if target.evaluate("node => node === document.activeElement"):
                return target
            person.page.keyboard.press("Tab")
        raise AssertionError("never reached")

    reach(person.page.locator('input[name="mail"][value="at_once"]'))
    person.page.keyboard.press("ArrowDown")
    assert person.page.locator('input[name="mail"][value="daily"]').is_checked()
    reach(person.page.locator("main form button"))
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    changed = person.page.locator("main .govuk-summary-list__row").filter(
        has=person.page.locator(f'a[href$="/{SETTING}/"]')
    )
    assert "In one mail a day" in changed.inner_text()
    person.go(f"/notices/settings/{SETTING}/")
    person.choose("mail", "at_once")
    person.press()
