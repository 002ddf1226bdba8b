"""Revisions: which there are, what differs between two and by whom, what is new to a reader, and bringing back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.actors import Actor
from proposals.models import Revision
from proposals.writing import selectors as writing
from proposals.writing.services import save_section


def page_of(story, end="") -> str:
    return f"/work/proposals/{story.proposal.pk}/revisions/{end}"


def text_of(answer) -> str:
    """What the page says in its main part."""
    page = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def write(story, actor: Actor, section="J", **fields) -> None:
    value = {**writing.working(story.proposal).get(section, {}), **fields}
    save_section(story.proposal.pk, section, value, actor=actor, seen=None)


@pytest.fixture
def written(world, bea, story):
    """Revision 1 of Ada’s; 2 of Ada’s (J), 3 of Béa’s (I), in co-design."""
    story.invite("fundy").open()
    write(story, world.actor("ada"), teach_out="Learners finish elsewhere.")
    write(story, bea, "I", budget="Forty thousand dollars.")
    assert Revision.objects.filter(proposal=story.proposal).count() == 3
    return story


def test_the_list_says_who_changed_which_section(world, written):
    text = text_of(world.client("ada").get(page_of(written)))
    assert "Revision 3 Béatrice Amirault" in text
    assert re.search(r"Revision 2 Ada Boudreau · [^R]*J\. Quality", text)
    assert "What revision 3 changed from 2" in text


def test_words_are_marked_inserted_and_deleted_not_by_colour_alone(world, written):
    write(written, world.actor("ada"), teach_out="Learners finish at another college.")
    answer = world.client("ada").get(page_of(written, "compare/?from=2&to=4"))
    page = answer.content.decode()
    assert re.search(r"<del\b[^>]*>.*?elsewhere", page, re.DOTALL)
    assert re.search(r"<ins\b[^>]*>.*?college", page, re.DOTALL)
    assert re.search(r"deleted", text_of(answer), re.IGNORECASE)
    assert re.search(r"inserted", text_of(answer), re.IGNORECASE)


def test_any_two_revisions_and_one_persons_changes_only(world, bea, written):
    ada = world.client("ada")
    both = text_of(ada.get(page_of(written, "compare/?from=1&to=3")))
    assert "elsewhere" in both
    assert "Forty thousand" in both
    hers = text_of(ada.get(page_of(written, f"compare/?from=1&to=3&by={bea.user.pk}")))
    assert "Forty thousand" in hers
    assert "elsewhere" not in hers
    back = text_of(ada.get(page_of(written, "compare/?from=3&to=1")))
    assert "Forty thousand" in back


def test_what_is_only_kept_is_part_of_now_for_its_institution(world, bea, written):
    value = {**writing.working(written.proposal)["J"], "triggers": "Fewer than five learners."}
    save_section(written.proposal.pk, "J", value, actor=bea, seen=None, publish=False)
    ada = world.client("ada")
    assert "Fewer than five" in text_of(ada.get(page_of(written, "compare/?from=3&to=now")))
    assert "Fewer than five" in text_of(ada.get(page_of(written, f"compare/?from=3&to=now&by={bea.user.pk}")))


def test_since_i_last_looked_begins_where_i_said_so(world, written):
    ada = world.client("ada")
    assert "You have not looked yet" in text_of(ada.get(page_of(written, "compare/?since=looked")))
    assert ada.post(page_of(written, "looked/"), {"revision": "2"}).status_code == 302
    new = text_of(ada.get(page_of(written, "compare/?since=looked")))
    assert "Forty thousand" in new
    assert "elsewhere" not in new
    ada.post(page_of(written, "looked/"), {"revision": "1"})
    assert "since you last looked, at revision 2" in text_of(ada.get(page_of(written, "compare/?since=looked"))).lower()
    assert ada.post(page_of(written, "looked/"), {"revision": "999999"}).status_code == 302
    assert "Nothing changed." in text_of(ada.get(page_of(written, "compare/?since=looked")))


def test_a_section_comes_back_as_it_was_with_its_effect_shown_first(world, written):
    ada = world.client("ada")
    before = Revision.objects.get(proposal=written.proposal, number=1).content["J"]["teach_out"]
    asked = ada.get(page_of(written, "1/restore/J/"))
    assert "elsewhere" in text_of(asked)
    assert Revision.objects.filter(proposal=written.proposal).count() == 3
    seen = re.search(r'name="seen_section" value="(\d+)"', asked.content.decode())[1]
    assert ada.post(page_of(written, "1/restore/J/"), {"seen_section": seen}).status_code == 302
    assert writing.working(written.proposal)["J"]["teach_out"] == before
    assert writing.working(written.proposal)["I"]["budget"] == "Forty thousand dollars."
    assert "already says" in text_of(ada.get(page_of(written, "1/restore/J/")))


def test_a_restore_that_was_overtaken_asks_again(world, bea, written):
    ada = world.client("ada")
    seen = re.search(r'name="seen_section" value="(\d+)"', ada.get(page_of(written, "1/restore/J/")).content.decode())[
        1
    ]
    write(written, bea, teach_out="Béa was quicker.")
    answer = ada.post(page_of(written, "1/restore/J/"), {"seen_section": seen})
    assert answer.status_code == 409
    assert "Béa was quicker." in text_of(answer)
    assert writing.working(written.proposal)["J"]["teach_out"] == "Béa was quicker."


@pytest.mark.parametrize("query", ["from=99&to=100", "from=x", "to=x", "from=1&to=-1", "to=99999999999999999999"])
def test_a_revision_that_is_not_there_is_not_found(world, written, query):
    answer = world.client("ada").get(page_of(written, f"compare/?{query}"))
    assert answer.status_code in {200, 404}
    assert answer.status_code == 404 or "Nothing changed" not in text_of(answer)


def test_a_forged_filter_shows_nothing_and_breaks_nothing(world, written):
    answer = world.client("ada").get(page_of(written, "compare/?from=1&to=3&by=<script>"))
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("key", ["neil", "cora", "elodie", "harriet"])
@pytest.mark.parametrize("end", ["", "compare/?from=1&to=3", "1/restore/J/"])
def test_others_see_no_revision(world, written, key, end):
    assert world.client(key).get(page_of(written, end)).status_code == 404


def test_the_province_compares_what_was_submitted_only(world, bea, story):
    story.invite("fundy").open()
    write(story, bea, "I", budget="Between us.")
    write(story, bea, "I", budget="For the Province.")
    story.endorse("fundy").sign_off().submit()
    cora = world.client("cora")
    assert "Between us." not in text_of(cora.get(page_of(story)))
    assert cora.get(page_of(story, "compare/?from=2&to=3")).status_code == 404
    assert "Between us." not in text_of(cora.get(page_of(story, "compare/?from=0&to=now")))
    assert cora.post(page_of(story, "1/restore/I/"), {"seen_section": "1"}).status_code == 404


def test_pages_ask_the_same_for_few_revisions_as_for_many(world, written):
    ada = world.client("ada")
    counts = []
    for number in range(2):
        asked = []
        for end in ("", "compare/?from=1&to=now"):
            ada.get(page_of(written, end))
            with CaptureQueriesContext(connection) as found:
                assert ada.get(page_of(written, end)).status_code == 200
            asked.append(len(found))
        counts.append(asked)
        for more in range(15 * (1 - number)):
            write(written, world.actor("ada"), teach_out=f"Once more {more}")
    assert counts[0] == counts[1]
    assert "page=2" not in ada.get(page_of(written)).content.decode()
