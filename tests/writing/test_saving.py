"""A save, a sitting, a revision: who reads what when, and what waits for a person."""

from datetime import timedelta

import pytest

from notifications.models import Notice
from proposals import door, selectors
from proposals.document.canonical import hashes
from proposals.models import Revision
from proposals.passages import PROPOSAL
from proposals.writing import selectors as writing
from proposals.writing.models import SectionSave
from proposals.writing.services import Conflicting, discard, effect_of_saving, save_section, settle_sittings
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, WrongState


def save(story, actor, section="J", *, seen=None, publish=True, **fields):
    value = {**writing.working(story.proposal).get(section, {}), **fields}
    return save_section(story.proposal.pk, section, value, actor=actor, seen=seen, publish=publish)


def numbers(story) -> list[int]:
    return list(Revision.objects.filter(proposal=story.proposal).order_by("number").values_list("number", flat=True))


def move(story, name, actor):
    return door.act(PROPOSAL, story.proposal.pk, name, actor=actor, seen_version=None)


def test_twenty_saves_of_two_people_become_one_revision_each_when_their_sitting_is_over(world, bea, story):
    ada = world.actor("ada")
    for number in range(10):
        save(story, ada, teach_out=f"Ada {number}", publish=False)
        save(story, bea, "I", budget=f"Béa {number}", publish=False)
    assert settle_sittings() == 0
    assert numbers(story) == [1]
    with clocks.at(clocks.now() + timedelta(minutes=16)):
        assert settle_sittings() == 2
        assert settle_sittings() == 0
    made = Revision.objects.filter(proposal=story.proposal).order_by("number")[1:]
    assert [row.author for row in made] == [ada.user, bea.user]
    assert [row.written_by for row in made] == [{"J.teach_out": str(ada.user.pk)}, {"I.budget": str(bea.user.pk)}]
    assert made[1].content["J"]["teach_out"] == "Ada 9"
    assert made[1].content["I"]["budget"] == "Béa 9"
    assert not writing.pending(story.proposal)


def test_what_two_people_wrote_into_one_section_is_recorded_as_theirs_field_by_field(world, bea, story):
    save(story, world.actor("ada"), teach_out="Ada", publish=False)
    save(story, bea, triggers="Béa", publish=False)
    with clocks.at(clocks.now() + timedelta(minutes=16)):
        settle_sittings()
    last = Revision.objects.filter(proposal=story.proposal).first()
    assert last.content["J"]["teach_out"] == "Ada"
    assert last.written_by["J.triggers"] == str(bea.user.pk)


def test_saving_what_is_there_writes_nothing(world, story):
    before = story.proposal.version
    saved = save(story, world.actor("ada"), publish=False)
    assert not saved.written
    story.proposal.refresh_from_db(fields=["version"])
    assert (story.proposal.version, SectionSave.objects.count()) == (before, 0)


def test_partners_read_a_revision_and_never_what_is_only_kept(world, story):
    story.invite("fundy").open()
    ada, emma = world.actor("ada"), story.proposal.endorsements.first().person
    save(story, ada, "A", summary={"en": "Canary, not saved yet."}, publish=False)
    of_author = selectors.get(ada, story.proposal.pk)
    assert selectors.content(of_author)["A"]["summary"]["en"].startswith("Canary")
    page = world.client()
    page.force_login(emma, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("document", "revisions", "revisions/compare"):
        assert "Canary" not in page.get(f"/work/proposals/{story.proposal.pk}/{name}/", follow=True).content.decode()


def test_text_that_would_make_an_endorsement_stale_waits_for_a_person_and_holds_the_case_back(world, story):
    story.invite("fundy").open().endorse("fundy")
    ada = world.actor("ada")
    save(story, ada, "F", passing_standard="Another standard.", publish=False)
    save(story, ada, "J", teach_out="Harmless.", publish=False)
    with clocks.at(clocks.now() + timedelta(hours=2)):
        settle_sittings()
    assert [row.section for row in writing.pending(story.proposal)] == ["F"]
    assert story.proposal.endorsements.get().state == "signed"
    with pytest.raises(GateClosed) as refused:
        move(story, "request_sign_off", ada)
    assert "F" in refused.value.sentences[0]
    discard(story.proposal.pk, "F", actor=ada)
    move(story, "request_sign_off", ada)
    assert story.proposal.endorsements.get().state == "signed"


def test_a_move_takes_along_what_was_only_kept(world, story):
    story.invite("fundy")
    save(story, world.actor("ada"), teach_out="Kept a moment ago.", publish=False)
    move(story, "open_co_design", world.actor("ada"))
    assert Revision.objects.filter(proposal=story.proposal).first().content["J"]["teach_out"] == "Kept a moment ago."


def test_the_effect_is_known_before_and_comes_true(world, story):
    story.invite("fundy").open().endorse("fundy")
    value = {**story.content["F"], "passing_standard": "Another standard."}
    effect = effect_of_saving(story.proposal, "F", value)
    assert (effect.change_class, [row.state for row in effect.endorsements]) == ("substantive", ["signed"])
    told = Notice.objects.count()
    save_section(story.proposal.pk, "F", value, actor=world.actor("ada"), seen=None)
    assert story.proposal.endorsements.get().state == "stale"
    assert Notice.objects.count() > told


@pytest.mark.parametrize(
    ("price", "expected"), [(1.1, "editorial"), (0.9, "editorial"), (1.11, "minor"), (0.5, "minor")]
)
def test_a_price_within_ten_per_cent_is_an_editorial_change(story, price, expected):
    before = story.content["I"]["price"]
    effect = effect_of_saving(story.proposal, "I", {**story.content["I"], "price": round(before * price, 2)})
    assert effect.change_class == expected


def test_a_conflict_writes_nothing_and_names_both_sides(world, bea, story):
    save(story, world.actor("ada"), teach_out="Ada.", seen=0)
    before = hashes(writing.working(story.proposal))
    with pytest.raises(Conflicting) as found:
        save_section(story.proposal.pk, "J", {**story.content["J"], "teach_out": "Béa."}, actor=bea, seen=0)
    (conflict,) = found.value.merge.conflicts
    assert (conflict.theirs, conflict.mine) == ("Ada.", "Béa.")
    assert hashes(writing.working(story.proposal)) == before


def test_two_people_who_touch_different_items_are_put_together(world, bea, story):
    items = story.content["E"]["competencies"]
    one = [{**items[0], "statement": "Ada’s."}, *items[1:]]
    two = [items[0], {**items[1], "statement": "Béa’s."}, *items[2:], {"statement": "One more."}]
    save(story, world.actor("ada"), "E", competencies=one, seen=0)
    saved = save_section(story.proposal.pk, "E", {**story.content["E"], "competencies": two}, actor=bea, seen=0)
    statements = [item["statement"] for item in saved.content["competencies"]]
    assert (statements[0], statements[1], statements[-1]) == ("Ada’s.", "Béa’s.", "One more.")


def test_the_other_language_is_marked_until_somebody_says_that_both_are_the_same(world, story):
    ada = world.actor("ada")
    title = story.content["A"]["title"]
    assert title.get("fr")
    saved = save(story, ada, "A", title={**title, "en": "A new title"})
    assert saved.content["title"]["outdated"] == "fr"
    value = {**story.content["A"], "title": {**title, "en": "A new title"}}
    confirmed = save_section(story.proposal.pk, "A", value, actor=ada, seen=None, confirmed=frozenset({"title"}))
    assert "outdated" not in confirmed.content["title"]


@pytest.mark.parametrize(("who", "refusal"), [("dev", NotYours), ("cora", NotYours), ("sam", NotYours)])
def test_others_do_not_write(world, story, who, refusal):
    with pytest.raises(refusal):
        save(story, world.actor(who), teach_out="No.")
    assert SectionSave.objects.count() == 0


def test_nobody_writes_what_is_submitted(world, story):
    story.invite("fundy").open().endorse("fundy").sign_off().submit()
    with pytest.raises(WrongState):
        save(story, world.actor("ada"), teach_out="Too late.")
