"""A guest endorses on a telephone: from the mailed link and its code to a complete statement, in both languages."""

import re
from time import perf_counter

import pytest
from playwright.sync_api import Browser, Response

from tests.e2e.visitor import Findings, Visitor, report
from tests.running import Running, until

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
PAGES, SECONDS, KILOBYTES = 3, 90, 60
TAPS = {"demand": "yes", "openings": "6-20", "assessment": "partly", "hiring": "prefer", "involvement": "advised"}
THANKS = {"en": "Signed. Thank you.", "fr": "Signé. Merci."}


class Weight:
    """What comes over the wire for one page, with nothing kept from before."""

    def __init__(self, visitor: Visitor) -> None:
        self.bytes, self.html = 0, 0
        self.session = visitor.page.context.new_cdp_session(visitor.page)
        self.session.send("Network.enable")
        self.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.session.on("Network.loadingFinished", self._add)

    def _add(self, event: dict) -> None:
        self.bytes += int(event["encodedDataLength"])


def mail(site: Running, address: str, *events: str) -> str:
    """The text of the newest mail of one of these events to this address."""

    def found() -> list:
        return [one for one in site.mails() if one["To"] == address and one["X-Tidemark-Event"] in events]

    until(found, f"{events} to {address}")
    body = found()[-1].get_body(("plain",))
    assert body is not None
    return body.get_content()


def invited(browser: Browser, site: Running, findings: Findings, address: str, language: str) -> str:
    """Somebody who was never here is asked to one of the demo's cases; returns the mailed link's path."""
    ada = Visitor(browser, site, findings).sign_in("Ada Boudreau")
    ada.go("/work/proposals/?state=co_design")
    ada.click(ada.page.locator('main th a[href^="/work/proposals/"]').first)
    ada.follow("/invite/")
    ada.choose("row-0-organisation", "")
    person = {"new_organisation": f"Pocket Works {language}", "name": "Pat Pocket", "email": address}
    ada.fill(**{f"row-0-{name}": value for name, value in person.items()})
    ada.choose("row-0-language", language)
    ada.press()
    link = re.search(r"https?://[^/\s]+(/\S+)", mail(site, address, "endorsement.invite"))
    assert link
    return link[1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_guest_endorses_on_a_phone_in_three_pages(browser: Browser, site: Running, record_property, language) -> None:
    findings = Findings()
    address = f"pat-{language}@pocket.example"
    link = invited(browser, site, findings, address, language)
    pat = Visitor(browser, site, findings, **PHONE)
    pat.go(link)
    pat.press()
    code = re.search(r"\b\d{6}\b", mail(site, address, "mail.raw"))
    assert code
    pat.fill(code=code[0])
    pages: list[str] = []

    def count(response: Response) -> None:
        if response.request.resource_type == "document" and response.status not in range(300, 400):
            pages.append(response.url)

    pat.page.on("response", count)
    weight = Weight(pat)
    begun = perf_counter()
    pat.press()
    until(lambda: weight.bytes, "the page's weight")
    kilobytes, html = weight.bytes / 1000, len(pat.page.content().encode()) / 1000
    taps = endorse(pat)
    seconds = perf_counter() - begun
    assert THANKS[language] in pat.text()
    assert pat.page.locator("html").get_attribute("lang") == language
    record_property(f"guest {language}: pages", len(pages))
    record_property(f"guest {language}: seconds", round(seconds, 1))
    record_property(f"guest {language}: taps", taps)
    record_property(f"guest {language}: KB of the partner's page over the wire", round(kilobytes, 1))
    record_property(f"guest {language}: KB of its text, uncompressed", round(html, 1))
    record_property(f"guest {language}: axe findings", len(findings.axe))
    assert len(pages) <= PAGES, pages
    assert seconds < SECONDS
    assert kilobytes < KILOBYTES
    assert html < KILOBYTES
    assert findings.axe == [], report(findings)
    assert findings.hosts == []
    assert findings.policy == []
    assert findings.errors == []


def endorse(pat: Visitor) -> int:
    """Returns the number of taps. No page is wider than the telephone."""
    narrow(pat)
    competencies = pat.page.locator('main input[value="essential"]')
    taps = competencies.count() + 1
    for box in competencies.all():
        box.check()
    pat.press()
    assert pat.page.url.endswith("/endorse/"), pat.text()
    narrow(pat)
    for name, value in TAPS.items():
        pat.choose(name, value)
    pat.page.locator('[name="authority"]').check()
    pat.press('button[name="sign"]')
    narrow(pat)
    return taps + len(TAPS) + 2


def narrow(pat: Visitor) -> None:
    assert pat.page.evaluate("document.documentElement.scrollWidth") <= 360, pat.page.url
