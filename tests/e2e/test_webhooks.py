"""An administrator sets up a webhook on a small phone, in French: every page passes axe and fits."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Findings, Visitor
from tests.running import Running, until

pytestmark = pytest.mark.browser


def test_a_webhook_is_set_up_tried_and_removed_on_a_small_phone(browser: Browser, site: Running) -> None:
    findings = Findings()
    ada = Visitor(browser, site, findings, viewport={"width": 320, "height": 640}).sign_in("Ada Boudreau")
    ada.page.context.add_cookies([{"name": "django_language", "value": "fr", "url": site.url}])

    def fits() -> None:
        assert ada.page.evaluate("document.documentElement.scrollWidth") <= 320, ada.page.url

    ada.go("/account/")
    ada.page.goto(str(ada.page.locator("main a[href^='/organisations/']").first.get_attribute("href")))
    for link in ("/webhooks/", "/new/"):
        ada.follow(link)
        fits()
    assert not ada.page.get_by_text("proposal.submit").is_visible()
    ada.page.locator("[name=which][value=some]").check()
    assert ada.page.get_by_text("proposal.submit").is_visible()
    fits()
    ada.page.locator("[name=which][value=every]").check()
    ada.fill(url="https://10.0.0.1/")
    ada.press()
    assert ada.page.locator(".govuk-error-summary").is_visible()
    ada.fill(url="https://hooks.invalid/receiver", description="Dossiers")
    ada.press()
    fits()
    assert ada.page.locator("#secret").input_value().startswith("whsec_")
    ada.click(ada.page.get_by_role("link", name="Dossiers"))
    fits()
    endpoint = ada.page.url
    ada.click(ada.page.locator("form[action$='/test/'] button"))
    fits()
    until(lambda: ada.page.reload() and ada.page.locator(".tm-timeline li").count(), "the test to be tried")
    assert "introuvable" in ada.page.locator(".tm-timeline").inner_text()
    for path in ("", "change/", "replay/"):
        ada.go(endpoint + path)
        fits()
    ada.go("/help/webhooks/")
    fits()
    ada.go(endpoint)
    ada.click(ada.page.locator("form[action$='/act/pause/'] button"))
    fits()
    ada.page.locator("details").last.locator("summary").click()
    ada.click(ada.page.locator("form[action$='/act/remove/'] button"))
    assert findings.axe == []
    assert findings.errors == []
    assert findings.policy == []
