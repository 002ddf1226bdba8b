"""Lists and the case: what stands in them, and a number of queries that does not depend on how many items there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.document.sample import topics
from proposals.http import new_key


def count(act) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        act()
    return len(found)


def opened(client, address: str):
    def act():
        response = client.get(address)
        assert response.status_code == 200

    return act


@pytest.mark.parametrize("address", ["/work/", "/work/proposals/", "/needs/", "/register/"])
def test_lists_ask_as_much_for_one_as_for_three(world, address):
    client = world.client("ada")
    one_of_each(world, 1)
    opened(client, address)()  # fills what is kept for the life of a process
    one = count(opened(client, address))
    for number in (2, 3):
        one_of_each(world, number)
    assert count(opened(client, address)) == one


def one_of_each(world, number: int) -> None:
    from config.demo.cases import state

    need = state(world.cast, "emma", "fundy", f"Need {number}", "22310", "31-33", "Dartmouth", 3)
    story = world.story(days=30, topic=topics()[number])
    story.need = need
    story.invite("fundy").open().endorse("fundy").sign_off()


def full_case(world, partners: tuple[str, ...]):
    story = world.story(days=30).invite(*partners).open()
    for partner in partners:
        story.endorse(partner, comment="Good.")
    return story


def test_the_case_asks_as_much_for_one_partner_as_for_three(world):
    client = world.client("ada")
    small, large = full_case(world, ("fundy",)), full_case(world, ("harbour", "cabot", "clare"))
    counts = []
    for story in (small, large):
        address = f"/work/proposals/{story.proposal.pk}/"
        opened(client, address)()
        counts.append(count(opened(client, address)))
    assert counts[0] == counts[1]


def test_a_transition_asks_as_much_for_one_partner_as_for_three(world):
    counts = []
    for partners in (("fundy",), ("harbour", "cabot", "clare")):
        story = full_case(world, partners)
        client = world.client("ada")
        fields = {"seen_version": story.proposal.version, "idempotency_key": new_key(), "reason": "Enough."}
        address = f"/work/proposals/{story.proposal.pk}/move/withdraw/"

        def post(client=client, address=address, fields=fields):
            assert client.post(address, fields).status_code == 302

        counts.append(count(post))
    assert counts[0] == counts[1]


def test_a_coordinator_waits_while_reviewers_work(world):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob")
    task = "Lead to a consensus and recommend"
    story.review("rita")
    page = world.client("cora").get("/work/").content.decode()
    assert task not in page
    assert story.proposal.number in page
    story.judge("rob")
    assert task in world.client("cora").get("/work/").content.decode()
