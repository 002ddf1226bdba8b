"""Talking at 320 pixels, without JavaScript, in both languages: who reads it changes with the choice."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Findings, Visitor
from tests.running import Running

pytestmark = pytest.mark.browser


def at_a_case(browser: Browser, site: Running, name: str, title: str) -> tuple[Visitor, str]:
    """On the page of the case with this title."""
    phone = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
    person = Visitor(browser, site, Findings(), **phone).sign_in(name)
    person.go(f"/work/proposals/?q={title}")
    person.click(person.page.locator("main table a").first)
    return person, person.page.url


@pytest.mark.parametrize(
    ("name", "title", "readers"),
    [
        ("Ada Boudreau", "Dementia", "Hana Smith"),
        ("Élodie Comeau", "Accueillir", "Mireille Saulnier"),
    ],
)
def test_conversations_and_suggestions_fit_a_phone(
    browser: Browser, site: Running, name: str, title: str, readers: str
) -> None:
    person, case = at_a_case(browser, site, name, title)
    person.go(f"{case}comments/?show=all")
    told = person.page.locator('[class*="tm-for-"]:visible')
    assert told.count() == 0
    person.choose("lane", "partners")
    assert readers in told.inner_text()
    person.choose("lane", "institution")
    assert readers not in told.inner_text()
    person.fill(text="@Nobody Here")
    person.press()
    assert "@Nobody Here" in person.page.locator("textarea").input_value()
    person.fill(text="One thing more.")
    person.press()
    assert "One thing more." in person.text()
    for path in ("document/", "comments/?show=all", "suggestions/?show=all", "revisions/"):
        person.go(case + path)
        assert person.page.evaluate("document.documentElement.scrollWidth") <= 320, path
    person.go(f"{case}suggestions/?show=all")
    person.click(person.page.locator(".tm-result a").first)
    assert person.page.locator("ins").count() >= 1
    assert person.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert person.findings.axe == []
    assert person.findings.policy == []
    assert person.findings.errors == []
