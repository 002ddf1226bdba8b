"""A framework manager writes a draft, tries it out and compares it: axe, policy, a small phone, both languages."""

import pytest

from tests.e2e.visitor import Findings, Visitor, report
from tests.running import until

pytestmark = pytest.mark.browser

DRAFT = "Illustrative draft, two endorsements and twelve weeks"


@pytest.mark.parametrize(
    ("language", "context"),
    [
        ("en", {"viewport": {"width": 1280, "height": 900}}),
        ("fr", {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}),
    ],
    ids=["English", "French, small and plain"],
)
def test_a_draft_is_written_tried_and_compared(site, browser, language, context, record_property):
    findings = Findings()
    fran = Visitor(browser, site, findings, **context).sign_in("Fran Mosher")

    def fits() -> None:
        assert fran.page.locator("html").get_attribute("lang") == language
        assert fran.page.evaluate("document.documentElement.scrollWidth") <= context["viewport"]["width"], fran.page.url

    if language == "fr":
        fran.click(fran.page.locator('button[name="language"][value="fr"]'))
    fran.go("/frameworks/")
    fits()
    fran.click(fran.page.get_by_role("link", name=DRAFT, exact=True))
    fits()
    draft = fran.page.url.removeprefix(site.url)

    fran.go(f"{draft}edit/criterion-R2/")
    fran.fill(**{"criteria.R2.title.fr": ""})
    fran.press()
    fits()
    assert fran.page.locator("main li a[href*='criteria.R2.title.fr']").count() == 1  # what is missing, and where
    fran.go(f"{draft}edit/criterion-R2/")
    fran.fill(**{"criteria.R2.title.fr": f"Preuve du besoin ({language})"})
    fran.press()
    fran.go(f"{draft}edit/deadlines/")
    fran.fill(**{"deadlines.review.days": "0"})
    fran.press()
    fits()
    error = fran.page.locator('[name="deadlines.review.days"]')
    assert (error.input_value(), error.get_attribute("aria-invalid")) == ("0", "true")

    for page in ("compare/", "history/", "publish/", "criteria/", "criteria/R3/take-out/", "trials/"):
        assert fran.go(f"{draft}{page}") == 200
        fits()
    fran.press()
    until(lambda: fran.page.reload() and fran.page.locator("main svg").count(), "the trial to be done")
    fran.look()
    fits()
    record_property("pages of frameworks looked at", report(findings))
    assert (findings.axe, findings.policy, findings.hosts, findings.errors) == ([], [], [], [])
