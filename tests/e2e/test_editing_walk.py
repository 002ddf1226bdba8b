"""The whole editing walk by keyboard alone, at 320 pixels, with and without JavaScript; axe looks at every page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.visitor import Findings, Visitor, report
from tests.exchange.files import documents, sheet
from tests.files.hostile import HONEST
from tests.running import PATIENCE, Running

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 640}
REACH = 400  # no page has more stops for the Tab key


class Hands:
    """A person with a keyboard and nothing else."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.keyboard = visitor.page.keyboard

    def reach(self, target: Locator) -> None:
        """Tab until the target has the focus, and it can be seen that it has."""
        target.first.wait_for(state="attached")
        handle = target.first.element_handle()
        for _stop in range(REACH):
            self.keyboard.press("Tab")
            if handle.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"not reached by the Tab key: {target}")

    def named(self, name: str) -> Locator:
        return self.page.locator(f'main [name="{name}"]:not([type=hidden])')

    def type(self, name: str, text: str) -> None:
        self.reach(self.named(name))
        self.keyboard.press("Control+A")
        self.keyboard.type(text)

    def pick(self, name: str, steps: int = 1) -> None:
        """An option of a list, with the arrow keys."""
        self.reach(self.named(name))
        for _step in range(steps):
            self.keyboard.press("ArrowDown")

    def tick(self, target: Locator) -> None:
        self.reach(target)
        self.keyboard.press("Space")
        assert target.first.is_checked()

    def go(self, target: Locator) -> None:
        """Enter on what leads to another page; look at it."""
        self.reach(target)
        with self.page.expect_navigation():
            self.keyboard.press("Enter")
        self.look()

    def act(self, button: str, then: Locator) -> None:
        """Enter on a button that changes the form, with a new page or without; `then` is there afterwards."""
        self.reach(self.page.locator(f'button[name="{button}"]'))
        self.keyboard.press("Enter")
        expect(then.first).to_be_attached(timeout=PATIENCE * 1000)
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        self.visitor.look()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], self.page.url

    def link(self, href_end: str) -> Locator:
        return self.page.locator(f'main a[href$="{href_end}"]')

    def save(self) -> None:
        self.go(self.page.locator('.tm-save button[name="save"]'))


@pytest.mark.parametrize(
    ("name", "javascript"), [("Ada Boudreau", True), ("Élodie Comeau", False)], ids=["English", "French and plain"]
)
def test_the_editing_walk_needs_a_keyboard_and_nothing_else(
    browser: Browser, site: Running, name: str, javascript: bool, record_property, tmp_path: Path
) -> None:
    findings = Findings()
    visitor = Visitor(browser, site, findings, viewport=SMALL, java_script_enabled=javascript).sign_in(name)
    hands = Hands(visitor)
    visitor.go("/work/proposals/new/")
    hands.type("title_en", "By keyboard alone")
    hands.type("title_fr", "Au clavier seulement")
    hands.go(hands.page.locator("main form button").last)
    case = hands.page.url
    items_are_added_ordered_and_removed(hands)
    what_proves_what_is_ticked_in_the_table(hands, case)
    codes_are_found_by_words(hands, case)
    the_other_language_is_brought_up_to_date(hands, case)
    what_changed_is_read_and_a_section_brought_back(hands, case)
    it_becomes_a_template_and_a_copy(hands, case)
    what_is_near_is_named_with_its_reason(hands, case)
    a_file_is_attached_and_removed(hands, case, tmp_path)
    a_table_is_brought_in(hands, tmp_path)
    record_property("pages", report(findings))
    assert findings.axe == []
    assert findings.policy == []
    assert findings.hosts == []
    assert findings.errors == []


def items_are_added_ordered_and_removed(hands: Hands) -> None:
    hands.go(hands.link("document/E/"))
    for number, statement in enumerate(("Read a gauge", "Calibrate a gauge", "Not this one")):
        if number:
            hands.act("add-competencies", hands.named(f"competencies-{number}-statement"))
            hands.visitor.page.locator("body").focus()
        hands.type(f"competencies-{number}-statement", statement)
    hands.act("remove-competencies-2", hands.named("competencies-1-statement"))
    expect(hands.named("competencies-2-statement")).to_have_count(0, timeout=PATIENCE * 1000)
    hands.act("up-competencies-1", hands.page.locator('[name="competencies-0-statement"][value="Calibrate a gauge"]'))
    hands.save()
    hands.go(hands.link("document/F/"))
    hands.type("assessments-0-title", "At the wharf")
    hands.pick("assessments-0-stage")
    hands.save()


def what_proves_what_is_ticked_in_the_table(hands: Hands, case: str) -> None:
    hands.go(hands.link("document/matrix/"))
    boxes = hands.page.locator('main input[name="covers"]')
    assert boxes.count() == 2
    hands.tick(boxes.nth(0))
    hands.tick(boxes.nth(1))
    hands.go(hands.page.locator("main form button.govuk-button"))
    hands.visitor.go(f"{case}document/matrix/")
    assert [box.is_checked() for box in hands.page.locator('main input[name="covers"]').all()] == [True, True]


def codes_are_found_by_words(hands: Hands, case: str) -> None:
    hands.visitor.go(case)
    hands.go(hands.link("document/C/"))
    hands.type("noc-find", "21112")
    found = hands.page.locator('main [name="noc"][value="21112"]')
    hands.act("find-noc", found)
    hands.tick(found)
    hands.save()


def the_other_language_is_brought_up_to_date(hands: Hands, case: str) -> None:
    hands.go(hands.link("document/A/"))
    hands.type("title_en", "By the keyboard alone")
    hands.go(hands.page.locator('.tm-save button[name="preview"]'))
    hands.save()
    hands.go(hands.link("document/A/"))
    hands.tick(hands.named("title_checked"))
    hands.save()
    hands.go(hands.link("document/A/"))
    assert hands.named("title_checked").count() == 0


def what_changed_is_read_and_a_section_brought_back(hands: Hands, case: str) -> None:
    hands.visitor.go(case)
    hands.go(hands.link("/revisions/"))
    hands.go(hands.link("?since=looked"))
    assert "keyboard" in hands.visitor.text()
    hands.visitor.go(f"{case}revisions/compare/?from=1&to=now")
    hands.go(hands.link("/restore/A/"))
    hands.go(hands.page.locator("main form button"))
    hands.visitor.go(f"{case}document/A/")
    assert hands.named("title_en").input_value() == "By keyboard alone"


def it_becomes_a_template_and_a_copy(hands: Hands, case: str) -> None:
    hands.visitor.go(case)
    hands.go(hands.link("/template/"))
    hands.type("name", "Gauges")
    hands.tick(hands.page.locator('main [name="sections"][value="E"]'))
    hands.go(hands.page.locator("main form button"))
    hands.go(hands.page.locator('main a[href*="?template="]'))
    hands.type("title_en", "From a template")
    hands.go(hands.page.locator("main form button").last)
    hands.go(hands.link("document/E/"))
    assert re.sub(r"\s+", " ", hands.named("competencies-1-statement").input_value()) == "Read a gauge"


def what_is_near_is_named_with_its_reason(hands: Hands, case: str) -> None:
    hands.visitor.go(case)
    hands.go(hands.link("/overlap/"))
    assert "From a template" in hands.visitor.text()
    hands.reach(hands.page.locator("main details summary"))
    hands.keyboard.press("Enter")
    assert hands.page.locator("main details dd").first.is_visible()


def a_file_is_attached_and_removed(hands: Hands, case: str, folder: Path) -> None:
    """The machine's own dialogue to choose a file cannot be driven: its answer is put in once the field is reached."""
    plan, page = folder / "plan.pdf", folder / "page.pdf"
    plan.write_bytes(HONEST["plan.pdf"])
    page.write_bytes(b"<html></html>")
    hands.visitor.go(case)
    hands.go(hands.link("/files/"))
    for path in (page, plan):
        hands.reach(hands.named("file"))
        hands.named("file").set_input_files(path)
        if path == page:  # and stays ticked beside the error
            hands.tick(hands.named("confidential"))
        hands.go(hands.page.locator("main form button.govuk-button"))
    assert "plan.pdf" in hands.visitor.text()
    hands.go(hands.link("/remove/"))
    hands.go(hands.page.locator("main form button"))
    assert hands.link("/remove/").count() == 0


def a_table_is_brought_in(hands: Hands, folder: Path) -> None:
    table = folder / "ours.csv"
    table.write_bytes(sheet(documents(2), "csv"))
    hands.visitor.go("/work/proposals/")
    hands.go(hands.link("/work/import/"))
    hands.reach(hands.named("file"))
    hands.named("file").set_input_files(table)
    hands.go(hands.page.locator("main form button.govuk-button"))
    hands.go(hands.page.locator("main form button.govuk-button").first)
