"""A conversation hangs on its place, keeps every version, and holds a submission back where somebody asked for it."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.models import Notice
from proposals import door
from proposals import selectors as cases
from proposals.codesign.models import Endorsement
from proposals.http import new_key
from proposals.passages import PROPOSAL
from proposals.talk import selectors
from proposals.talk import services as talk
from proposals.talk.models import Comment, Mark, Thread, Version
from proposals.writing import selectors as writing
from proposals.writing.services import save_section
from tests.talk.conftest import at, browser, guest
from workflow.refusals import GateClosed, NotYours


def opened(story, actor=None, **more) -> Thread:
    values = {"text": "Is this enough?", "lane": "partners", "place": "E.competencies.2"} | more
    return talk.open_thread(actor=actor or story.actor("ada"), proposal=story.proposal, **values).thread


def fate(story, thread) -> str:
    access = cases.get(story.actor("ada"), story.proposal.pk)
    return selectors.fate(Thread.objects.get(pk=thread.pk), cases.content(access))


def label(story, thread) -> str:
    access = cases.get(story.actor("ada"), story.proposal.pk)
    return selectors.line(Thread.objects.get(pk=thread.pk), cases.content(access)).label


def save(story, key, value, **more):
    return save_section(story.proposal.pk, key, value, actor=story.actor("ada"), seen=None, **more)


def competencies(story) -> list[dict]:
    return writing.working(story.proposal)["E"]["competencies"]


def write(story, rows):
    section = writing.working(story.proposal)["E"]
    save(story, "E", section | {"competencies": rows})


def test_a_thread_survives_new_words_and_another_order(story):
    thread = opened(story)
    rows = competencies(story)
    rows[1] = rows[1] | {"statement": "Entirely other words"}
    write(story, [{"key": "2", **rows[1]}, {"key": "1", **rows[0]}, *rows[2:]])
    assert fate(story, thread) == ""
    assert label(story, thread) == "Competency 1"


def test_a_removed_item_is_said_to_be_gone_and_what_it_said_is_kept(world, story):
    thread = opened(story)
    words = competencies(story)[1]["statement"]
    rows = competencies(story)
    write(story, [rows[0], {"key": "3", **rows[2]}])
    assert fate(story, thread) == "removed"
    page = world.client("ada").get(at(story, f"{thread.pk}/")).content.decode()
    assert words[:40] in page
    assert "not in the document any more" in page


def test_a_new_item_does_not_inherit_the_talk_about_one_that_is_gone(story):
    thread = opened(story, place="E.competencies.3")
    rows = competencies(story)
    write(story, rows[:2])
    write(story, [*rows[:2], {"statement": "A new third one"}])
    assert fate(story, thread) == "removed"


def test_what_is_discarded_or_brought_back_has_its_place_again(world, story):
    thread = opened(story, place="E.competencies.3")
    section = writing.working(story.proposal)["E"]
    save(story, "E", section | {"competencies": section["competencies"][:2]})
    assert fate(story, thread) == "removed"
    form = {"seen_section": writing.section_version(story.proposal, "E")}
    world.client("ada").post(f"/work/proposals/{story.proposal.pk}/revisions/1/restore/E/", form)
    assert fate(story, thread) == ""


def test_quoted_words_that_change_are_still_shown(world, story):
    words = competencies(story)[1]["statement"][:30]
    thread = opened(story, quote=words)
    assert fate(story, thread) == ""
    rows = competencies(story)
    rows[1] = rows[1] | {"statement": "Entirely other words", "outcome": "Shows something else"}
    write(story, rows)
    assert fate(story, thread) == "reworded"
    page = world.client("ada").get(at(story, f"{thread.pk}/")).content.decode()
    assert words in page
    assert "do not stand there any more" in page


def test_words_that_do_not_stand_there_cannot_be_quoted(story):
    with pytest.raises(GateClosed):
        opened(story, quote="words that nobody wrote")


ROWS = st.lists(st.sampled_from("123"), unique=True, max_size=3)


@settings(max_examples=40)
@given(st.lists(st.tuples(ROWS, st.text("ab ", max_size=9), st.integers(0, 2)), min_size=1, max_size=4))
def test_threads_stay_with_their_item_whatever_happens_to_others(story, edits):
    """Items are dropped, reordered, reworded and added; a thread is gone exactly when its own item was once dropped."""
    with transaction.atomic():
        threads = {key: opened(story, place=f"E.competencies.{key}") for key in "123"}
        there = dict(zip("123", competencies(story), strict=True))
        for order, text, added in edits:
            order = [key for key in order if key in there]
            there = {key: there[key] | {"statement": f"{text} {key}", "key": key} for key in order}
            new = [{"statement": f"new {n}", "key": f"{len(edits)}n{n}"} for n in range(added)]
            write(story, [*there.values(), *new])
            for key, thread in threads.items():
                assert fate(story, thread) == ("" if key in there else "removed")
                if key in there:
                    assert label(story, thread) == f"Competency {list(there).index(key) + 1}"
        transaction.set_rollback(True)


def test_every_version_of_a_comment_is_kept_and_shown(world, story):
    thread = opened(story, text="First words")
    said = thread.comments.get()
    client = world.client("ada")
    client.post(at(story, f"said/{said.pk}/edit/"), {"text": "Second words"})
    assert Comment.objects.get(pk=said.pk).text == "Second words"
    page = client.get(at(story, f"said/{said.pk}/versions/")).content.decode()
    assert "First words" in page
    assert "Second words" in page
    assert "edited" in client.get(at(story, f"{thread.pk}/")).content.decode()
    talk.set_must_settle(thread.pk, True, actor=story.actor("ada"))
    for act in (Version.objects.all().delete, lambda: Version.objects.update(text="x"), Mark.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_only_its_writer_edits_a_comment(world, story):
    said = opened(story).comments.get()
    with pytest.raises(NotYours):
        talk.edit(said.pk, actor=guest(story), text="Mine now")
    assert browser(world, story).post(at(story, f"said/{said.pk}/edit/"), {"text": "Mine"}).status_code == 404
    assert Comment.objects.get(pk=said.pk).text == "Is this enough?"


def test_a_form_sent_twice_is_one_comment(world, story):
    client = world.client("ada")
    form = {"text": "Once", "lane": "partners", "idempotency_key": new_key()}
    assert [client.post(at(story), form).status_code for _time in range(2)] == [302, 302]
    assert Comment.objects.filter(text="Once").count() == 1


def test_a_lane_is_chosen_and_never_changes(world, story):
    client = world.client("ada")
    refused = client.post(at(story), {"text": "Kept text"})
    assert refused.status_code == 422
    assert "Choose who can read it." in refused.content.decode()
    assert "Kept text" in refused.content.decode()
    thread = opened(story, lane="institution")
    for path in (f"{thread.pk}/", f"{thread.pk}/settle/", f"{thread.pk}/move/"):
        client.post(at(story, path), {"lane": "partners", "text": "More", "must": "1", "place": "E"})
    assert Thread.objects.get(pk=thread.pk).lane == "institution"


def test_what_must_be_settled_holds_the_submission_back_with_its_places(world):
    story = world.story().invite("fundy").open().endorse("fundy")
    thread = opened(story, actor=guest(story), must_settle=True)
    with pytest.raises(GateClosed) as refused:
        story.sign_off()
    assert "Competency 2" in refused.value.sentences[0]
    assert "Competency 2" in world.client("ada").get(f"/work/proposals/{story.proposal.pk}/").content.decode()
    world.client("ada").post(at(story, f"{thread.pk}/settle/"), {"resolve": "1", "outcome": "changed"})
    assert Notice.objects.filter(event="comment.resolved", recipient=guest(story).user).exists()
    story.sign_off()
    talk.reopen(thread.pk, actor=guest(story))
    with pytest.raises(GateClosed):
        story.submit()
    talk.resolve(thread.pk, actor=story.actor("ada"), outcome="answered")
    story.submit()
    kinds = [mark.kind for mark in thread.marks.all()]
    assert kinds == ["must", "resolved", "reopened", "resolved"]


def test_the_province_is_not_told_of_marks_in_lanes_that_it_does_not_read(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
    story.assign("rita", "rob").review("rita", "rob").require("R6", "F", "Say who.")
    story.move("return_for_changes", "cora")
    opened(story, must_settle=True, place="G", lane="institution")
    for one in door.answers(PROPOSAL, story.proposal, actor=story.actor("cora")):
        assert "settled" not in " ".join(one.sentences)


def test_what_a_thread_led_to_can_be_asked(story):
    thread = opened(story, actor=guest(story))
    talk.resolve(thread.pk, actor=story.actor("ada"), outcome="changed")
    access = cases.get(story.actor("ada"), story.proposal.pk)
    found = selectors.led_to(access).get()
    assert (found.pk, found.revision.number, found.opened_by) == (thread.pk, 1, guest(story).user)


def test_a_thread_without_a_place_can_be_put_on_another(world, story):
    thread = opened(story)
    write(story, competencies(story)[:1])
    client = world.client("ada")
    assert client.get(at(story, f"{thread.pk}/move/")).status_code == 200
    assert client.post(at(story, f"{thread.pk}/move/"), {"place": "E.competencies.1"}).status_code == 302
    assert fate(story, thread) == ""
    assert browser(world, story, "harbour").get(at(story, f"{thread.pk}/move/")).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"text": "a\x00b"},
        {"text": " "},
        {"text": "x" * 4001},
        {"place": "Z.nothing"},
        {"place": "E.competencies.99"},
        {"lane": "province"},
        {"quote": "x" * 501},
        {"quote": "words that nobody wrote"},
        {"mentions": "somebody"},
        {"text": "Ask @Nobody Known"},
    ],
)
def test_bad_input_is_a_422_and_writes_nothing(world, story, form):
    client = world.client("ada")
    answer = client.post(at(story), {"text": "Typed words", "lane": "partners"} | form)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert Comment.objects.count() == 0


ODD = ["?show=x", "?section=Z", "?place=Z.z", "?place=E.competencies.%00", "?q=%00", "?page=x"]


@pytest.mark.parametrize("query", ODD)
def test_odd_questions_answer(world, story, query):
    assert world.client("ada").get(at(story, query)).status_code == 200


def test_counts_stand_beside_sections_and_fields(world, story):
    opened(story)
    opened(story, place="A.title", lane="institution")
    access = cases.get(story.actor("ada"), story.proposal.pk)
    assert selectors.counts(access) == {
        "": 2,
        "E": 1,
        "E.competencies": 1,
        "E.competencies.2": 1,
        "A": 1,
        "A.title": 1,
    }
    case = f"/work/proposals/{story.proposal.pk}/"
    for client, number in ((world.client("ada"), 2), (browser(world, story), 1)):
        page = client.get(f"{case}document/").content.decode()
        assert page.count("1 comment<") == 2 * number
    assert "1 comment<" in world.client("ada").get(f"{case}document/A/").content.decode()
    assert "Competency 2 (1)" in browser(world, story).get(f"{case}partner/").content.decode()
    assert Endorsement.objects.count() == 2
