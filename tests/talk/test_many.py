"""Lists of comments are paged and filtered, and ask as much for one as for three."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals import selectors as cases
from proposals.talk import selectors
from proposals.talk import services as talk
from tests.talk.conftest import at, browser, guest


def threads(story, number: int) -> None:
    for one in range(number):
        talk.open_thread(actor=guest(story), proposal=story.proposal, text=f"Number {one}", lane="partners", place="E")


def count(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_one_thread_asks_as_much_as_three(world, story, record_property):
    counts = {}
    for number in (1, 2):
        threads(story, number)
        thread = story.proposal.threads.first()
        pages = [at(story), at(story, "?q=Number&section=E"), at(story, f"{thread.pk}/")]
        clients = (world.client("ada"), browser(world, story))
        counts[number] = [count(client, page) for client in clients for page in pages]
    record_property("queries of the comments", counts[1][0])
    assert counts[1] == counts[2]


def test_an_answer_asks_as_much_in_a_long_conversation(world, story):
    counts = []
    for number in (1, 5):
        threads(story, 1)
        thread = story.proposal.threads.first()
        for _one in range(number):
            talk.reply(thread.pk, actor=story.actor("ada"), text="And?")
        with CaptureQueriesContext(connection) as found:
            talk.reply(thread.pk, actor=guest(story), text="Yes.")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_filters_find_what_they_say(world, story):
    ada, gil = story.actor("ada"), guest(story)
    said = {}
    for name, more in {
        "plain": {},
        "must": {"must_settle": True},
        "settled": {"place": "F"},
        "named": {"mentions": [str(ada.user.pk)]},
    }.items():
        values = {"text": f"It is {name}", "lane": "partners", "place": "E.competencies.1"} | more
        said[name] = talk.open_thread(actor=gil, proposal=story.proposal, **values).thread
    talk.resolve(said["settled"].pk, actor=ada, outcome="answered")
    access = cases.get(ada, story.proposal.pk)

    def found(**asked) -> set[str]:
        rows = selectors.listed(access, ada.user, **{"show": "all"} | asked)
        return {name for name, thread in said.items() if thread in rows}

    assert found() == set(said)
    assert found(show="open") == {"plain", "must", "named"}
    assert found(show="must") == {"must"}
    assert found(show="resolved") == {"settled"}
    assert found(show="mine") == {"named"}
    assert found(section="F") == {"settled"}
    assert found(place="E.competencies.1") == {"plain", "must", "named"}
    assert found(words="is MUST") == {"must"}
    page = world.client("ada").get(at(story, "?q=is+named")).content.decode()
    assert "It is named" in page
    assert "It is plain" not in page


def test_thirty_threads_are_two_pages(world, story):
    threads(story, 30)
    client = browser(world, story)
    assert client.get(at(story)).content.decode().count('class="tm-result"') == 20
    assert client.get(at(story, "?page=2")).content.decode().count('class="tm-result"') == 10
