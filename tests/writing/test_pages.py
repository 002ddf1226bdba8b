"""The pages of writing: nothing typed is lost, whatever the answer."""

import json
import re

import pytest
from django.db import connection
from django.http import QueryDict

from proposals.document.forms import section_form
from proposals.facts import dossier, findings
from proposals.writing import selectors as writing
from proposals.writing.services import save_section
from workflow import clocks


def address(story, key="J", end="") -> str:
    return f"/work/proposals/{story.proposal.pk}/document/{key}/{end}"


def form_of(story, key="J", **typed) -> dict[str, object]:
    """What a browser sends of the section as it stands, with some fields typed over."""
    document = writing.working(story.proposal)
    shown = section_form(key, content=document.get(key, {}), document=document)
    data: dict[str, object] = {f"{name}-count": str(number) for name, number in shown.counts.items()}
    for bound in shown:
        value = bound.field.prepare_value(bound.value()) if hasattr(bound.field, "prepare_value") else bound.value()
        if value not in (None, False, ""):
            data[bound.html_name] = value
    return data | {"seen_section": str(writing.section_version(story.proposal, key))} | typed


def test_a_section_is_saved_and_leads_on(world, story):
    ada = world.client("ada")
    response = ada.post(address(story), form_of(story, teach_out="New plan.", next="1"))
    assert response.status_code == 302
    response = ada.post(address(story, "A"), form_of(story, "A", next="1"))
    assert response["Location"].endswith("/document/B/")
    assert writing.working(story.proposal)["J"]["teach_out"] == "New plan."


def test_what_is_typed_is_kept_quietly_and_nothing_else_happens(world, story):
    ada = world.client("ada")
    answer = ada.post(address(story, end="autosave/"), form_of(story, teach_out="Half a sen"))
    assert answer.json()["version"] == 1
    assert writing.working(story.proposal)["J"]["teach_out"] == "Half a sen"
    page = ada.get(address(story)).content.decode()
    assert "Half a sen" in page
    assert "Discard what is not saved" in page


def test_a_field_that_cannot_be_kept_leaves_the_others_kept(world, story):
    answer = world.client("ada").post(
        address(story, "B", "autosave/"), form_of(story, "B", academic_lead="Someone", contact_email="not an address")
    )
    assert answer.json()["errors"] == ["contact_email"]
    kept = writing.working(story.proposal)["B"]
    assert (kept["academic_lead"], kept["contact_email"]) == ("Someone", story.content["B"]["contact_email"])


def test_too_many_words_are_kept_while_somebody_writes_and_hold_the_proposal_back(world, story):
    ada, long = world.client("ada"), "word " * 201
    answer = ada.post(address(story, end="autosave/"), form_of(story, teach_out=long))
    assert answer.json()["errors"] == []
    assert writing.working(story.proposal)["J"]["teach_out"] == long.strip()
    assert "201 words; at most 200" in answer.json()["status"]
    saved = ada.post(address(story), form_of(story, teach_out=long + "more"))
    assert saved.status_code == 422
    assert "more" in saved.content.decode()
    page = ada.get(f"/work/proposals/{story.proposal.pk}/").content.decode()
    assert "201 words; at most 200" in page
    [found] = [one for one in findings(dossier(story.proposal), clocks.now()) if one.key == "too_many_words"]
    assert (found.section, found.field, found.blocking) == ("J", "teach_out", True)


def test_a_conflict_page_shows_base_theirs_and_mine_and_the_choice_is_kept(world, story, bea_client):
    ada = world.client("ada")
    opened = form_of(story)
    ada.post(address(story), opened | {"teach_out": "Ada’s <b>words</b>."})
    mine = opened | {"teach_out": "Béa’s words.", "triggers": "Only Béa’s."}
    page = bea_client.post(address(story), mine)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Ada Boudreau" in text
    assert "<b>words" not in text
    hidden = dict(re.findall(r'name="(against|resolve|seen_section)" value="([^"]*)"', text))
    assert re.search(r'name="choose-teach_out" [^>]*value="mine"|value="mine"[^>]* name="choose-teach_out"', text)
    chosen = bea_client.post(address(story), mine | hidden | {"resolve": "1", "choose-teach_out": "mine"})
    assert chosen.status_code == 302
    now = writing.working(story.proposal)["J"]
    assert (now["teach_out"], now["triggers"]) == ("Béa’s words.", "Only Béa’s.")


def test_a_quiet_save_meets_a_conflict_without_overwriting(world, story, bea_client):
    opened = form_of(story)
    world.client("ada").post(address(story), opened | {"teach_out": "Ada’s."})
    answer = bea_client.post(address(story, end="autosave/"), opened | {"teach_out": "Béa’s."})
    assert answer.status_code == 409
    assert "status" in answer.json()
    assert writing.working(story.proposal)["J"]["teach_out"] == "Ada’s."


def test_others_changes_come_along_with_a_quiet_save(world, story, bea_client):
    opened = form_of(story)
    world.client("ada").post(address(story), opened | {"teach_out": "Ada’s."})
    answer = bea_client.post(address(story, end="autosave/"), opened | {"triggers": "Béa’s."}).json()
    assert "Ada’s." in answer["form"]
    assert "Béa’s." in answer["form"]


def test_who_else_is_there_is_shown(world, story, bea_client):
    bea_client.post(address(story, end="autosave/"), form_of(story))
    answer = world.client("ada").post(address(story, end="autosave/"), form_of(story))
    assert "Béatrice Amirault" in answer.json()["status"]


def test_an_endorsement_is_made_stale_only_after_a_yes(world, story):
    story.invite("fundy").open().endorse("fundy")
    ada = world.client("ada")
    typed = form_of(story, "F", passing_standard="Another standard.")
    asked = ada.post(address(story, "F"), typed | {"save": "1"})
    assert asked.status_code == 200
    assert "1 endorsement stale" in asked.content.decode()
    assert "Another standard." in asked.content.decode()
    assert story.proposal.endorsements.get().state == "signed"
    assert ada.post(address(story, "F"), typed | {"save": "1", "understood": "1"}).status_code == 302
    assert story.proposal.endorsements.get().state == "stale"


def test_what_was_typed_survives_an_expired_session(world, story):
    ada = world.client("ada")
    typed = form_of(story, teach_out="Typed after the session had ended.")
    ada.session.flush()
    ada.cookies.pop("sessionid", None)
    refused = ada.post(address(story), typed)
    assert refused.status_code == 302
    assert "/accounts/login/" in refused["Location"]
    ada.force_login(world.cast.people["ada"], backend="django.contrib.auth.backends.ModelBackend")
    page = ada.get(address(story)).content.decode()
    assert "Typed after the session had ended." in page
    assert "We kept what you typed" in page


def test_a_program_without_a_session_is_told_so(story, client):
    answer = client.post(address(story, end="autosave/"), form_of(story), headers={"Accept": "application/json"})
    assert answer.status_code == 401


def items(page: str) -> list[str]:
    return re.findall(r'name="competencies-\d+-statement"[^>]*value="([^"]*)"', page)


def test_items_are_added_ordered_and_removed_by_buttons_and_everything_typed_stays(world, story):
    ada = world.client("ada")
    typed = form_of(story, "E")
    first, second = (typed[f"competencies-{n}-statement"] for n in (0, 1))
    added = ada.post(address(story, "E"), typed | {"competencies-0-statement": "Typed.", "add-competencies": "1"})
    assert items(added.content.decode())[0] == "Typed."
    assert f'name="competencies-{typed["competencies-count"]}-statement"' in added.content.decode()
    down = items(ada.post(address(story, "E"), typed | {"down-competencies-0": "1"}).content.decode())
    assert down[:2] == [second, first]
    removed = items(ada.post(address(story, "E"), typed | {"remove-competencies-0": "1"}).content.decode())
    assert first not in removed


def test_an_assessment_still_covers_the_same_competency_after_they_were_ordered_anew(world, story):
    ada = world.client("ada")
    before = writing.working(story.proposal)
    covered = before["F"]["assessments"][0]["covers"]
    page = ada.post(address(story, "E"), form_of(story, "E") | {"down-competencies-0": "1"}).content.decode()
    keys = re.findall(r'name="competencies-(\d+)-key" value="([^"]*)"', page)
    typed = form_of(story, "E") | {f"competencies-{n}-key": key for n, key in keys}
    typed |= {f"competencies-{n}-statement": text for n, text in enumerate(items(page))}
    ada.post(address(story, "E"), typed)
    after = writing.working(story.proposal)
    named = dict(zip(["1", "2"], [item["statement"] for item in before["E"]["competencies"]], strict=False))
    by_key = {
        str(item.get("key") or number): item["statement"] for number, item in enumerate(after["E"]["competencies"], 1)
    }
    assert after["F"]["assessments"][0]["covers"] == covered
    assert {key: by_key[key] for key in named} == named


@pytest.mark.parametrize(
    ("section", "field", "asked", "found"),
    [
        ("C", "noc", "21", "21"),
        ("C", "noc", "forestières", "22112"),
        ("C", "noc", "zzzzz", ""),
        ("C", "naics", "fishing", "11"),
    ],
)
def test_codes_are_found_by_number_and_by_words(world, story, section, field, asked, found):
    typed = form_of(story, section) | {f"{field}-find": asked, f"find-{field}": "1"}
    page = world.client("ada").post(address(story, section), typed).content.decode()
    values = re.findall(rf'name="{field}" value="(\d+)"', page)
    chosen = [str(code) for code in story.content[section].get(field, [])]
    assert any(value.startswith(found) for value in values if value not in chosen) == bool(found)


def test_the_matrix_shows_gaps_and_is_filled_in_place(world, story):
    ada = world.client("ada")
    matrix = f"/work/proposals/{story.proposal.pk}/document/matrix/"
    bare = [{key: value for key, value in one.items() if key != "covers"} for one in story.content["F"]["assessments"]]
    value = {**story.content["F"], "assessments": bare}
    save_section(story.proposal.pk, "F", value, actor=world.actor("ada"), seen=None)
    page = ada.get(matrix).content.decode()
    boxes = re.findall(r'name="covers" value="([^"]+)"', page)
    assert len(boxes) == len(bare) * len(story.content["E"]["competencies"])
    assert "checked" not in page
    seen = re.search(r'name="seen_section" value="(\d+)"', page)[1]
    assert ada.post(matrix, {"seen_section": seen, "covers": boxes}).status_code == 302
    filled = writing.working(story.proposal)["F"]["assessments"]
    assert all(len(one["covers"]) == len(story.content["E"]["competencies"]) for one in filled)


@pytest.mark.parametrize("who", ["dev", "cora", "sam", "otto", "operator"])
@pytest.mark.parametrize("end", ["", "autosave/"])
def test_a_section_is_not_there_for_who_does_not_write_it(world, story, who, end):
    client = world.client(who)
    assert client.post(address(story, end=end), form_of(story)).status_code == 404


def only_reads(execute, sql, params, many, context):
    assert sql.lstrip("(").split(None, 1)[0].upper() in {"SELECT", "SAVEPOINT", "RELEASE"}, sql  # "(" begins a union
    return execute(sql, params, many, context)


@pytest.mark.parametrize("end", ["document/J/", "document/matrix/", "revisions/", "revisions/compare/?since=looked"])
def test_a_get_never_writes(world, story, end):
    ada = world.client("ada")
    with connection.execute_wrapper(only_reads):
        assert ada.get(f"/work/proposals/{story.proposal.pk}/{end}").status_code == 200


def test_the_answer_to_a_quiet_save_is_data_not_markup_of_what_was_typed(world, story):
    opened = form_of(story)
    answer = world.client("ada").post(
        address(story, end="autosave/"), opened | {"teach_out": "<script>alert(1)</script>"}
    )
    assert "<script>" not in json.dumps(answer.json())


def test_unknown_sections_and_versions_are_refused_plainly(world, story):
    ada = world.client("ada")
    assert ada.get(address(story, "Z")).status_code == 404
    assert ada.get(address(story, "K")).status_code == 404
    assert ada.post(address(story), form_of(story) | {"seen_section": "x"}).status_code == 400
    missing = ada.post(address(story), QueryDict())
    assert missing.status_code == 400
