"""Words that somebody suggests reach the document by an author's click alone, against the text that was seen."""

from copy import deepcopy

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.models import Notice
from proposals import selectors as cases
from proposals.http import new_key
from proposals.selectors import latest_revision
from proposals.suggestions import cells, selectors, services
from proposals.suggestions.models import Adoption, Suggestion
from proposals.suggestions.services import Overtaken
from proposals.writing import selectors as writing
from proposals.writing.services import save_section
from tests.talk.conftest import browser, guest
from workflow.refusals import GateClosed, NotYours, ReasonMissing, WrongState

PLACE = "E.competencies.2.statement"
WORDS = "Deploy and recover instruments safely, alone, from a small vessel"


@pytest.fixture
def story(world):
    return world.story().invite("fundy", "harbour").open()


def at(story, rest: str = "") -> str:
    return f"/work/proposals/{story.proposal.pk}/suggestions/{rest}"


def suggested(story, actor=None, **more) -> Suggestion:
    values = {"place": PLACE, "words": WORDS, "why": "Our people go out alone.", "lane": "partners"} | more
    return services.suggest(actor=actor or guest(story), proposal=story.proposal, **values)


def now(story, place=PLACE) -> str:
    return cells.text_at(writing.working(story.proposal), cells.find(place))


def write(story, words, place=PLACE):
    cell = cells.find(place)
    value = cells.written(writing.working(story.proposal), cell, words)
    save_section(story.proposal.pk, cell.section, value, actor=story.actor("ada"), seen=None)


def accept(story, made, words=WORDS, seen=None, actor=None):
    seen = cells.digest(now(story, made.place)) if seen is None else seen
    return services.accept(made.pk, actor=actor or story.actor("ada"), words=words, seen=seen)


def test_a_partner_suggests_and_an_author_accepts_with_one_click(world, story):
    gil, ada = browser(world, story), world.client("ada")
    form = {"words": WORDS, "why": "Our people go out alone.", "lane": "partners", "idempotency_key": new_key()}
    for _twice in range(2):
        assert gil.post(at(story, f"new/?place={PLACE}"), form).status_code == 302
    made = Suggestion.objects.get()
    assert Notice.objects.filter(event="suggestion.made", recipient=story.actor("ada").user, act=True).exists()
    page = ada.get(at(story, f"{made.pk}/")).content.decode()
    assert "Saving makes a change that is substantive." in page
    assert "alone" in page
    form = {"accept": "1", "words": WORDS, "seen": cells.digest(made.base)}
    assert ada.post(at(story, f"{made.pk}/"), form).status_code == 302
    assert now(story) == WORDS
    adopted = Adoption.objects.get()
    assert (adopted.by, adopted.held_by, adopted.section) == (
        story.actor("ada").user,
        latest_revision(story.proposal),
        "E",
    )
    assert Suggestion.objects.get().answer == "accepted"
    assert Notice.objects.filter(event="suggestion.accepted", recipient=guest(story).user).exists()
    revisions = ada.get(f"/work/proposals/{story.proposal.pk}/revisions/").content.decode()
    assert "wording suggested by Gil Arsenault" in revisions
    assert "Fundy Ocean Sensors" in revisions


def test_accepted_with_changes_keeps_what_was_suggested_and_what_was_written(story):
    made = suggested(story)
    accept(story, made, words="Deploy instruments alone")
    made.refresh_from_db()
    assert (made.answer, made.words, made.adoption.words) == ("changed", WORDS, "Deploy instruments alone")
    assert now(story) == "Deploy instruments alone"


def test_declined_with_a_reason_and_withdrawn_by_whoever_suggested_it(world, story):
    made, other = suggested(story), suggested(story, place="E.competencies.1.statement")
    with pytest.raises(ReasonMissing):
        services.decline(made.pk, actor=story.actor("ada"), reason=" ")
    answer = world.client("ada").post(at(story, f"{made.pk}/"), {"decline": "1", "reason": ""})
    assert answer.status_code == 422
    world.client("ada").post(at(story, f"{made.pk}/"), {"decline": "1", "reason": "Nobody goes out alone."})
    told = Notice.objects.get(event="suggestion.declined", channel="mail")
    assert (told.recipient, told.context["reason"]) == (guest(story).user, "Nobody goes out alone.")
    assert browser(world, story).post(at(story, f"{other.pk}/"), {"withdraw": "1"}).status_code == 302
    answers = {row.pk: row.answer for row in Suggestion.objects.all()}
    assert answers == {made.pk: "declined", other.pk: "withdrawn"}


def test_a_changed_base_is_shown_with_the_difference_and_never_written_over_blindly(world, story):
    made = suggested(story)
    write(story, "Deploy instruments from a small boat")
    ada = world.client("ada")
    page = ada.get(at(story, f"{made.pk}/")).content.decode()
    assert "The text has changed since" in page
    assert "boat" in page
    blind = {"accept": "1", "words": WORDS, "seen": cells.digest(made.base)}
    refused = ada.post(at(story, f"{made.pk}/"), blind)
    assert refused.status_code == 409
    assert WORDS in refused.content.decode()
    assert now(story) == "Deploy instruments from a small boat"
    with pytest.raises(Overtaken):
        accept(story, made, seen="")
    merged = "Deploy instruments alone, from a small boat"
    seen = {"accept": "1", "words": merged, "seen": cells.digest(now(story))}
    assert ada.post(at(story, f"{made.pk}/"), seen).status_code == 302
    assert now(story) == merged
    assert Suggestion.objects.get().answer == "changed"


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["one", "two words", "three more words"]), min_size=1, max_size=4), st.booleans())
def test_what_is_applied_replaces_exactly_the_text_that_was_seen(story, texts, look_again):
    with transaction.atomic():
        made = suggested(story)
        for text in texts:
            before = now(story)
            write(story, text)
        seen = cells.digest(now(story) if look_again else before)
        if look_again or cells.same(before, now(story)):
            accept(story, made, seen=seen)
            assert now(story) == WORDS
        else:
            with pytest.raises(Overtaken):
                accept(story, made, seen=seen)
            assert now(story) == texts[-1]
            assert Suggestion.objects.get(pk=made.pk).answer == ""
        transaction.set_rollback(True)


def test_the_second_of_two_tabs_is_told_what_happened(world, story):
    made = suggested(story)
    ada = world.client("ada")
    form = {"accept": "1", "words": WORDS, "seen": cells.digest(made.base)}
    assert ada.post(at(story, f"{made.pk}/"), form).status_code == 302
    revisions = latest_revision(story.proposal).number
    for again in (form, form | {"seen": cells.digest(WORDS), "words": "Other words"}, {"decline": "1", "reason": "No"}):
        second = ada.post(at(story, f"{made.pk}/"), again)
        assert second.status_code == 409
        assert "Ada Boudreau answered this suggestion" in second.content.decode()
    assert browser(world, story).post(at(story, f"{made.pk}/"), {"withdraw": "1"}).status_code == 409
    assert latest_revision(story.proposal).number == revisions
    assert Adoption.objects.count() == 1


def test_an_endorsement_that_becomes_stale_is_shown_before_the_click(world):
    story = world.story().invite("fundy", "harbour").open().endorse("fundy")
    made = suggested(story, actor=guest(story, "harbour"))
    ada = world.client("ada")
    page = ada.get(at(story, f"{made.pk}/")).content.decode()
    assert "makes 1 endorsement stale" in page
    form = {"accept": "1", "words": WORDS, "seen": cells.digest(made.base)}
    unsaid = ada.post(at(story, f"{made.pk}/"), form)
    assert "Saving does more than this page said." in unsaid.content.decode()
    assert now(story) != WORDS
    row = story.proposal.endorsements.get(organisation=story.organisation("fundy"))
    assert ada.post(at(story, f"{made.pk}/"), form | {"told": str(row.pk)}).status_code == 302
    row = story.proposal.endorsements.get(pk=row.pk)
    assert row.state == "stale"


def test_only_an_author_of_the_institution_accepts_or_declines(world, story):
    made = suggested(story)
    for actor in (guest(story), guest(story, "harbour"), story.actor("sam")):
        with pytest.raises(NotYours):
            accept(story, made, actor=actor)
        with pytest.raises(NotYours):
            services.decline(made.pk, actor=actor, reason="x")
    for key in ("dev", "cora", "operator", "emma"):
        with pytest.raises(Http404):
            accept(story, made, actor=story.actor(key))
        for path in ("", "new/", f"{made.pk}/"):
            assert world.client(key).get(at(story, path)).status_code == 404
    form = {"accept": "1", "words": WORDS, "seen": cells.digest(made.base)}
    assert browser(world, story).post(at(story, f"{made.pk}/"), form).status_code == 404
    with pytest.raises(NotYours):
        services.withdraw(made.pk, actor=guest(story, "harbour"))
    assert now(story) == made.base
    assert Suggestion.objects.get().answer == ""


def test_a_lane_of_the_institution_stays_there(world, story):
    made = suggested(story, actor=story.actor("sam"), lane="institution", words="TOKEN-institution")
    with pytest.raises(NotYours):
        suggested(story, lane="institution")
    for lane in ("province", ""):
        with pytest.raises(NotYours):
            suggested(story, actor=story.actor("ada"), lane=lane)
    gil = browser(world, story)
    assert gil.get(at(story, f"{made.pk}/")).status_code == 404
    assert "TOKEN" not in gil.get(at(story, "?show=all")).content.decode()
    told = {one.recipient.name for one in Notice.objects.filter(event="suggestion.made")}
    assert told == {"Ada Boudreau"}
    accept(story, made, words="TOKEN-institution")
    revisions = f"/work/proposals/{story.proposal.pk}/revisions/"
    assert "suggested by" in world.client("ada").get(revisions).content.decode()
    assert "suggested by" not in gil.get(revisions).content.decode()
    assert selectors.open_count(cases.get(guest(story), story.proposal.pk)) == 0


def test_each_language_is_suggested_on_its_own(story):
    title = deepcopy(writing.working(story.proposal)["A"]["title"])
    made = suggested(story, place="A.title.fr", words="Déployer des capteurs en mer")
    accept(story, made, words=made.words)
    after = writing.working(story.proposal)["A"]["title"]
    assert (after["en"], after["fr"]) == (title["en"], "Déployer des capteurs en mer")
    assert after["outdated"] == "en"


def test_the_place_of_a_suggestion_may_be_gone(world, story):
    made = suggested(story)
    section = writing.working(story.proposal)["E"]
    rows = [row for number, row in enumerate(section["competencies"]) if number != 1]
    rows[1] = {"key": "3", **rows[1]}
    save_section(story.proposal.pk, "E", section | {"competencies": rows}, actor=story.actor("ada"), seen=None)
    page = world.client("ada").get(at(story, f"{made.pk}/"))
    assert "not in the document any more" in page.content.decode()
    with pytest.raises(GateClosed):
        services.accept(made.pk, actor=story.actor("ada"), words=WORDS, seen=cells.digest(made.base))
    assert Suggestion.objects.get().answer == ""
    services.decline(made.pk, actor=story.actor("ada"), reason="The competency is gone.")


def test_once_submitted_nothing_is_suggested_or_accepted(world):
    story = world.story().invite("fundy").open().endorse("fundy")
    made = suggested(story)
    story.sign_off()
    with pytest.raises(WrongState):
        accept(story, made)
    story.submit()
    with pytest.raises(WrongState):
        suggested(story, place="E.competencies.1.statement")
    assert browser(world, story).get(at(story, f"new/?place={PLACE}")).status_code == 409
    assert world.client("ada").get(at(story, f"{made.pk}/")).status_code == 200


def test_where_accepted_words_came_from_is_never_altered(story):
    accept(story, suggested(story))
    for act in (Adoption.objects.all().delete, lambda: Adoption.objects.update(words="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    "form",
    [
        {"words": " "},
        {"words": "a\x00b"},
        {"words": "x" * 9000},
        {"words": "word " * 700},
        {"why": "x" * 1001},
        {"lane": "province"},
        {"lane": ""},
    ],
)
def test_bad_words_are_a_422_and_kept(world, story, form):
    typed = {"words": WORDS, "why": "Because.", "lane": "partners"} | form
    answer = world.client("ada").post(at(story, f"new/?place={PLACE}"), typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert Suggestion.objects.count() == 0
    made = suggested(story)
    if "words" in form:
        answer = world.client("ada").post(at(story, f"{made.pk}/"), {"accept": "1", "seen": "x", **form})
        assert answer.status_code == 422
    assert now(story) == made.base


@pytest.mark.parametrize("place", ["", "Z", "A.title", "A.title.xx", "E.competencies.99.statement", "K.x", "A.%00"])
def test_odd_places_lead_to_the_choice(world, story, place):
    answer = world.client("ada").get(at(story, f"new/?place={place}"))
    assert answer.status_code == (422 if place else 200)
    assert "Which text?" in answer.content.decode()


def test_every_text_can_be_reworded_and_found_again(story):
    content = writing.working(story.proposal)
    names = [name for _group, names in cells.choices(content) for name, _label in names]
    assert PLACE in names
    assert "A.title.fr" in names
    for name in names:
        cell = cells.find(name)
        value = cells.written(content, cell, "Other words")
        assert cells.text_at({**content, cell.section: value}, cell) == "Other words"
