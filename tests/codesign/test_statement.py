"""The structured statement: what is asked, kept, shown and compared; what hostile answers meet; who reads what."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications import rendering
from notifications.models import Notice
from proposals import timed
from proposals.codesign.models import Statement
from proposals.facts import dossier, endorsed
from proposals.http import new_key
from proposals.selectors import latest_revision
from proposals.writing.services import save_section
from tests.codesign.statements import at, form, row
from workflow import clocks
from workflow import framework as frameworks

SECRET = "CONFIDENTIAL-TOKEN-7f3a"


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open()


def test_the_page_of_a_partner_leads_on_with_what_was_said(world, story):
    client = world.guest(row(story))
    page = client.get(at("partner", story))
    assert page.status_code == 200
    assert len(page.content) < 60_000
    fields = {"competency-1": "essential", "competency-2": "not_needed", "missing": "Splicing of cables."}
    hidden = {"seen_version": row(story).version, "idempotency_key": new_key()}
    answer = client.post(at("partner", story), fields | hidden)
    assert answer["Location"] == at("endorse", story)
    draft = row(story).draft
    assert draft["competencies"] == {"1": "essential", "2": "not_needed"}
    assert draft["legal_name"] == "Fundy Ocean Sensors (fictional)"
    page = client.get(at("endorse", story)).content.decode()
    assert re.search(r'name="competency-2" value="not_needed"[^>]* checked', page)
    assert "Splicing of cables." in page


def test_every_answer_is_kept_shown_and_bound(world, story):
    client = world.guest(row(story))
    sent = form(
        story,
        demand="partly",
        competencies={"1": "essential", "2": "not_needed", "3": "useful"},
        missing="Splicing of cables.",
        assessment="no",
        assessment_change="Let them do it outside.",
        other_occupation="Rope access technician",
        size="5-99",
        website="https://fundy.example",
        place="Dartmouth",
        operating_name="Fundy Sensors",
        person_title="Head of field work",
        conditions=["Two days on the water", "Before April"],
        interests=["relation"],
        interests_reason="Our director sits on a committee.",
        covers=["D"],
        consents=["name"],
        sign="1",
    )
    assert client.post(at("endorse", story), sent).status_code == 302
    signed = Statement.objects.get()
    assert set(signed.hashes) == {"C", "D", "E", "F"}
    assert signed.signer == {
        "name": "Gil Arsenault",
        "title": "Head of field work",
        "email": "gil@fundy.example",
        "verified": "link",
    }
    assert "I am allowed to sign" in signed.authority_text
    assert "D. " in signed.shown_text
    assert "G. " not in signed.shown_text
    page = client.get(at("statement", story, row(story).pk)).content.decode()
    for text in (
        "Partly",
        "Not needed",
        "Splicing of cables.",
        "Let them do it outside.",
        "Rope access technician",
        "5 to 99 people",
        "https://fundy.example",
        "Two days on the water (open)",
        "Our director sits on a committee.",
        "6 to 20 hours",
        "Head of field work",
        signed.hashes["E"],
    ):
        assert text in page, text


def test_negative_answers_are_signed_and_stay_before_reviewers_eyes(world, story):
    client = world.guest(row(story))
    sent = form(story, demand="no", assessment="no", hiring="none", sign="1")
    assert client.post(at("endorse", story), sent).status_code == 302
    case = world.client("ada").get(f"/work/proposals/{story.proposal.pk}/").content.decode()
    assert "Demand: No" in case
    assert "Assessment: No" in case
    assert re.search(r"<strong>0 of 1</strong>", case)
    second = story.invite("harbour").endorse("harbour")
    second.sign_off().submit().assign("rita", "rosa").review("rita")
    for page in (f"/work/proposals/{story.proposal.pk}/review/mine/", f"/work/proposals/{story.proposal.pk}/"):
        shown = world.client("rosa").get(page).content.decode()
        assert "Demand: No" in shown
        assert at("statement", story, row(story).pk) in shown
    assert world.client("rosa").get(at("statement", story, row(story).pk)).status_code == 200
    assert world.client("otto").get(at("statement", story, row(story).pk)).status_code == 200


def test_a_statement_is_for_the_institution_its_partner_and_the_province(world, story):
    story.endorse("fundy").invite("harbour").endorse("harbour")
    page = at("statement", story, row(story).pk)
    allowed = {
        name: world.client(name).get(page).status_code for name in ("ada", "sam", "dev", "cora", "emma", "operator")
    }
    assert allowed == {"ada": 200, "sam": 200, "dev": 404, "cora": 404, "emma": 404, "operator": 404}
    assert world.guest(row(story, "harbour")).get(page).status_code == 404
    assert world.guest(row(story)).get(page).status_code == 200
    assert world.client("ada").get(at("statement", story, story.proposal.pk)).status_code == 404


def test_what_is_supplied_in_confidence_is_for_the_partner_and_the_province(world, story):
    story.endorse("fundy", demand_reason=SECRET, missing=SECRET, confidential=["demand_reason", "missing"])
    page = at("statement", story, row(story).pk)
    assert SECRET not in world.client("ada").get(page).content.decode()
    assert world.client("ada").get(page).content.decode().count("Supplied in confidence to the Province.") == 2
    assert SECRET in world.guest(row(story)).get(page).content.decode()
    story.sign_off().submit()
    assert SECRET in world.client("cora").get(page).content.decode()
    assert SECRET not in world.client("sam").get(page).content.decode()


def test_a_condition_is_met_by_signing_again_and_every_signing_stays(world, story):
    client = world.guest(row(story))
    assert client.post(at("endorse", story), form(story, conditions=["Two days at sea"], sign="1")).status_code == 302
    assert "1 condition open" in world.client("ada").get(f"/work/proposals/{story.proposal.pk}/").content.decode()
    again = form(story, conditions=["Two days at sea"], met=["Two days at sea"], sign="1")
    assert client.post(at("endorse", story), again).status_code == 302
    assert row(story).state == "reaffirmed"
    page = world.client("ada").get(at("statement", story, row(story).pk)).content.decode()
    assert "Two days at sea (met)" in page
    assert "What is different from the signing before" in page
    first = world.client("ada").get(at("statement", story, row(story).pk) + "?signing=1").content.decode()
    assert "Two days at sea (open)" in first
    for odd in ("0", "9", "x", "9" * 30):
        answer = world.client("ada").get(at("statement", story, row(story).pk) + f"?signing={odd}")
        assert answer.status_code in {200, 404}


def change_f(story) -> None:
    value = latest_revision(story.proposal).content["F"] | {"criteria": "Other criteria, at sea."}
    save_section(story.proposal.pk, "F", value, actor=story.actor("ada"), seen=None)


def again(story, **fields) -> dict:
    hidden = {"seen_version": row(story).version, "seen_revision": latest_revision(story.proposal).number}
    return hidden | {"idempotency_key": new_key()} | fields


def test_the_page_of_a_stale_endorsement_shows_exactly_what_was_endorsed_and_changed(world, story):
    story.endorse("fundy", covers=["D"])
    change_f(story)
    value = latest_revision(story.proposal).content["G"] | {"total_hours": 98765}
    save_section(story.proposal.pk, "G", value, actor=story.actor("ada"), seen=None)
    page = world.guest(row(story)).get(at("again", story)).content.decode()
    assert "Other criteria, at sea." in re.sub(r"</?(ins|del|span)[^>]*>|\[inserted:|\]", "", page)
    assert "98765" not in page
    assert "Ada Boudreau" in page
    assert "Endorsed and not changed:" in page


def test_the_mail_says_before_and_after_of_what_was_endorsed_in_the_readers_language(world, story):
    story.invite("clare").endorse("fundy", covers=["D"]).endorse("clare")
    change_f(story)
    letters = {
        one.address: rendering.letter(one, one.recipient.language if one.recipient else "en")
        for one in Notice.objects.filter(event="endorsement.mark_stale", channel="mail")
    }
    english = " ".join(letters["gil@fundy.example"].text.split())
    assert "Before: “" in english
    assert "Now: “Other criteria, at sea.”" in english
    french = " ".join(letters["mireille@clare.example"].text.split())
    assert "Évaluation" in french
    assert "Maintenant : « Other criteria, at sea. »" in french


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"still": "1", "authority": "on"}, "reaffirmed"),
        ({"condition": "1", "authority": "on", "new_condition": "Say who watches."}, "reaffirmed"),
        ({"withdraw": "1", "reason": "It is not our work any more."}, "withdrawn"),
    ],
)
def test_one_post_answers_to_what_changed(world, story, fields, state):
    story.endorse("fundy")
    change_f(story)
    assert row(story).state == "stale"
    client = world.guest(row(story))
    assert client.post(at("again", story), again(story, **fields)).status_code == 302
    assert row(story).state == state
    latest = Statement.objects.first()
    if "condition" in fields:
        assert latest.answers["conditions"] == ["Say who watches."]
    if state == "reaffirmed":
        assert latest.hashes["F"] == latest_revision(story.proposal).substance["F"]
        assert latest.answers["demand"] == "yes"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"still": "1"}, "Confirm that you are allowed to sign"),
        ({"condition": "1", "authority": "on"}, "Write it here."),
        ({"withdraw": "1"}, "Write it here."),
        ({"authority": "on"}, "Choose one of the three answers."),
        ({"condition": "1", "authority": "on", "new_condition": "x" * 900}, "500"),
        ({"withdraw": "1", "reason": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_an_answer_that_lacks_something_is_asked_for_it(world, story, fields, said):
    story.endorse("fundy")
    change_f(story)
    response = world.guest(row(story)).post(at("again", story), again(story, **fields))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert row(story).state == "stale"


def test_a_new_competency_is_weighed_when_signing_again(world, story):
    story.endorse("fundy")
    items = latest_revision(story.proposal).content["E"]["competencies"]
    value = latest_revision(story.proposal).content["E"] | {
        "competencies": [*items, {**items[0], "statement": "Splice cables under water"}]
    }
    save_section(story.proposal.pk, "E", value, actor=story.actor("ada"), seen=None)
    client = world.guest(row(story))
    key = str(len(items) + 1)
    refused = client.post(at("again", story), again(story, still="1", authority="on"))
    assert refused.status_code == 422
    assert "Splice cables under water: Choose an answer." in refused.content.decode()
    weighed = again(story, still="1", authority="on", **{f"competency-{key}": "essential"})
    assert client.post(at("again", story), weighed).status_code == 302
    assert Statement.objects.first().answers["competencies"][key] == "essential"


def test_drafts_count_for_nothing_and_what_was_signed_stands(world, story):
    story.endorse("fundy")
    change_f(story)
    client = world.guest(row(story))
    client.post(at("endorse", story), form(story, demand="no", keep="1"))
    assert row(story).draft["demand"] == "no"
    client.post(at("again", story), again(story, still="1", authority="on"))
    assert [one.answers["demand"] for one in endorsed(dossier(story.proposal))] == ["yes"]


def test_validity_is_the_frameworks_or_shorter_and_ends(world, story):
    client = world.guest(row(story))
    until = (clocks.today() + timedelta(days=40)).isoformat()
    client.post(at("endorse", story), form(story, valid_until=until, sign="1"))
    assert clocks.local_date(row(story).valid_until).isoformat() == until
    assert "Valid until" in world.client("ada").get(f"/work/proposals/{story.proposal.pk}/").content.decode()
    with clocks.at(clocks.now() + timedelta(days=42)):
        timed.run()
    assert row(story).state == "expired"
    assert endorsed(dossier(story.proposal)) == ()


def test_the_framework_decides_how_long_by_default(world, story):
    story.endorse("fundy")
    days = (row(story).valid_until - Statement.objects.get().at).days
    assert days == 365 * frameworks.load(frameworks.current()).endorsement.validity_months // 12


def test_signing_again_after_the_chosen_day_begins_the_frameworks_time_anew(world, story):
    until = clocks.today() + timedelta(days=1)
    story.endorse("fundy", valid_until=until.isoformat())
    change_f(story)
    client = world.guest(row(story))
    with clocks.at(clocks.now() + timedelta(days=1)):
        assert client.post(at("again", story), again(story, still="1", authority="on")).status_code == 302
    assert (row(story).valid_until - clocks.now()).days > 700


def test_the_pages_ask_as_much_for_one_signing_as_for_three(world, story):
    story.endorse("fundy")
    counts = []
    for _round in range(2):
        for page in (at("statement", story, row(story).pk), f"/work/proposals/{story.proposal.pk}/"):
            world.client("ada").get(page)
            with CaptureQueriesContext(connection) as found:
                assert world.client("ada").get(page).status_code == 200
            counts.append(len(found))
        for _time in range(2):
            story.endorse("fundy")
    assert counts[:2] == counts[2:]
