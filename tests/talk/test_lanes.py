"""Nobody reads, counts, finds or is mailed a word of a lane that is not theirs."""

import pytest

from notifications.models import Notice
from proposals import selectors as cases
from proposals.talk import lanes, selectors
from proposals.talk import services as talk
from proposals.talk.models import Lane, Thread
from tests.talk.conftest import at, browser, guest
from workflow.refusals import GateClosed, NotYours

# Whose lanes are which, once the case is submitted; operator and another institution have none.
LANES = {
    "ada": {"institution", "partners"},
    "sam": {"institution", "partners"},
    "gil": {"partners"},
    "hana": {"partners"},
    "cora": {"province"},
    "rita": {"province"},
    "ann": {"province"},
    "otto": {"province"},
    "dev": set(),
    "operator": set(),
}
PLACES = {"institution": "A.title", "partners": "E.competencies.1", "province": "F"}


@pytest.fixture
def story(world):
    """Under review, with a thread in each lane, a token in its text, and everybody mentioned who can be."""
    story = world.story().invite("fundy", "harbour").open().endorse("fundy").sign_off().submit()
    story.assign("rita", "rob")
    speakers = {"institution": story.actor("ada"), "partners": guest(story), "province": story.actor("rita")}
    for lane, actor in speakers.items():
        access = cases.get(actor, story.proposal.pk)
        others = [one for one in selectors.readers(access)[lane] if one.user != actor.user]
        talk.open_thread(
            actor=actor,
            proposal=story.proposal,
            text=f"TOKEN-{lane} is here",
            lane=lane,
            place=PLACES[lane],
            mentions=[str(one.user.pk) for one in others],
            must_settle=lane != "province",
        )
    return story


def actor_and_client(world, story, who):
    partner = {"gil": "fundy", "hana": "harbour"}.get(who)
    if partner:
        return guest(story, partner), browser(world, story, partner)
    return story.actor(who), world.client(who)


def tokens(text: str) -> set[str]:
    return {lane for lane in Lane.values if f"TOKEN-{lane} is" in text}


@pytest.mark.parametrize("who", LANES)
def test_each_person_reads_their_lanes_and_no_other(world, story, who):
    actor, client = actor_and_client(world, story, who)
    mine = LANES[who]
    access = cases.find(actor, story.proposal.pk)
    if access is not None:
        assert {row.lane for row in selectors.threads(access)} == mine
        assert selectors.standing(access).comments == selectors.counts(access).get("", 0) == len(mine)
        assert selectors.open_count(access) == len(mine)
        assert set(selectors.counts(access)) - {""} <= {
            place for lane in mine for place in ("A", "A.title", "E", "E.competencies", "E.competencies.1", "F")
        }
        assert {row.thread.lane for row in selectors.since(access, story.moment)} == mine
        assert set(selectors.readers(access)) == mine
    for query in ("", "?show=all", "?show=mine", "?show=must", "?q=TOKEN", "?q=TOKEN-province", "?section=F"):
        answer = client.get(at(story, query))
        assert answer.status_code == (200 if mine else 404)
        assert tokens(answer.content.decode()) <= mine
    assert tokens(client.get(at(story, "?show=all")).content.decode()) == mine
    for thread in Thread.objects.all():
        assert client.get(at(story, f"{thread.pk}/")).status_code == (200 if thread.lane in mine else 404)
        if thread.lane not in mine:
            said = thread.comments.get()
            for path in (f"{thread.pk}/", f"{thread.pk}/settle/", f"{thread.pk}/move/", f"said/{said.pk}/edit/"):
                assert client.post(at(story, path), {"text": "x", "resolve": "1", "must": "0"}).status_code == 404
            assert client.get(at(story, f"said/{said.pk}/versions/")).status_code == 404
            with pytest.raises((NotYours, Exception)):
                talk.reply(thread.pk, actor=actor, text="x")


@pytest.mark.parametrize("who", [who for who, mine in LANES.items() if mine])
def test_nobody_writes_into_another_lane(world, story, who):
    actor, client = actor_and_client(world, story, who)
    for lane in set(Lane.values) - LANES[who]:
        with pytest.raises(NotYours):
            talk.open_thread(actor=actor, proposal=story.proposal, text="x", lane=lane)
        assert client.post(at(story), {"text": "x", "lane": lane}).status_code == 422


def test_mail_and_inbox_reach_readers_of_the_lane_only(world, story):
    who = {story.actor(key).user.pk: LANES[key] for key in LANES if key not in {"gil", "hana"}}
    who |= {guest(story).user.pk: {"partners"}, guest(story, "harbour").user.pk: {"partners"}}
    who |= {story.actor("rob").user.pk: {"province"}}
    notices = Notice.objects.filter(event__startswith="comment.")
    for lane in Lane.values:
        told = [one for one in notices if f"TOKEN-{lane}" in str(one.context)]
        assert told
        assert all(lane in who.get(one.recipient_id, set()) for one in told)
    assert len({(one.event_key, one.recipient_id, one.channel) for one in notices}) == notices.count()


def test_readers_shown_beside_the_box_are_those_who_can_read(world, story):
    found = lanes.readers(story.proposal)
    for key in LANES:
        actor, _client = actor_and_client(world, story, key)
        mine = {lane for lane, rows in found.items() if actor.user in [one.user for one in rows]}
        assert mine == LANES[key]
    labels = {one.label for one in found["partners"]}
    assert "Gil Arsenault (Fundy Ocean Sensors (fictional))" in labels
    assert "Ada Boudreau (Acadia University)" in labels
    assert all("Province" in one.label for one in found["province"])


def test_partners_are_no_readers_of_a_draft(world):
    story = world.story().invite("fundy")
    assert [one.user.name for one in lanes.readers(story.proposal)["partners"]] == ["Ada Boudreau", "Samuel Okafor"]
    with pytest.raises(GateClosed):
        talk.open_thread(actor=story.actor("ada"), proposal=story.proposal, text="@Gil Arsenault", lane="partners")


def test_somebody_who_cannot_read_the_lane_is_not_mentioned_and_nothing_is_given_away(world, story):
    ada = world.client("ada")
    gil, rita = guest(story).user, story.actor("rita").user
    sentences = []
    for form in (
        {"text": "Ask @Gil Arsenault", "lane": "institution"},
        {"text": "Ask @Rita Fraser", "lane": "partners"},
        {"text": "Ask @Nobody Known", "lane": "partners"},
    ):
        page = ada.post(at(story), form)
        assert page.status_code == 422
        sentences.append("cannot read this lane" in page.content.decode())
    assert sentences == [True, True, True]
    assert ada.post(at(story), {"text": "x", "lane": "institution", "mentions": str(gil.pk)}).status_code == 422
    assert ada.post(at(story), {"text": "x", "lane": "partners", "mentions": str(rita.pk)}).status_code == 422
    assert str(rita.pk) not in ada.get(at(story)).content.decode()


def test_whoever_is_mentioned_is_told_once(world, story):
    said = talk.open_thread(
        actor=story.actor("ada"),
        proposal=story.proposal,
        text="@Samuel Okafor, @gil arsenault: write to info@acadia.example, @ 5",
        lane="partners",
    )
    told = Notice.objects.filter(event_key=f"comment:{said.pk}")
    acting = {one.recipient.name for one in told if one.act}
    assert acting == {"Samuel Okafor", "Gil Arsenault"}
    before = told.all().count()
    talk.edit(said.pk, actor=story.actor("ada"), text="@Samuel Okafor and @Hana")
    assert {one.recipient.name for one in told.all() if one.act} == acting | {"Hana Smith"}
    assert told.all().count() == before + 1
