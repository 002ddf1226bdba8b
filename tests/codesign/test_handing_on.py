"""Not me: handing an invitation on to a colleague."""

import pytest

from notifications.models import Notice
from proposals.codesign import handing_on, inviting
from proposals.codesign.models import Endorsement
from proposals.http import new_key
from tests.codesign.invitations import at, first, hidden
from workflow.refusals import NotYours


@pytest.fixture
def story(world):
    return world.story(days=0.2).invite("fundy").open()


def hand_on(world, story, row: Endorsement, client=None, **changes):
    form = {"name": "Carl Colleague", "email": "carl@fundy.example", "language": "fr"} | changes
    return (client or world.guest(row)).post(at(story, "hand-on/"), hidden(row.version) | form)


def test_not_me_hands_on_to_a_colleague_once(world, story):
    row, client, key = first(story), world.guest(first(story)), new_key()
    for _double_click in range(2):
        answer = hand_on(world, story, row, client, idempotency_key=key)
        assert (answer.status_code, answer["Location"]) == (302, "/guest/ended/")
    assert "handed on" in client.get("/guest/ended/").content.decode()
    new = Endorsement.objects.get(person__email="carl@fundy.example")
    assert (new.state, new.organisation, new.part, new.handed_on_by) == ("invited", row.organisation, row.part, row)
    assert first(story).state == "handed_on"
    assert world.guest(new).get(at(story, "partner/")).status_code == 200
    mail = {notice.event: notice.address for notice in Notice.objects.filter(channel="mail", event__in=HANDED)}
    assert mail == {"endorsement.hand_on": "ada@acadia.example", "endorsement.take_over": "carl@fundy.example"}
    page = world.client("ada").get(at(story, "partners/")).content.decode()
    assert "Carl Colleague" in page
    assert "another mail domain" not in page


HANDED = ["endorsement.hand_on", "endorsement.take_over"]


def test_a_member_with_an_account_hands_on_once_too(world):
    story = world.story(days=0.2)
    emma = world.cast.people["emma"]
    invited = {"actor": world.actor("ada"), "proposal": story.proposal, "organisation": story.organisation("fundy")}
    row = inviting.invite(person=emma, **invited)
    story.open()
    client, key = world.client("emma"), new_key()
    answers = [hand_on(world, story, row, client, idempotency_key=key)["Location"] for _twice in range(2)]
    assert answers == ["/work/", "/work/"]
    assert Endorsement.objects.filter(handed_on_by=row).count() == 1


def test_another_mail_domain_is_allowed_and_the_institution_sees_it(world, story):
    assert hand_on(world, story, first(story), email="carl@gmail.example").status_code == 302
    assert Notice.objects.filter(event="endorsement.hand_on", channel="mail").get().context["other_domain"] is True
    assert "another mail domain" in world.client("ada").get(at(story, "partners/")).content.decode()


@pytest.mark.parametrize("email", ["gail", "gus@fundy.example", "sam@acadia.example", "a\x00b@fundy.example"])
def test_who_cannot_be_asked_cannot_be_handed_to_and_what_was_typed_stays(world, story, email):
    row = first(story)
    email = row.person.email if email.startswith("gus") else email
    answer = hand_on(world, story, row, email=email)
    assert answer.status_code == 422
    assert "Carl Colleague" in answer.content.decode()
    assert Endorsement.objects.count() == 1
    assert first(story).state == "invited"


def test_nobody_else_hands_on_and_no_signed_endorsement_is(world, story):
    row = first(story)
    for person in ("ada", "emma", "cora"):
        assert hand_on(world, story, row, world.client(person)).status_code in {302, 404}
    assert first(story).state == "invited"
    story.endorse("fundy")
    assert hand_on(world, story, row).status_code == 302
    assert Endorsement.objects.count() == 1
    with pytest.raises(NotYours):
        handing_on.hand_on(
            row.pk,
            actor=world.actor("ada"),
            name="x",
            email="x@y.example",
            language="en",
            seen_version=1,
            idempotency_key=None,
        )
