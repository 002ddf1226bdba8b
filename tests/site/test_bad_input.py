"""Wrong, late and malformed requests: a page that helps, nothing written, nothing typed lost, never a 500."""

import re

import pytest

from notifications.models import Notice
from proposals.http import new_key
from proposals.models import Proposal, Revision
from proposals.selectors import latest_revision
from workflow.models import TransitionRecord

HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}\x1b é \U0001f30a"


def fields(version: int, **more) -> dict:
    return {"seen_version": version, "idempotency_key": new_key(), **more}


def traces() -> tuple[int, ...]:
    return TransitionRecord.objects.count(), Notice.objects.count(), Revision.objects.count()


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open()


def at(story, path: str = "") -> str:
    return f"/work/proposals/{story.proposal.pk}/{path}"


def test_a_wrong_transition_is_a_409_that_says_so(world, story):
    before = traces()
    response = world.client("sam").post(at(story, "move/submit/"), fields(story.proposal.version))
    assert response.status_code == 409
    assert "somebody has moved it on" in response.content.decode()
    assert traces() == before


def test_what_is_not_yours_is_a_404(world, story):
    for person in ("dev", "emma", "cora", "operator"):
        client = world.client(person)
        assert client.get(at(story)).status_code == 404
        assert client.post(at(story, "move/withdraw/"), fields(1, reason="x")).status_code == 404


def test_a_stale_version_shows_what_changed_and_what_was_typed(world, story):
    seen = story.proposal.version
    section = latest_revision(story.proposal).content["J"]
    typed = {"seen_section": 0, **section, "teach_out": "Within six months."}
    world.client("ada").post(at(story, "document/J/"), typed)
    before = traces()
    response = world.client("ada").post(at(story, "move/withdraw/"), fields(seen, reason="We stop here, sadly."))
    page = response.content.decode()
    assert response.status_code == 409
    assert re.search(r"<ins><span[^>]*>[^<]*</span>six", page)
    assert "We stop here, sadly." in page
    assert "Ada Boudreau" in page
    assert traces() == before


def test_two_tabs_on_a_section_never_overwrite_silently(world, story):
    client = world.client("ada")
    section = latest_revision(story.proposal).content["J"]
    first = client.post(at(story, "document/J/"), {"seen_section": 0, **section, "assurance": "First tab."})
    second = client.post(at(story, "document/J/"), {"seen_section": 0, **section, "assurance": "Second tab."})
    assert (first.status_code, second.status_code) == (302, 409)
    page = second.content.decode()
    assert "Second tab." in page
    assert "First tab." in page
    assert latest_revision(story.proposal).content["J"]["assurance"] == "First tab."
    chosen = {"seen_section": 0, "against": 1, "resolve": 1, "choose-assurance": "mine"}
    client.post(at(story, "document/J/"), {**section, "assurance": "Second tab.", **chosen})
    assert latest_revision(story.proposal).content["J"]["assurance"] == "Second tab."


def test_a_malformed_section_shows_the_errors_and_keeps_what_was_typed(world, story):
    before = traces()
    response = world.client("ada").post(
        at(story, "document/G/"), {"seen_section": 0, "total_hours": "many", "places": HOSTILE}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in page
    assert "many" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert traces() == before


@pytest.mark.parametrize("broken", [{}, {"seen_version": "x"}, {"seen_version": "-1"}, {"seen_version": "9" * 30}])
def test_a_form_without_its_hidden_fields_is_refused(world, story, broken):
    response = world.client("ada").post(at(story, "move/close_co_design/"), {"idempotency_key": new_key()} | broken)
    assert response.status_code == 400
    response = world.client("ada").post(at(story, "move/close_co_design/"), {"seen_version": 1, "idempotency_key": "x"})
    assert response.status_code == 400


def test_a_missing_reason_is_asked_for(world, story):
    response = world.client("ada").post(at(story, "move/withdraw/"), fields(story.proposal.version, reason="  "))
    assert response.status_code == 422
    assert "Give a reason." in response.content.decode()


def test_a_double_click_is_one_act(world, story):
    client = world.client("ada")
    twice = fields(story.proposal.version)
    answers = [client.post(at(story, "move/close_co_design/"), twice).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert TransitionRecord.objects.filter(transition="close_co_design").count() == 1


def test_beginning_twice_with_one_form_is_one_proposal(world):
    client = world.client("ada")
    institution = world.cast.organisations["acadia"].pk
    twice = fields(0, title_en="Only Once", institution=institution)
    addresses = {client.post("/work/proposals/new/", twice)["Location"] for _ in range(2)}
    assert len(addresses) == 1
    assert Proposal.objects.filter(title="Only Once").count() == 1


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/work/proposals/new/", {"title_en": "", "title_fr": "", "institution": "x"}),
        ("/work/proposals/new/", {"title_en": "x" * 500, "institution": HOSTILE}),
        ("/needs/new/", {"title": HOSTILE, "statement": "", "openings": "-3", "noc": "99999", "needed_by": "soon"}),
    ],
)
def test_a_bad_form_is_a_422(world, path, form):
    before = traces()
    response = world.client("ada").post(path, fields(0, **form))
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert traces() == before


def test_a_character_that_no_database_keeps_is_refused_or_dropped(world, story):
    client = world.client("ada")
    for key, name in (("J", "assurance"), ("A", "keywords"), ("C", "noc"), ("C", "evidence-0-source")):
        form = fields(story.proposal.version, **{name: "a\x00b", "evidence-count": "1"})
        assert client.post(at(story, f"document/{key}/"), form).status_code == 422
    assert client.post(at(story, "comments/"), {"text": "a\x00b", "lane": "partners"}).status_code == 422
    response = client.post(at(story, "move/withdraw/"), fields(story.proposal.version, reason="We \x00stop."))
    assert response.status_code == 302
    assert TransitionRecord.objects.latest("id").reason == "We stop."


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=99999", "?state=nothing", "?q=" + "x" * 5000, "?q=%00"])
def test_odd_questions_to_lists_answer(world, query):
    for path in ("/work/", "/work/proposals/", "/needs/", "/register/", "/inbox/"):
        assert world.client("ada").get(path + query).status_code in {200, 404}


def test_hostile_text_is_shown_and_not_run(world, story):
    client = world.client("ada")
    response = client.post(at(story, "comments/"), {"text": HOSTILE, "lane": "partners", "section": "E"})
    assert response.status_code == 302
    page = client.get(at(story, "comments/")).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
