"""Inviting partners, and what becomes of an invitation: reminded, moved, taken back, handed on, asked again."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import Notice
from partners.actors import Actor
from partners.models import GuestLink, Organisation, User
from proposals import timed
from proposals.codesign import following_up, inviting
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT
from proposals.facts import framework_of
from proposals.models import Reminder
from proposals.standing import permissions
from tests.codesign.invitations import action, at, day, first, hidden, people
from workflow import clocks
from workflow import services as workflow
from workflow.models import TransitionRecord
from workflow.process import rows_of
from workflow.states import EndorsementState


@pytest.fixture
def story(world):
    return world.story(days=0.2).invite("fundy").open()


HARRY = {"new_organisation": "Harry’s Boats", "name": "Harry", "email": "harry@boats.example"}
MAUD = {"new_organisation": "Harry’s Boats", "name": "Maud", "email": "maud@boats.example", "language": "fr"}
NOBODY: dict = {}


def test_several_are_invited_at_once_each_with_their_part_and_a_day_to_answer_by(world, story):
    client = world.client("ada")
    form = people(HARRY, NOBODY, MAUD | {"part": "hire"})
    assert [client.post(at(story, "invite/"), form).status_code for _twice in range(2)] == [302, 302]
    rows = {row.person.name: row for row in story.proposal.endorsements.filter(message="Please.")}
    assert {name: row.part for name, row in rows.items()} == {"Harry": "advise", "Maud": "hire"}
    assert {clocks.local_date(row.due_at).isoformat() for row in rows.values()} == {day(20)}
    assert rows["Harry"].organisation == rows["Maud"].organisation
    assert rows["Maud"].person.language == "fr"
    told = Notice.objects.filter(event="endorsement.invite", address__endswith="@boats.example")
    assert told.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "no address"}, "Enter a valid email address"),
        ({"new_organisation": ""}, "Choose an organisation, or name another one."),
        ({"new_organisation": "Fundy Ocean Sensors (fictional)"}, "This organisation is known already"),
        ({"email": "maud@boats.example"}, "This person was invited before"),
        ({"email": "ada@acadia.example"}, "This person writes or signs the proposal"),
        ({"email": f"{'h' * 60}@{'.'.join(['boats'] * 40)}.example"}, "at most 254 characters"),
        ({"name": "Harry\x00"}, "Null characters are not allowed"),
    ],
)
def test_one_fault_keeps_everything_typed_and_writes_nothing(world, story, wrong, sentence):
    before = Endorsement.objects.count(), User.objects.count(), Organisation.objects.count(), Notice.objects.count()
    response = world.client("ada").post(at(story, "invite/"), people(MAUD, HARRY | wrong, message="<b>Look</b>"))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="Maud"' in page
    assert "&lt;b&gt;Look&lt;/b&gt;" in page
    assert "Person 2, " in page
    assert "the invited partner, to act, by e-mail: Maud, Harry" in page.replace("\x00", "")
    after = Endorsement.objects.count(), User.objects.count(), Organisation.objects.count(), Notice.objects.count()
    assert after == before


@pytest.mark.parametrize(("days", "status"), [(2, 422), (3, 302), (60, 302), (61, 422)])
def test_the_day_to_answer_by_keeps_the_frameworks_bounds(world, story, days, status):
    assert world.client("ada").post(at(story, "invite/"), people(HARRY, due=day(days))).status_code == status


def test_another_line_is_added_with_everything_typed_and_nothing_complained_of(world, story):
    response = world.client("ada").post(at(story, "invite/"), people(HARRY | {"email": "half"}, add="1"))
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="half"' in page
    assert 'name="row-1-email"' in page
    assert "There is a problem" not in page


def test_nobody_named_is_said_and_a_forged_count_is_no_error_of_ours(world, story):
    client = world.client("ada")
    assert "Name at least one person." in client.post(at(story, "invite/"), people(NOBODY)).content.decode()
    assert client.post(at(story, "invite/"), people(HARRY) | {"row-count": "-1"}).status_code == 400
    assert client.post(at(story, "invite/"), people(HARRY) | {"row-count": "999999"}).status_code == 302


def test_the_partners_page_shows_each_invitation_and_asks_as_much_for_one_as_for_three(world, story):
    client = world.client("ada")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(at(story, "partners/")).status_code == 200
        return len(found)

    queries()
    one = queries()
    story.invite("harbour", "cabot")
    assert queries() == one
    page = client.get(at(story, "partners/")).content.decode()
    assert page.count("Change the day to answer by") == 3
    assert world.client("sam").get(at(story, "partners/")).content.decode().count("Change the day") == 0
    for person in ("emma", "dev", "cora"):
        assert world.client(person).get(at(story, "partners/")).status_code == 404
        assert world.client(person).post(action(story, "remind"), hidden()).status_code == 404


def test_whoever_invited_sees_at_once_whether_the_mail_arrived_and_when_it_was_opened(world, story):
    ada = world.client("ada")
    mails = Notice.objects.filter(case_id=story.proposal.pk, recipient=first(story).person, channel="mail")
    assert "Waiting" in ada.get(at(story, "partners/")).content.decode()
    mails.update(state="undeliverable", last_error="550 no such person")
    for path in ("partners/", ""):
        page = ada.get(at(story, path)).content.decode()
        assert "ould not be delivered" in page
        assert "550" not in page
    assert "Could not be delivered" in ada.get(at(story, "history/")).content.decode()
    for person in ("emma", "cora"):
        assert "ould not be delivered" not in world.client(person).get(at(story)).content.decode()
    mails.update(state="sent")
    page = ada.get(at(story, "partners/")).content.decode()
    assert "ould not be delivered" not in page
    assert ">Opened<" not in page


def test_an_author_reminds_once_a_day(world, story):
    client = world.client("ada")
    assert "already" in client.post(action(story, "remind"), hidden(), follow=True).content.decode()
    assert Reminder.objects.count() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1, hours=2), tick=False):
        assert "is reminded" in client.post(action(story, "remind"), hidden(), follow=True).content.decode()
        assert "already" in client.post(action(story, "remind"), hidden(), follow=True).content.decode()
        assert "Remind now" not in client.get(at(story, "partners/")).content.decode()
    assert Notice.objects.filter(event="invitation.reminder", channel="mail").count() == 1


def reminded_on(story, days: range) -> list[int]:
    """The days after the invitation on which the clock sent a reminder; the clock runs twice a day."""
    found = []
    for number in days:
        for _again in range(2):
            with clocks.at(first(story).invited_at + timedelta(days=number, hours=1)):
                if timed.remind_partners():
                    found.append(number)
    return found


def test_reminders_come_on_day_seven_and_twelve_of_fourteen(story):
    assert reminded_on(story, range(15)) == [7, 12]


def test_reminders_move_with_the_day_to_answer_by_each_once(world, story):
    row = first(story)
    assert reminded_on(story, range(9)) == [7]
    with clocks.at(row.invited_at + timedelta(days=9)):
        moved = clocks.today() + timedelta(days=21)
        following_up.change_due(row.pk, moved, actor=world.actor("ada"), seen_version=row.version)
        assert Notice.objects.filter(event="invitation.due_changed", channel="mail").count() == 1
    assert reminded_on(story, range(9, 31)) == [28]


def test_a_day_brought_forward_brings_one_reminder_not_two(world, story):
    row = first(story)
    with clocks.at(row.invited_at + timedelta(days=5)):
        following_up.change_due(
            row.pk, clocks.today() + timedelta(days=3), actor=world.actor("ada"), seen_version=row.version
        )
    assert reminded_on(story, range(9)) == [1, 6]


def test_taking_back_closes_the_link_and_the_open_page_at_once_and_says_so(world, story):
    row = first(story)
    partner = world.guest(row)
    assert partner.get(at(story, "partner/")).status_code == 200
    client = world.client("ada")
    assert client.post(action(story, "revoke"), hidden(row.version, reason=" ")).status_code == 422
    assert client.post(action(story, "revoke"), hidden(row.version, reason="Wrong firm.")).status_code == 302
    for page in ("partner/", "endorse/", "hand-on/", "document/"):
        answer = partner.post(at(story, page), hidden(1)) if page != "document/" else partner.get(at(story, page))
        assert (answer.status_code, answer["Location"]) == (302, "/guest/ended/")
    assert "taken back" in partner.get("/guest/ended/").content.decode()
    assert permissions(Actor(row.person), story.proposal) == frozenset()
    told = Notice.objects.get(event="endorsement.revoke")
    assert (told.guest_link, told.path) == (None, "")
    assert "Wrong firm." in client.get(at(story, "partners/")).content.decode()


def test_a_signed_endorsement_cannot_be_taken_back_by_the_institution(world, story):
    story.endorse("fundy")
    row = first(story)
    assert world.client("ada").post(action(story, "revoke"), hidden(row.version, reason="No.")).status_code == 409
    assert first(story).state == "signed"


def test_who_never_heard_of_an_invitation_does_not_hear_that_it_is_taken_back(world):
    story = world.story().invite("fundy")
    row = first(story)
    following_up.take_back(row.pk, actor=world.actor("ada"), reason="x", seen_version=row.version, idempotency_key=None)
    assert Notice.objects.filter(recipient=row.person).count() == 0


@pytest.mark.parametrize("ending", ["decline", "expire", "revoke"])
def test_who_declined_or_let_it_run_out_is_asked_again_with_a_new_link(world, story, ending):
    row = first(story)
    if ending == "expire":
        Endorsement.objects.filter(pk=row.pk).update(due_at=clocks.now() - timedelta(days=1))
        assert timed.expire_endorsements() == 1
    elif ending == "decline":
        world.guest(row).post(at(story, "answer/decline/"), hidden(row.version, reason="Not now."))
    else:
        world.client("ada").post(action(story, "revoke"), hidden(row.version, reason="Not now."))
    ended = first(story)
    assert world.client("ada").post(action(story, "again"), hidden(ended.version, due=day(10))).status_code == 302
    again = first(story)
    assert (again.state, clocks.local_date(again.due_at).isoformat()) == ("invited", day(10))
    assert again.guest_link_id != row.guest_link_id
    assert GuestLink.objects.get(pk=row.guest_link_id).closed_because == "replaced"
    assert world.guest(again).get(at(story, "partner/")).status_code == 200
    assert "There is a newer link" in world.guest(row).get("/guest/ended/").content.decode()


def test_a_person_asked_for_two_partners_keeps_the_other_when_one_ends(world, story):
    row = first(story)
    again = {"actor": world.actor("ada"), "proposal": story.proposal, "person": row.person}
    inviting.invite(organisation=story.organisation("harbour"), **again)
    following_up.take_back(row.pk, actor=world.actor("ada"), reason="x", seen_version=row.version, idempotency_key=None)
    assert "endorse" in permissions(Actor(row.person), story.proposal)


def test_a_new_link_ends_the_old_one(world, story):
    row = first(story)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert world.client("ada").post(action(story, "link"), hidden()).status_code == 302
    new = first(story)
    assert new.guest_link_id != row.guest_link_id
    assert Notice.objects.filter(event="invitation.new_link", guest_link=new.guest_link).count() == 1
    assert TransitionRecord.objects.filter(subject_id=row.pk).count() == 1


def test_a_dead_links_owner_asks_for_a_new_one_and_the_institution_hears_once_a_day(world, story):
    with time_machine.travel(timezone.now() + timedelta(days=181), tick=False):
        client = world.guest(first(story))
        page = client.get("/guest/ended/").content.decode()
        assert "/guest/new-link/" in page
        for _again in range(3):
            assert client.post("/guest/new-link/")["Location"] == "/guest/asked/"
    assert client.get("/guest/asked/").status_code == 200
    told = Notice.objects.filter(event="invitation.link_asked", channel="mail")
    assert [notice.address for notice in told] == ["ada@acadia.example"]
    assert "Asked for a new link" in world.client("ada").get(at(story, "partners/")).content.decode()


def test_asking_for_a_link_tells_a_stranger_nothing(world, story):
    answers = {
        world.client().post("/guest/new-link/", {"token": token})["Location"]
        for token in ("", "nonsense", "x" * 43, "\x00")
    }
    assert answers == {"/guest/asked/"}
    assert not Notice.objects.filter(event="invitation.link_asked").exists()


def test_an_invitation_kept_in_a_draft_does_not_run_out_before_it_is_sent(world):
    story = world.story(days=0.2).invite("fundy")
    asked = first(story)
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert timed.expire_endorsements() == 0
        story.moment = clocks.now()
        story.open()
        assert clocks.local_date(first(story).due_at) == clocks.today() + timedelta(days=14)
    assert first(story).due_at > asked.due_at


def test_a_day_that_an_author_chose_stays_when_co_design_opens_in_time(world):
    story = world.story(days=0.2)
    world.client("ada").post(at(story, "invite/"), people(HARRY, due=day(5)))
    story.open()
    assert clocks.local_date(story.proposal.endorsements.get().due_at).isoformat() == day(5)


MOVES = {
    "author": {"revoke", "invite_again"},
    "signatory": set(),
    "invited": {"open", "draft", "sign", "reaffirm", "decline", "withdraw", "hand_on"},
    "another guest": set(),
    "coordinator": set(),
    "operator": set(),
}


@pytest.mark.parametrize("role", MOVES)
def test_who_may_do_what_with_an_invitation_in_each_of_its_states(world, story, role):
    """Exactly the rows of the table, in every state; the institution moves nothing that is signed."""
    story.invite("harbour").endorse("fundy")
    row, other = first(story), story.proposal.endorsements.select_related("guest_link", "person").last()
    actors = {
        "author": world.actor("ada"),
        "signatory": world.actor("sam"),
        "invited": Actor(row.person, guest_link=row.guest_link),
        "another guest": Actor(other.person, guest_link=other.guest_link),
        "coordinator": world.actor("cora"),
        "operator": world.actor("operator"),
    }
    for state in EndorsementState.values:
        facts = ENDORSEMENT.gather(row, actors[role], state)
        answers = workflow.answers("endorsement", facts, framework_of(story.proposal))
        permitted = {one.row.name for one in answers if one.permitted}
        assert permitted == {one.name for one in rows_of("endorsement") if state in one.sources} & MOVES[role]
        assert role != "author" or not permitted or state not in {"signed", "stale", "reaffirmed"}
