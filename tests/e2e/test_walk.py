"""The main job, from a stated need to the public register, as nine people and a reader at a real browser."""

import re
from collections import Counter
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser

from proposals.document.sample import complete
from tests.e2e.visitor import Findings, Visitor, report
from tests.running import Running, until

pytestmark = pytest.mark.browser

TITLE = {"en": "Tidal Gauge Calibration", "fr": "Étalonnage de marégraphes"}
NEED = "People who can calibrate tidal gauges"
MARKS = (TITLE["en"], TITLE["fr"], NEED)
CODE = "mail.raw"  # what it carries is about no case
GUEST = "gisele@landry.example"
CRITERIA = [f"R{number}" for number in range(1, 13)]
WEAK_AT_FIRST = {"R2": "1", "R6": "1"}
EXPECTED_MAIL = [
    ("emma@fundy.example", "need.take_up", "en"),
    (GUEST, "proposal.open_co_design", "fr"),
    ("ada@acadia.example", "comment.added", "en"),
    ("ada@acadia.example", "endorsement.sign", "en"),
    ("sam@acadia.example", "proposal.request_sign_off", "en"),
    ("ada@acadia.example", "proposal.submit", "en"),
    ("cora@province.example", "proposal.submit", "en"),
    ("rita@province.example", "review.assign", "en"),
    ("rob@province.example", "review.assign", "fr"),
    ("cora@province.example", "review.declare_conflict", "en"),
    ("rosa@province.example", "review.assign", "en"),
    ("ada@acadia.example", "proposal.start_review", "en"),
    ("rob@province.example", "proposal.start_review", "fr"),
    ("rosa@province.example", "proposal.start_review", "en"),
    ("cora@province.example", "review.submit", "en"),
    ("cora@province.example", "review.submit", "en"),
    ("ada@acadia.example", "proposal.return_for_changes", "en"),
    ("sam@acadia.example", "proposal.return_for_changes", "en"),
    (GUEST, "endorsement.mark_stale", "fr"),
    ("ada@acadia.example", "endorsement.reaffirm", "en"),
    ("ada@acadia.example", "proposal.resubmit", "en"),
    ("cora@province.example", "proposal.resubmit", "en"),
    ("ada@acadia.example", "proposal.start_review", "en"),
    ("rob@province.example", "proposal.start_review", "fr"),
    ("rosa@province.example", "proposal.start_review", "en"),
    ("cora@province.example", "review.submit", "en"),
    ("cora@province.example", "review.submit", "en"),
    ("ann@province.example", "proposal.recommend", "en"),
    ("ada@acadia.example", "proposal.approve_with_conditions", "en"),
    ("sam@acadia.example", "proposal.approve_with_conditions", "en"),
    (GUEST, "proposal.approve_with_conditions", "fr"),
    ("ada@acadia.example", "listing.publish", "en"),
    ("emma@fundy.example", "need.meet", "en"),
    ("cora@province.example", "condition.evidenced", "en"),
    ("ada@acadia.example", "proposal.confirm_conditions", "en"),
    ("sam@acadia.example", "proposal.confirm_conditions", "en"),
]


class Walk:
    """The people of the walk, each in a browser of their own, and the case once it is begun."""

    def __init__(self, browser: Browser, site: Running) -> None:
        self.browser, self.site, self.findings = browser, site, Findings()
        self.people: dict[str, Visitor] = {}
        self.case = ""

    def a(self, name: str) -> Visitor:
        if name not in self.people:
            self.people[name] = Visitor(self.browser, self.site, self.findings).sign_in(name)
        return self.people[name]

    def move(self, name: str, transition: str, **fields: str) -> None:
        """Open the case, choose the move, fill in what it asks for, and confirm."""
        person = self.a(name)
        person.go(self.case)
        person.follow(f"/move/{transition}/")
        person.fill(**fields)
        person.press()
        assert person.page.url.endswith(self.case), person.text()

    def mail(self, address: str, event: str) -> str:
        """The text of the newest mail of this event to this address about this case."""
        until(lambda: self._mails(address, event), f"{event} to {address}")
        body = self._mails(address, event)[-1].get_body(("plain",))
        assert body is not None
        return body.get_content()

    def told(self) -> list[EmailMessage]:
        """Notices about this case or its need: the demo's other cases have some of the same events."""
        notices = [mail for mail in self.site.mails() if mail["X-Tidemark-Event"] not in (None, CODE)]
        return [mail for mail in notices if any(text in mail.as_string() or text in mail["Subject"] for text in MARKS)]

    def _mails(self, address: str, event: str) -> list[EmailMessage]:
        mails = self.site.mails() if event == CODE else self.told()
        return [mail for mail in mails if (mail["To"], mail["X-Tidemark-Event"]) == (address, event)]


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found[1]


def test_from_a_need_to_the_register(browser: Browser, site: Running, record_property) -> None:
    walk = Walk(browser, site)
    a_need_is_stated(walk)
    it_is_taken_up_and_written(walk)
    a_partner_comments_and_endorses(walk)
    it_is_signed_and_submitted(walk)
    reviewers_are_assigned_and_one_has_a_conflict(walk)
    it_is_reviewed_and_returned(walk)
    the_changes_are_made_and_endorsed_again(walk)
    it_is_reviewed_again_and_approved_with_a_condition(walk)
    the_condition_is_met(walk)
    everybody_reads_it_in_both_languages(walk)
    every_mail_came_once(walk)
    record_property("people", len(walk.people))
    record_property("mails", len(EXPECTED_MAIL))
    record_property("pages", len(walk.findings.pages))
    record_property("axe findings", len(walk.findings.axe))
    record_property("other hosts", len(walk.findings.hosts))
    assert walk.findings.axe == [], report(walk.findings)
    assert walk.findings.hosts == []
    assert walk.findings.policy == []
    assert walk.findings.errors == []


def a_need_is_stated(walk: Walk) -> None:
    emma = walk.a("Emma MacIsaac")
    emma.go("/needs/new/")
    emma.fill(
        title=NEED, statement="Set, check and document tidal gauges, alone, on a pier.", openings="12", noc_find="22310"
    )
    emma.press()
    assert NEED in emma.text()


def it_is_taken_up_and_written(walk: Walk) -> None:
    ada = walk.a("Ada Boudreau")
    ada.go("/needs/")
    ada.click(ada.page.get_by_role("link", name=NEED))
    ada.click(ada.page.locator('main a[href*="new/?need="]'))
    ada.fill(title_en=TITLE["en"], title_fr=TITLE["fr"])
    ada.press()
    walk.case = ada.page.url.removeprefix(walk.site.url)
    content = complete("ocean-sensors", partner="Landry Instruments (fictional)")
    content["A"]["title"] = TITLE
    for key in content:
        if key != "K":
            ada.go(f"{walk.case}document/{key}/")
            ada.write_section(key, content[key])
            assert ada.page.url.endswith(walk.case), ada.text()
    ada.follow("/invite/")
    ada.choose("row-0-organisation", "")
    person = {"new_organisation": "Landry Instruments (fictional)", "name": "Gisèle Landry", "email": GUEST}
    ada.fill(**{f"row-0-{name}": value for name, value in person.items()})
    ada.choose("row-0-language", "fr")
    ada.press()
    walk.move("Ada Boudreau", "open_co_design")


def a_partner_comments_and_endorses(walk: Walk) -> None:
    gisele = Visitor(walk.browser, walk.site, walk.findings, viewport={"width": 375, "height": 720})
    walk.people["Gisèle"] = gisele
    gisele.go(link_in(walk.mail(GUEST, "proposal.open_co_design")))
    gisele.press()
    code = re.search(r"\b\d{6}\b", walk.mail(GUEST, CODE))
    assert code
    gisele.fill(code=code[0])
    gisele.press()
    assert TITLE["fr"] in gisele.text()
    gisele.follow("/comments/")
    gisele.fill(text="Ajoutez le nivellement.")
    gisele.press()
    gisele.go(f"{walk.case}endorse/")
    sign_statement(gisele)
    assert gisele.page.url.endswith("/partner/"), gisele.text()


def sign_statement(gisele: Visitor) -> None:
    for name, value in {
        "involvement": "co_designed",
        "demand": "yes",
        "openings": "6-20",
        "competency-1": "essential",
        "competency-2": "essential",
        "competency-3": "useful",
        "assessment": "yes",
        "hiring": "prefer",
    }.items():
        gisele.choose(name, value)
    gisele.choose("consents", "name")
    gisele.page.locator('[name="authority"]').check()
    gisele.press('button[name="sign"]')


def it_is_signed_and_submitted(walk: Walk) -> None:
    walk.move("Ada Boudreau", "request_sign_off")
    declare(walk.a("Samuel Okafor"), walk.case)
    walk.move("Samuel Okafor", "submit")


def declare(sam: Visitor, case: str) -> None:
    sam.go(f"{case}declarations/")
    for box in sam.page.locator('[name="declaration"]').all():
        box.check()
    sam.press()


def reviewers_are_assigned_and_one_has_a_conflict(walk: Walk) -> None:
    assign(walk, "Rita Fraser", "Robert LeBlanc")
    rita = walk.a("Rita Fraser")
    rita.go(f"{walk.case}review/mine/")
    rita.choose("conflict", "conflict")
    rita.fill(text="My sister works for the partner.")
    rita.press()
    assert rita.go(f"{walk.case}document/") == 404
    assert rita.go(walk.case) == 404
    assign(walk, "Rosa Muise")
    for name in ("Robert LeBlanc", "Rosa Muise"):
        person = walk.a(name)
        assert person.go(f"{walk.case}document/") == 404
        person.go(f"{walk.case}review/mine/")
        person.choose("conflict", "none")
        person.press()
        assert person.go(f"{walk.case}document/") == 200


def assign(walk: Walk, *names: str) -> None:
    cora = walk.a("Cora Benoit")
    for name in names:
        cora.go(f"{walk.case}review/")
        cora.page.locator('select[name="reviewer"]').select_option(label=name)
        cora.press()


def confirm_complete(walk: Walk) -> None:
    """The coordinator confirms every point of the completeness check."""
    cora = walk.a("Cora Benoit")
    cora.go(f"{walk.case}review/completeness/")
    for box in cora.page.locator('main input[type="checkbox"]').all():
        box.check()
    for note in cora.page.locator("main textarea").all():
        note.fill("It was asked for, and follows.")
    cora.press()


def it_is_reviewed_and_returned(walk: Walk) -> None:
    confirm_complete(walk)
    walk.move("Cora Benoit", "start_review")
    for name in ("Robert LeBlanc", "Rosa Muise"):
        review(walk.a(name), walk.case, WEAK_AT_FIRST)
    cora = walk.a("Cora Benoit")
    for criterion, section, text in (
        ("R2", "C", "Name a newer source from this province."),
        ("R6", "F", "Say what happens when the assessors differ."),
    ):
        cora.go(f"{walk.case}changes/")
        cora.choose("criterion", criterion)
        cora.choose("place", section)
        cora.fill(text=text)
        cora.press()
    walk.move("Cora Benoit", "return_for_changes")


def review(person: Visitor, case: str, weak: dict[str, str]) -> None:
    """Judge what is open; a criterion that carried over keeps its verdict."""
    person.go(f"{case}review/mine/")
    waiting = person.page.locator("li", has=person.page.locator(".govuk-tag"))
    links = waiting.locator('a[href*="/review/mine/R"]')
    keys = [str(link.get_attribute("href")).rstrip("/").rpartition("/")[2] for link in links.all()]
    for key in keys:
        person.go(f"{case}review/mine/{key}/")
        person.choose("value", weak.get(key, "3"))
        person.fill(comment="More is needed here." if key in weak else "")
        person.press('main button[name="save"].govuk-button')
    person.go(f"{case}review/mine/")
    person.press('form[action$="/submit/"] button')


def the_changes_are_made_and_endorsed_again(walk: Walk) -> None:
    walk.mail("ada@acadia.example", "proposal.return_for_changes")
    ada = walk.a("Ada Boudreau")
    ada.go(f"{walk.case}changes/")
    ada.fill(**{f"text-{number}": f"Done: see section {place}." for number, place in ((1, "C"), (2, "F"))})
    ada.press()
    ada.go(f"{walk.case}document/F/")
    ada.fill(moderation="When assessors differ, a third one from industry decides.")
    ada.press('main form button[name="save"]:visible')
    assert "stale" in ada.text()
    ada.press('main form button[name="save"]:visible')
    gisele = walk.people["Gisèle"]
    walk.mail(GUEST, "endorsement.mark_stale")
    gisele.go(f"{walk.case}partner/")
    gisele.go(f"{walk.case}endorse/")
    assert "assessors differ, a third one" in gisele.text()  # one run of inserted words
    gisele.page.locator('[name="authority"]').check()
    gisele.press('button[name="sign"]')
    walk.move("Samuel Okafor", "resubmit")


def it_is_reviewed_again_and_approved_with_a_condition(walk: Walk) -> None:
    confirm_complete(walk)
    walk.move("Cora Benoit", "start_review")
    for name in ("Robert LeBlanc", "Rosa Muise"):
        review(walk.a(name), walk.case, {"R6": "1"})
    cora = walk.a("Cora Benoit")
    cora.go(f"{walk.case}review/consensus/")
    for key in CRITERIA:
        if cora.page.locator(f'[name="{key}-value"]').is_visible():  # the others carried over
            cora.choose(f"{key}-value", "1" if key == "R6" else "3")
    cora.fill(**{"R6-comment": "Try the third assessor out."})
    cora.press()
    cora.go(f"{walk.case}conditions/")
    cora.choose("criterion", "R6")
    cora.fill(text="Try the third assessor out with one group.", owner="Ada Boudreau", due="2099-06-30")
    cora.press()
    cora.go(f"{walk.case}review/recommendation/")
    cora.choose("outcome", "approve_with_conditions")
    cora.fill(reasons="Every gate is met but one, which the condition covers.")
    cora.press()
    walk.move("Cora Benoit", "recommend")
    walk.move("Ann Campbell", "approve_with_conditions")
    ada = walk.a("Ada Boudreau")
    ada.go(walk.case)


def the_condition_is_met(walk: Walk) -> None:
    walk.mail("ada@acadia.example", "proposal.approve_with_conditions")
    walk.mail("ada@acadia.example", "listing.publish")
    ada = walk.a("Ada Boudreau")
    ada.go(f"{walk.case}letter/")
    assert "third assessor" in ada.text()
    ada.go(f"{walk.case}conditions/")
    ada.fill(**{"text-1": "Tried out in May with one group; minutes are with the dean."})
    ada.press()
    walk.move("Cora Benoit", "confirm_conditions")


def everybody_reads_it_in_both_languages(walk: Walk) -> None:
    reader = Visitor(walk.browser, walk.site, walk.findings)
    reader.go("/register/?q=tidal+gauge")
    reader.click(reader.page.get_by_role("link", name=TITLE["en"]))
    assert "Landry Instruments" in reader.text()
    reader.click(reader.page.get_by_role("button", name="Français"))
    assert TITLE["fr"] in reader.text()


def every_mail_came_once(walk: Walk) -> None:
    """In the reader's language, and none other than expected."""
    walk.mail("sam@acadia.example", "proposal.confirm_conditions")

    def told() -> Counter:
        return Counter((mail["To"], mail["X-Tidemark-Event"], mail["Content-Language"]) for mail in walk.told())

    until(lambda: sum(told().values()) >= len(EXPECTED_MAIL), "every expected mail")
    assert told() == Counter(EXPECTED_MAIL)
