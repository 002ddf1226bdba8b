"""Every mail's HTML part in a real browser, in both languages, light and dark; and the gallery that shows them."""

import pytest
from allauth.core.context import request_context
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import Browser, Page

from config.demo import gallery
from tests.e2e.visitor import AXE, Findings, Visitor, report
from tests.running import Running

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
DARK = {"returned", "invited", "comment_added", "bundle", "letter"}  # every kind of paragraph, and every layout
# Every rule but two about landmarks of a whole page: a mail is shown within a page that has its main part already.
RUN_AXE = """async () => {
  const rules = {"landmark-one-main": {enabled: false}, region: {enabled: false}};
  const found = await axe.run(document, {resultTypes: ["violations"], rules});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "));
}"""


def written() -> dict[tuple[str, str, str], str]:
    with request_context(RequestFactory().get("/")):
        return {
            (*one, language): gallery.letter(*one, language).html
            for one in gallery.every()
            if one[1] != "least"  # nothing stands in it that the full form has not
            for language in gallery.LANGUAGES
        }


def faults_of(page: Page, html: str) -> list[str]:
    page.set_content(html)
    page.evaluate(AXE)
    found = list(page.evaluate(RUN_AXE))
    width = page.evaluate("document.documentElement.scrollWidth")
    return found if width <= SMALL["width"] else [*found, f"{width} pixels wide"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mail_passes_axe_and_fits_a_small_phone(browser: Browser, scheme: str, record_property) -> None:
    page = browser.new_context(viewport=SMALL, color_scheme=scheme).new_page()
    seen = {name: html for name, html in written().items() if scheme == "light" or name[0] in DARK}
    faults = {name: found for name, html in seen.items() if (found := faults_of(page, html))}
    record_property(f"mails looked at ({scheme})", len(seen))
    record_property(f"mails that axe finds fault with ({scheme})", len(faults))
    assert faults == {}


@pytest.mark.parametrize(("language", "locale"), [("en", "en-CA"), ("fr", "fr-CA")])
def test_the_gallery_is_walked_at_320_pixels(
    browser: Browser, site: Running, record_property, language: str, locale: str
) -> None:
    visitor = Visitor(browser, site, Findings(), viewport=SMALL, locale=locale)
    visitor.go("/mailbox/")
    visitor.follow("/demo/messages/")
    count = visitor.page.locator('main li a[href^="/demo/messages/"]').count()
    assert count == len([one for one in gallery.every() if one[1] != "least"])
    for name, form in (("returned", "full"), ("invited", "least"), ("bundle", "daily"), ("letter", "new_password")):
        assert visitor.go(reverse("gallery_message", args=[name, form, language])) == 200
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
        frame = visitor.page.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == visitor.page.locator("h1").inner_text()
        assert frame.locator("body").evaluate("node => getComputedStyle(node).fontSize") == "17px"
    record_property("gallery", report(visitor.findings))
    findings = visitor.findings
    assert (findings.axe, findings.policy, findings.hosts, findings.errors) == ([], [], [], [])
