"""What a mail leads to is reached after signing in, exactly: by a code, and by a guest's link."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from notifications import rendering
from notifications.models import Channel, Notice
from partners import guests
from partners.actors import Actor
from proposals.talk import services as talk

LOGIN, CODE = "/accounts/login/", "/accounts/login/code/"


def text_to(address: str) -> str:
    """The newest mail of the site itself to this address."""
    return Notice.objects.filter(event="mail.raw", address=address).latest("created_at").context["body"]


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(next)" value="([^"]*)"', page))


def test_a_code_instead_of_the_password_leads_there_too(world, client):
    path = f"/work/proposals/{world.story().proposal.pk}/"
    page = client.get(client.get(path)["Location"]).content.decode()
    (link,) = re.findall(rf'href="({CODE}[^"]*)"', page)
    assert parse_qs(urlsplit(link).query) == {"next": [path]}
    asked = client.post(CODE, {"email": "ada@acadia.example"} | hidden(client.get(link).content.decode()))
    confirm = client.get(asked["Location"]).content.decode()
    code = re.search(r"^(\S{6,})$", text_to("ada@acadia.example"), re.MULTILINE)[1]
    answer = client.post(urlsplit(asked["Location"]).path, {"code": code} | hidden(confirm))
    assert (answer.status_code, answer["Location"]) == (302, path)


@pytest.fixture
def answered(world):
    """A guest spoke in a thread and is answered: their mail leads to that conversation."""
    story = world.story().invite("fundy").open()
    endorsement = story.proposal.endorsements.select_related("person", "guest_link").get()
    guest = guests.usable(endorsement.guest_link)
    gil = Actor(guest.user, guest_link=guest)
    said = talk.open_thread(actor=gil, proposal=story.proposal, text="Is 40 right?", lane="partners", place="E")
    talk.reply(said.thread_id, actor=story.actor("ada"), text="It is.")
    return Notice.objects.get(message="comment_reply", recipient=guest.user, channel=Channel.MAIL), said.thread


def test_a_guest_s_link_leads_through_its_code_to_the_very_conversation(answered, client, settings):
    notice, thread = answered
    address = rendering.address_of(notice).removeprefix(settings.SITE_URL)
    assert f"comments/{thread.pk}/" in parse_qs(urlsplit(address).query)["to"][0]
    assert client.get(address).status_code == 200
    assert client.post(address, {"code": "1"})["Location"] == "/guest/code/"
    code = re.search(r"\b\d{6}\b", text_to(notice.address))[0]
    answer = client.post("/guest/code/", {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, notice.path)
    assert "It is." in client.get(notice.path).content.decode()
    assert f'href="{notice.path}"' in client.get(address).content.decode()  # again, from the same mail


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example/x", "/work/", "/accounts/logout/", "\\evil", "", "/no/such/page"],
)
def test_a_guest_s_link_leads_nowhere_but_to_its_own_case(answered, client, onward):
    notice, _thread = answered
    link = guests.url_for(notice.guest_link)
    client.post(f"{link}?to={onward}", {"code": "1"})
    answer = client.post("/guest/code/", {"code": re.search(r"\b\d{6}\b", text_to(notice.address))[0]})
    assert answer["Location"] == f"/work/proposals/{notice.case_id}/partner/"


def test_another_case_s_page_is_not_led_to(answered, world, client):
    notice, _thread = answered
    other = f"/work/proposals/{world.story(topic='heat-pumps').proposal.pk}/partner/"
    assert guests.onward(notice.guest_link, other) == ""
    assert guests.onward(notice.guest_link, notice.path) == notice.path
