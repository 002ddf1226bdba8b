"""The criterion ledger: judged with the words of the document, alone until all are in, and again only what changed."""

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from proposals.document.canonical import hashes
from proposals.document.declaration import SECTIONS
from proposals.document.sample import complete
from proposals.document.shapes import Change
from proposals.facts import dossier
from proposals.models import Proposal, Revision
from proposals.review import agreeing, judging, ledger, quoting, returning
from proposals.review.carry import changed_sections, reopens
from proposals.review.models import Consensus, Note, Review, Verdict
from proposals.selectors import latest_revision
from proposals.writing.services import save_section
from workflow import framework
from workflow.refusals import GateClosed, NotYours, WrongState


@pytest.fixture
def story(submitted):
    return submitted


@pytest.fixture
def reviewed(story):
    """Under review; Rita judges, Robert has not begun."""
    story.assign("rita", "rob")
    story.move("start_review", "cora")
    return story


def second_round(story, weak=None, section="H", field="stack_target"):
    """Returned for one change and sent back, with one section changed; reviewed again from now on."""
    weak = weak or {"R9": "1"}
    story.judge("rita", "rob", weak=weak).consensus(weak).require("R9", "H", "Name what it leads to.")
    story.move("return_for_changes", "cora")
    returning.answer_changes(story.proposal.pk, {1: "Done."}, actor=story.actor("ada"))
    value = latest_revision(story.proposal).content[section] | {field: "The diploma that it counts towards."}
    save_section(story.proposal.pk, section, value, actor=story.actor("ada"), seen=None)
    story.endorse("fundy")
    story.move("resubmit", "sam")
    story.move("start_review", "cora")
    return story


def review_of(story, key="rita") -> Review:
    return Review.objects.get(proposal=story.proposal, reviewer=story.cast.people[key])


def address(story, end="") -> str:
    return f"/work/proposals/{story.proposal.pk}/review/{end}"


# --- Across rounds --------------------------------------------------------------------------------------------------


def edited(key: str, content: dict, mark: str) -> dict:
    """The first text or number of substance in a section, changed."""
    for field in next(one for one in SECTIONS if one.key == key).fields:
        value = content[key].get(field.key)
        if field.change != Change.EDITORIAL and isinstance(value, str):
            return content | {key: content[key] | {field.key: f"{value} {mark}"}}
        if field.change != Change.EDITORIAL and field.bilingual and isinstance(value, dict):
            return content | {key: content[key] | {field.key: value | {"en": f"{value.get('en', '')} {mark}"}}}
        if field.change != Change.EDITORIAL and isinstance(value, int) and not isinstance(value, bool):
            return content | {key: content[key] | {field.key: value + len(mark.strip())}}
    raise AssertionError(key)


EDITABLE = [key for key in "ABCDEFGHIJ" if key in complete()]


@given(changed=st.sets(st.sampled_from(EDITABLE)), spaced=st.sets(st.sampled_from(EDITABLE)), mark=st.text(min_size=1))
def test_exactly_the_criteria_that_look_at_a_changed_section_open_again(db, changed, spaced, mark):
    """White space opens nothing; and where a change was demanded, the criterion is always judged again."""
    before = complete()
    after = complete()
    for key in changed:
        after = edited(key, after, "changed" + mark)
    for key in spaced - changed:
        after = edited(key, after, " \n ")
    first, second = (Revision(substance=hashes(content)["substance"]) for content in (before, after))
    rules = framework.load(framework.current())
    opened = {one.key for one in rules.criteria if reopens(Verdict(value="3", revision=first), one, second)}
    assert changed_sections(first, second) == changed
    assert opened == {one.key for one in rules.criteria if set(one.sections) & changed}
    assert opened == {one.key for one in rules.criteria_judging(frozenset(changed))}
    assert all(reopens(Verdict(value=low, revision=first), one, second) for one in rules.criteria for low in ("0", "1"))


def test_the_second_round_lists_two_criteria_and_says_why_the_ten_others_stay_closed(world, reviewed):
    story = second_round(reviewed)
    sheet = ledger.sheet(dossier(story.proposal), review_of(story))
    assert [line.criterion.key for line in sheet.open] == ["R9", "R12"]
    assert all("did not change between revision" in line.why for line in sheet.carried)
    assert sheet.line("R9").why.endswith("Your last verdict asked for a change.")
    page = world.client("rita").get(address(story, "mine/")).content.decode()
    assert "2 of 12 criteria to judge; 10 carried over, because nothing in the sections" in page
    assert "0 of 2 judged" in page


def test_the_change_its_answer_and_what_was_changed_stand_together(world, reviewed):
    story = second_round(reviewed)
    page = world.client("rob").get(address(story, "mine/R9/")).content.decode()
    for words in ("Name what it leads to.", "Done.", "The diploma that it counts towards."):
        assert words in page
    assert "<ins>" in page


def test_what_everybody_kept_is_agreed_already(world, reviewed):
    submitted = Proposal.objects.get(pk=reviewed.proposal.pk).frozen_revision
    story = second_round(reviewed)
    story.judge_open("rita", "rob")
    page = world.client("cora").get(address(story, "consensus/")).content.decode()
    assert "10 agreed verdicts are kept from the round before" in page
    agreeing.agree(story.proposal.pk, {"R9": ("3", ""), "R12": ("3", "")}, actor=story.actor("cora"), seen_version=None)
    rows = Consensus.objects.filter(proposal=story.proposal, round=2)
    assert rows.count() == 12
    assert set(rows.filter(carried=False).values_list("criterion", flat=True)) == {"R9", "R12"}
    assert {row.revision.number for row in rows.filter(carried=True)} == {submitted}


def test_a_verdict_taken_up_again_opens_what_was_agreed(world, reviewed):
    story = second_round(reviewed)
    judging.save_verdict(review_of(story).pk, "R1", "2", "On second thoughts.", actor=story.actor("rita"))
    story.judge_open("rita", "rob")
    rows = {row.criterion.key: row for row in ledger.rows(dossier(story.proposal))}
    assert rows["R1"].kept is None
    assert rows["R2"].kept is not None


def test_a_case_that_was_withdrawn_and_comes_back_is_judged_again(world, reviewed):
    story = reviewed
    story.judge("rita", "rob")
    story.move("withdraw", "sam", reason="A pause.")
    story.move("reopen", "ada")
    story.open().sign_off().submit()
    assert set(story.proposal.reviews.values_list("state", flat=True)) == {"in_progress"}
    assert ledger.sheet(dossier(story.proposal), review_of(story)).left == 0


# --- Judging --------------------------------------------------------------------------------------------------------


def test_words_of_the_document_are_quoted_into_the_comment_with_their_place(world, reviewed):
    client = world.client("rita")
    typed = {"value": "1", "comment": "I wonder about this:", "text": "My note", "quote": "F.assessments.2"}
    answer = client.post(address(reviewed, "mine/R6/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "I wonder about this:" in page
    assert "[F.assessments.2]" in page
    assert "My note" in page
    assert Verdict.objects.count() == 0
    words = quoting.quoted(complete(), "F.assessments.2", "en")
    assert words.split("”")[0].lstrip("“")[:20] in page


def test_a_quotation_leads_back_to_its_place(world, reviewed):
    comment = quoting.quoted(complete(), "F.assessments.1", "en") + " is not enough. [no.place] [F.nothing]"
    judging.save_verdict(review_of(reviewed).pk, "R6", "1", comment, actor=reviewed.actor("rita"))
    story = reviewed.judge_open("rita", "rob")
    page = world.client("cora").get(address(story)).content.decode()
    assert f'href="/work/proposals/{story.proposal.pk}/document/#at-F.assessments.1"' in page
    document = world.client("cora").get(f"/work/proposals/{story.proposal.pk}/document/").content.decode()
    assert 'id="at-F.assessments.1"' in document
    assert [run.place for run in quoting.evidence(comment)] == ["F.assessments.1"]


@given(comment=st.text(), place=st.text(max_size=30))
def test_a_comment_in_pieces_is_the_whole_comment(comment, place):
    whole = f"{comment}[{place}]{comment}[E.competencies.1]"
    back = "".join(f"[{run.place}]" if run.place else run.text for run in quoting.runs(whole))
    assert back == whole
    assert isinstance(quoting.quoted(complete(), place, "en"), str)


def test_every_filled_place_can_be_quoted_and_found_again():
    content = complete()
    for _section, pairs in quoting.places(content):
        for place, name in pairs:
            words = quoting.quoted(content, place, "fr")
            assert name == quoting.place_name(place)
            assert not words or [run.place for run in quoting.evidence(words)] == [place]


def test_notes_are_the_reviewers_own_and_last_from_round_to_round(world, reviewed):
    client = world.client("rita")
    assert client.post(address(reviewed, "mine/R2/"), {"note": "1", "text": "ASK FOR THE SOURCE"}).status_code == 302
    assert Verdict.objects.count() == 0
    second_round(reviewed)
    assert "ASK FOR THE SOURCE" in client.get(address(reviewed, "mine/R2/")).content.decode()
    for person in ("rob", "cora", "ann"):
        for end in ("", "consensus/", "mine/R2/", "recommendation/"):
            page = world.client(person).get(address(reviewed, end)).content.decode()
            assert "ASK FOR THE SOURCE" not in page
    with pytest.raises(NotYours):
        judging.keep_note(review_of(reviewed).pk, "R2", "x", actor=reviewed.actor("rob"))
    assert Note.objects.get().text == "ASK FOR THE SOURCE"


def test_what_is_typed_is_never_lost(world, reviewed):
    client = world.client("rita")
    typed = {"value": "0", "comment": " ", "text": "A note to keep", "seen_revision": reviewed.proposal.frozen_revision}
    refused = client.post(address(reviewed, "mine/R2/"), typed)
    assert refused.status_code == 422
    assert "A note to keep" in refused.content.decode()
    assert client.post(address(reviewed, "mine/R2/"), typed | {"comment": "x\x00y"}).status_code == 422
    assert client.post(address(reviewed, "mine/R2/"), typed | {"seen_revision": "x"}).status_code == 400
    assert client.post(address(reviewed, "mine/R2/"), typed | {"comment": "y", "seen_revision": "7"}).status_code == 409
    for place in ("", "Z", "F", "F.assessments.999999999", "F.assessments.٣", "<script>"):
        assert client.post(address(reviewed, "mine/R2/"), typed | {"quote": place}).status_code == 200
    assert Verdict.objects.count() == 0


def test_saving_leads_on_to_the_next_open_criterion(world, reviewed):
    client = world.client("rita")
    for key, following in (("R3", "R4"), ("R12", "R1")):
        typed = {"value": "3", "comment": "", "text": "", "seen_revision": reviewed.proposal.frozen_revision}
        answer = client.post(address(reviewed, f"mine/{key}/"), typed)
        assert answer["Location"].endswith(f"/mine/{following}/")
    assert "2 of 12 judged" in client.get(address(reviewed, "mine/")).content.decode()


def test_a_verdict_is_given_under_review_only(world, reviewed):
    judging.save_verdict(review_of(reviewed).pk, "R1", "3", "", actor=reviewed.actor("rita"))
    reviewed.require("R2", "C", "More.").move("return_for_changes", "cora")
    with pytest.raises(WrongState):
        judging.save_verdict(review_of(reviewed).pk, "R2", "3", "", actor=reviewed.actor("rita"))


# --- Agreeing -------------------------------------------------------------------------------------------------------


def test_no_page_shows_a_verdict_before_every_review_is_in(world, reviewed):
    comment = "ONLY RITA KNOWS"
    judging.save_verdict(review_of(reviewed).pk, "R1", "1", comment, actor=reviewed.actor("rita"))
    reviewed.judge_open("rita")
    ends = ["", "consensus/", "recommendation/", "mine/", "mine/R1/"]
    case = f"/work/proposals/{reviewed.proposal.pk}/"
    pages = [address(reviewed, end) for end in ends]
    pages += [case, f"{case}history/", f"{case}changes/", f"{case}conditions/", f"{case}comments/", "/work/"]
    for person in ("rob", "cora", "ann", "otto", "ada"):
        client = world.client(person)
        for page in pages:
            text = client.get(page).content.decode()
            assert comment not in text, (person, page)
            assert "Partly, must change</" not in text.replace("</label>", ""), (person, page)
    reviewed.judge_open("rob")
    assert comment in world.client("cora").get(address(reviewed)).content.decode()


def test_reviewers_who_differ_are_named_and_what_they_agree_is_never_rewritten(world, reviewed):
    reviewed.judge("rita", weak={"R7": "1"}).judge("rob")
    client = world.client("cora")
    page = client.get(address(reviewed, "consensus/")).content.decode()
    assert "Reviewers differ on:" in page
    assert 'href="#c-R7"' in page
    assert 'href="#c-R1"' not in page
    for value, comment in (("1", "Too long."), ("1", "Too long."), ("2", "Fine after all.")):
        agreeing.set_consensus(reviewed.proposal.pk, "R7", value, comment, actor=reviewed.actor("cora"))
    rows = Consensus.objects.filter(criterion="R7")
    assert [(row.number, row.value) for row in rows] == [(1, "1"), (2, "2")]
    assert [row.value for row in dossier(reviewed.proposal).consensus if row.criterion == "R7"] == ["2"]
    page = client.get(address(reviewed, "consensus/")).content.decode()
    assert "R7: 2 entries on record" in page
    assert "Too long." in page
    for change in (rows.filter(number=1).update, lambda **_: rows.filter(number=1).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(value="3")


def test_the_consensus_form_says_at_its_place_what_is_missing(world, reviewed):
    reviewed.judge("rita", "rob")
    version = Proposal.objects.get(pk=reviewed.proposal.pk).version
    typed = {"seen_version": version, "idempotency_key": "00000000-0000-4000-8000-000000000000"}
    answer = world.client("cora").post(
        address(reviewed, "consensus/"), typed | {"R1-value": "0", "R1-comment": " ", "R2-value": "3"}
    )
    assert answer.status_code == 422
    assert "Say why: a comment is needed" in answer.content.decode()
    assert Consensus.objects.count() == 0
    with pytest.raises(GateClosed):
        agreeing.set_consensus(reviewed.proposal.pk, "R1", "0", "", actor=reviewed.actor("cora"))


def test_pages_of_a_review_ask_the_database_as_often_for_three_reviewers_as_for_one(
    world, reviewed, django_assert_max_num_queries
):
    client = world.client("rita")
    with django_assert_max_num_queries(60):
        client.get(address(reviewed, "mine/"))
    with django_assert_max_num_queries(60):
        client.get(address(reviewed, "mine/R1/"))
