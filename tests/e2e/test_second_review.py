"""A return and a second review at a real browser: the reviewer opens two criteria, not twelve."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Findings, Visitor, report
from tests.running import Running

pytestmark = pytest.mark.browser

TITLE = {"en": "Harbour Water Monitoring", "fr": "Surveillance de l’eau des ports"}
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
CRITERION = re.compile(r"/review/mine/(R\d+)/")


@dataclass
class Desk:
    """Everybody's browser on one case of the demo, which is in its second round and waits for Rita."""

    browser: Browser
    site: Running
    findings: Findings
    case: str = ""

    def sit(self, name: str, **context) -> Visitor:
        person = Visitor(self.browser, self.site, self.findings, **context).sign_in(name)
        if not self.case:
            person.click(person.page.get_by_role("link", name=TITLE["en"]).first)
            self.case = re.sub(r"review/mine/$", "", person.page.url.removeprefix(self.site.url))
        return person


@pytest.fixture(scope="module")
def desk(browser: Browser, site: Running) -> Desk:
    return Desk(browser, site, Findings())


def test_the_reviewer_opens_what_changed_and_nothing_else(desk: Desk, record_property) -> None:
    rita = desk.sit("Rita Fraser")
    rita.go(f"{desk.case}review/mine/")
    assert "2 of 12 criteria to judge; 10 carried over" in rita.text()
    opened = set()
    link = rita.page.locator(".govuk-task-list__link").first
    rita.click(link)
    for _turn in range(12):
        found = CRITERION.search(rita.page.url)
        if found is None:
            break
        opened.add(found[1])
        look_at_the_difference(rita, found[1])
        judge(rita)
    assert opened == {"R9", "R12"}
    record_property("criteria opened in the second round", len(opened))
    rita.press('form[action$="/submit/"] button')
    assert "Review submitted" in rita.text()


def look_at_the_difference(rita: Visitor, key: str) -> None:
    """What changed stands there; and beside the answer, where a change was asked for on this criterion."""
    assert "Open again" in rita.text()
    assert rita.page.locator("ins").count() > 0
    if key == "R9":
        card = rita.page.locator("section.tm-card")
        assert "Required change 1" in card.inner_text()
        assert card.locator("ins").count() > 0


def judge(rita: Visitor) -> None:
    """By keyboard alone: quote, say why, choose, save."""
    quote = rita.page.locator("button.tm-quote").first
    quote.focus()
    with rita.page.expect_navigation():
        rita.page.keyboard.press("Enter")
    rita.look()
    assert rita.page.evaluate("document.activeElement.name") == "comment"
    assert re.search(r"\[H\.\w+(\.\d+)?\]", rita.page.locator('[name="comment"]').input_value())
    rita.page.locator('[name="value"][value="3"]').focus()
    rita.page.keyboard.press("Space")
    with rita.page.expect_navigation():
        rita.page.keyboard.press("Enter")  # the form's own button, not a quotation
    rita.look()


def test_the_meeting_begins_from_what_is_left(desk: Desk) -> None:
    cora = desk.sit("Cora Benoit")
    cora.go(f"{desk.case}review/consensus/")
    assert "10 agreed verdicts are kept" in cora.text()
    for key in ("R9", "R12"):
        cora.choose(f"{key}-value", "3")
    cora.press()
    cora.go(f"{desk.case}review/")
    assert cora.page.locator("tbody tr").count() == 12


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_page_of_a_review_is_accessible_and_fits(desk: Desk, language: str, size: str) -> None:
    people = {
        "Rita Fraser": ["review/mine/", "review/mine/R9/", "review/mine/R1/", "document/"],
        "Cora Benoit": ["review/", "review/consensus/", "changes/", "conditions/", "review/recommendation/"],
        "Dev Sharma": ["changes/", ""],
    }
    for name, ends in people.items():
        person = desk.sit(name, viewport=SIZES[size])
        if language == "fr":
            person.click(person.page.get_by_role("button", name="Français"))
        for end in ends:
            assert person.go(f"{desk.case}{end}") == 200, end
            wide = person.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= SIZES[size]["width"], (end, language, wide)


DECIDING = {"en": "Energy Audits of Public Buildings", "fr": "Audits énergétiques des bâtiments publics"}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_page_of_a_decision_is_accessible_and_fits(desk: Desk, language: str, size: str) -> None:
    ann = Visitor(desk.browser, desk.site, desk.findings, viewport=SIZES[size]).sign_in("Ann Campbell")
    ann.click(ann.page.get_by_role("link", name=DECIDING["en"]).first)
    case = ann.page.url.removeprefix(desk.site.url)
    if language == "fr":
        ann.click(ann.page.get_by_role("button", name="Français"))
    ann.go("/work/decisions/")
    ann.click(ann.page.locator("main section h2 a").first)
    bundle = ann.page.url.removeprefix(desk.site.url)
    for page in (f"{case}move/approve/", f"{case}letter/", "/work/", "/work/decisions/", bundle):
        assert ann.go(page) == 200, page
        wide = ann.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= SIZES[size]["width"], (page, language, wide)


def test_a_bundle_is_decided_in_one_act(desk: Desk) -> None:
    ann = Visitor(desk.browser, desk.site, desk.findings).sign_in("Ann Campbell")
    ann.go("/work/decisions/")
    ann.click(ann.page.locator("main section h2 a").first)
    assert DECIDING["en"] in ann.text()
    ann.press()
    assert "2 proposals are decided." in ann.text()


def test_document_and_verdict_stand_side_by_side_on_a_wide_screen_only(desk: Desk) -> None:
    for size, beside in (("wide", True), ("phone", False)):
        rita = desk.sit("Rita Fraser", viewport=SIZES[size])
        rita.go(f"{desk.case}review/mine/R9/")
        text, verdict = (rita.page.locator(one).bounding_box() for one in ("#section-H", "#verdict"))
        assert text is not None
        assert verdict is not None
        assert (verdict["x"] >= text["x"] + 200) == beside
        assert (verdict["y"] > text["y"] + 200) == (not beside)


def test_nothing_is_wrong_with_any_page_of_the_second_review(desk: Desk, record_property) -> None:
    record_property("axe findings", len(desk.findings.axe))
    record_property("pages", len(desk.findings.pages))
    assert desk.findings.axe == [], report(desk.findings)
    assert desk.findings.hosts == []
    assert desk.findings.policy == []
    assert desk.findings.errors == []
