"""A partner's word: written by them only, bound to what they read, stale exactly when that changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.demo.story import statement
from notifications.models import Notice
from partners.actors import Actor
from proposals.codesign import endorsing
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.statement import COVERED_SECTIONS
from proposals.document.declaration import SECTIONS
from proposals.document.shapes import Change, Kind
from proposals.http import new_key
from proposals.selectors import latest_revision
from proposals.talk import services as talk
from proposals.talk.models import Comment
from proposals.writing.services import effect_of_saving, save_section
from workflow.refusals import GateClosed, NotYours, StaleVersion, WrongState

TEXTS = [
    (one.key, field)
    for one in SECTIONS
    for field in one.fields
    if field.kind in {Kind.TEXT, Kind.LONG_TEXT} and not field.bilingual
]


@pytest.fixture
def story(world):
    return world.story().invite("fundy", "harbour").open().endorse("fundy").endorse("harbour")


def endorsement(story, partner="fundy") -> Endorsement:
    return story.proposal.endorsements.get(organisation=story.organisation(partner))


def guest(story, partner="fundy") -> Actor:
    row = endorsement(story, partner)
    return Actor(row.person, guest_link=row.guest_link)


def sign(story, partner="fundy", **changes):
    row = endorsement(story, partner)
    revision = latest_revision(story.proposal)
    values = {
        "actor": guest(story, partner),
        "seen_version": row.version,
        "seen_revision": revision.number,
        "shown_text": "as shown",
        "language": "en",
        "idempotency_key": None,
    }
    answers = statement(story.content, "yes") | changes.pop("answers", {})
    return endorsing.sign(row.pk, answers, **values | changes)


@settings(max_examples=25)
@given(st.sampled_from(TEXTS), st.sampled_from(["Another text.", "  spaced   out ", ""]))
def test_an_edit_makes_stale_exactly_what_it_changes_in_substance(story, place, text):
    key, field = place
    case = story.proposal
    before = latest_revision(case)
    value = before.content.get(key, {}) | {field.key: text}
    same = " ".join(str(before.content.get(key, {}).get(field.key, "")).split()) == " ".join(text.split())
    expected = not same and key in COVERED_SECTIONS and field.change != Change.EDITORIAL
    effect = effect_of_saving(case, key, value)
    assert len(effect.endorsements) == (2 if expected and endorsement(story).state != "stale" else 0)
    save_section(case.pk, key, value, actor=story.actor("ada"), seen=None)
    states = {endorsement(story, partner).state for partner in ("fundy", "harbour")}
    if expected:
        assert states == {"stale"}
        because = endorsement(story).stale_because
        assert because["sections"] == [key]
        assert set(because["unchanged"]) == set(COVERED_SECTIONS) - {key}
        save_section(case.pk, key, before.content.get(key, {}), actor=story.actor("ada"), seen=None)
        sign(story), sign(story, "harbour")
    assert {endorsement(story, partner).state for partner in ("fundy", "harbour")} <= {"signed", "reaffirmed"}


def test_a_statement_is_bound_to_revision_hashes_text_time_and_language(world, story):
    signed = Statement.objects.get(endorsement=endorsement(story))
    revision = latest_revision(story.proposal)
    assert signed.revision == revision
    assert signed.hashes == {key: revision.substance[key] for key in COVERED_SECTIONS}
    assert (signed.language, signed.signed_by) == ("en", endorsement(story).person)
    assert signed.shown_text
    assert signed.authority_text


def test_signing_what_has_changed_since_it_was_shown_is_refused(world, story):
    seen = latest_revision(story.proposal).number
    value = latest_revision(story.proposal).content["F"] | {"criteria": "Other criteria."}
    save_section(story.proposal.pk, "F", value, actor=story.actor("ada"), seen=None)
    with pytest.raises(StaleVersion):
        sign(story, seen_revision=seen)
    sign(story)
    assert endorsement(story).state == "reaffirmed"


@pytest.mark.parametrize("answers", [{"demand": ""}, {"competencies": {}}, {"authority": False}, {"hiring": ""}])
def test_an_incomplete_statement_is_not_signed_and_kept(world, answers):
    story = world.story().invite("fundy").open()
    with pytest.raises(GateClosed) as refused:
        sign(story, answers=answers)
    assert refused.value.sentences
    assert Statement.objects.count() == 0


def test_nobody_else_can_write_an_endorsement(world):
    story = world.story().invite("fundy").open()
    row = endorsement(story)
    for person in ("ada", "sam", "dev", "emma", "cora", "operator"):
        with pytest.raises(NotYours):
            sign(story, actor=story.actor(person))
        with pytest.raises(NotYours):
            endorsing.move(
                row.pk, "decline", actor=story.actor(person), reason="x", seen_version=1, idempotency_key=None
            )
        client = world.client(person)
        for page in ("endorse", "answer/decline", "partner"):
            response = client.post(f"/work/proposals/{story.proposal.pk}/{page}/", {"sign": "1"})
            assert response.status_code in {404, 405}
    assert endorsement(story).state == "invited"


def test_a_guests_pages_over_http(world):
    """Draft, forgotten answers, signature: over the same form, with what was chosen kept."""
    story = world.story().invite("fundy").open()
    client = world.guest(endorsement(story))
    address = f"/work/proposals/{story.proposal.pk}/endorse/"
    form = {"seen_revision": 1, "involvement": "advised", "demand": "partly", "openings": "1-5", "assessment": "yes"}
    form |= {"competency-1": "useful", "competency-2": "useful", "competency-3": "useful", "speaks_for": "employer"}

    def post(**more):
        hidden = {"seen_version": endorsement(story).version, "idempotency_key": new_key()}
        return client.post(address, form | hidden | more)

    assert post(keep="1").status_code == 302
    assert endorsement(story).state == "drafted"
    refused = post(sign="1")
    assert refused.status_code == 422
    assert "What does it mean when you hire?: Choose an answer." in refused.content.decode()
    assert post(sign="1", hiring="none", authority="on").status_code == 302
    assert endorsement(story).state == "signed"
    assert endorsement(story).draft["demand"] == "partly"


def test_an_invitation_runs_out_and_its_link_with_it(world):
    from datetime import timedelta

    from proposals import timed
    from workflow import clocks

    story = world.story(days=0.2).invite("fundy").open()
    with clocks.at(clocks.now() + timedelta(days=8)):
        assert timed.run()["reminders"] == 1
        assert timed.run()["reminders"] == 0
    with clocks.at(clocks.now() + timedelta(days=16)):
        assert timed.run()["expired"] == 1
    assert endorsement(story).state == "expired"
    assert endorsement(story).guest_link.revoked_at is not None
    assert Notice.objects.filter(event="endorsement.expire").exists()


def test_comments_stay_in_their_lane(world, story):
    proposal = story.proposal
    ada, gil, cora = story.actor("ada"), guest(story), story.actor("cora")
    talk.open_thread(actor=ada, proposal=proposal, text="CANARY-INSTITUTION", lane="institution")
    talk.open_thread(actor=gil, proposal=proposal, text="CANARY-PARTNERS", lane="partners")
    with pytest.raises(NotYours):
        talk.open_thread(actor=gil, proposal=proposal, text="x", lane="institution")
    story.sign_off().submit()
    talk.open_thread(actor=cora, proposal=proposal, text="CANARY-PROVINCE", lane="province")
    guest_browser = world.guest(endorsement(story))
    page = f"/work/proposals/{proposal.pk}/comments/"
    seen = {
        name: {token for token in ("INSTITUTION", "PARTNERS", "PROVINCE") if f"CANARY-{token}" in read(browser, page)}
        for name, browser in (
            ("ada", world.client("ada")),
            ("sam", world.client("sam")),
            ("guest", guest_browser),
            ("cora", world.client("cora")),
        )
    }
    assert seen == {
        "ada": {"INSTITUTION", "PARTNERS"},
        "sam": {"INSTITUTION", "PARTNERS"},
        "guest": {"PARTNERS"},
        "cora": {"PROVINCE"},
    }
    told = Notice.objects.filter(event="comment.added", channel="mail")
    for token, allowed in (("INSTITUTION", set()), ("PARTNERS", {"ada@acadia.example"}), ("PROVINCE", set())):
        reached = {one.address for one in told if f"CANARY-{token}" in str(one.context)}
        assert reached <= allowed
    assert Comment.objects.count() == 3


def read(client, page: str) -> str:
    return client.get(page).content.decode()


def test_partners_are_invited_before_sign_off_and_once(world, story):
    with pytest.raises(GateClosed):
        story.invite("fundy")
    story.sign_off()
    with pytest.raises(WrongState):
        story.invite("cabot")
