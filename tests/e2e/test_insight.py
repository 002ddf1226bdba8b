"""The pages of insight in a real browser: axe, policy, no scrolling sideways; both languages, wide and narrow."""

import pytest

from tests.e2e.visitor import Findings, Visitor, report

PAGES = ("now", "time", "returns", "partners", "reviewers")
WIDTHS = (1280, 360)
FITS = "svg => [...svg.querySelectorAll('text')].every(t => t.getBBox().x + t.getBBox().width <= 320)"

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_figures_are_readable_by_everybody(site, browser, language, record_property):
    findings = Findings()
    for width in WIDTHS:
        visitor = Visitor(browser, site, findings, viewport={"width": width, "height": 900}).sign_in("Cora Benoit")
        if visitor.page.locator("html").get_attribute("lang") != language:
            visitor.click(visitor.page.locator(f'button[name="language"][value="{language}"]'))
        for address in (*(f"/insight/{page}/?period=all" for page in PAGES), "/time-to-market/"):
            assert visitor.go(address) == 200
            assert visitor.page.locator("html").get_attribute("lang") == language
            page = visitor.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            assert page[0] <= page[1], address
            for chart in visitor.page.locator("main svg").all():
                box = chart.bounding_box()
                assert box["width"] <= width
                assert chart.evaluate(
                    "s => [...s.querySelectorAll('text')].every(t => t.getBBox().x + t.getBBox().width <= 320)"
                )
        assert visitor.page.locator("main table").count() == 2
    record_property("pages of insight looked at", report(findings))
    assert (findings.axe, findings.policy, findings.hosts, findings.errors) == ([], [], [], [])
