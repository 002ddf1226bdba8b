"""We have this too: counted by organisation, told to the owner once, taken back without a trace in the count."""

import threading

import pytest
from django.db import connection

from notifications.models import Notice
from partners.actors import SYSTEM, Actor
from partners.roles import Role
from partners.services import grant_role, person
from proposals.needs import selectors
from proposals.needs.models import Need, NeedSupport
from proposals.needs.services import close_need, support, withdraw_support
from tests import world as worlds
from tests.needs.test_board import HOSTILE, state
from workflow.refusals import NotYours, WrongState


@pytest.fixture
def need(world) -> Need:
    return state(world, openings=10)


def counted(world, need: Need) -> tuple[int, int]:
    found = selectors.get(world.actor("ada"), need.pk)
    return found.organisations, found.all_openings


def send(world, need: Need, who: str, organisation: str, **more):
    fields = {"organisation": world.cast.organisations[organisation].pk} | more
    return world.client(who).post(f"/needs/{need.pk}/support/", fields)


def told(need: Need) -> int:
    return Notice.objects.filter(event="need.supported", case_id=need.pk, channel="mail").count()


def test_another_organisation_is_counted_with_its_openings_and_the_owner_is_told(world, need):
    assert counted(world, need) == (1, 10)
    assert send(world, need, "harriet", "harbour", openings="4", place="Truro", word="Nights too.").status_code == 302
    assert counted(world, need) == (2, 14)
    notice = Notice.objects.get(event="need.supported", channel="mail")
    assert notice.recipient == world.cast.people["emma"]
    assert notice.context["institution"]["en"] == "Harbour Light Care Homes (fictional)"
    page = world.client("emma").get(f"/needs/{need.pk}/").content.decode()
    assert "Nights too." in page
    assert "2 organisations have it" in page


def test_a_second_click_and_a_colleague_count_once(world, need):
    assert send(world, need, "ada", "acadia", openings="1").status_code == 302
    assert send(world, need, "ada", "acadia", openings="7").status_code == 302
    again = send(world, need, "sam", "acadia", openings="9")
    assert again.status_code == 302
    page = world.client("sam").get(again["Location"]).content.decode()
    assert "Acadia University is counted: Ada Boudreau said so" in page
    assert counted(world, need) == (2, 11)
    assert told(need) == 1


def test_it_is_taken_back_by_any_colleague_stays_on_record_and_can_be_said_again(world, need):
    send(world, need, "ada", "acadia", openings="1")
    withdrawn = world.client("sam").post(
        f"/needs/{need.pk}/support/withdraw/", {"organisation": world.cast.organisations["acadia"].pk}
    )
    assert withdrawn.status_code == 302
    assert counted(world, need) == (1, 10)
    gone = NeedSupport.objects.get()
    assert (gone.supported_by.name, gone.withdrawn_by.name) == ("Ada Boudreau", "Samuel Okafor")
    send(world, need, "ada", "acadia", openings="2")
    assert counted(world, need) == (2, 12)


def test_the_organisation_that_stated_it_is_counted_already(world, need):
    assert "We have this too" not in world.client("emma").get(f"/needs/{need.pk}/").content.decode()
    response = send(world, need, "emma", "fundy", word="Once more, please.")
    assert response.status_code == 409
    page = response.content.decode()
    assert "it is counted already" in page
    assert "Once more, please." in page
    assert counted(world, need) == (1, 10)


def test_a_closed_need_answers_with_a_page_that_explains(world, need):
    close_need(need.pk, actor=world.actor("emma"), reason="Done.", seen_version=need.version, idempotency_key=None)
    response = send(world, need, "ada", "acadia")
    assert response.status_code == 409
    assert "no longer open" in response.content.decode()
    assert told(need) == 0


@pytest.mark.parametrize("who", ["cora", "operator", "neil"])
def test_nobody_speaks_for_an_organisation_that_is_not_theirs(world, need, who):
    assert send(world, need, who, "acadia").status_code in {404, 422}
    organisation = world.cast.organisations["acadia"]
    with pytest.raises(NotYours):
        support(need.pk, actor=world.actor(who), organisation=organisation)
    send(world, need, "ada", "acadia")
    fields = {"organisation": organisation.pk}
    assert world.client(who).post(f"/needs/{need.pk}/support/withdraw/", fields).status_code == 404
    with pytest.raises(NotYours):
        withdraw_support(need.pk, actor=world.actor(who), organisation=organisation)
    assert counted(world, need) == (2, 10)


@pytest.mark.parametrize("wrong", [{"openings": "many"}, {"openings": "-2"}, {"word": "x" * 401}, {"word": "a\x00"}])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(world, need, wrong):
    response = send(world, need, "ada", "acadia", **({"place": HOSTILE} | wrong))
    assert response.status_code == 422
    page = response.content.decode()
    assert "There is a problem" in page
    assert "&lt;script&gt;alert(1)" in page
    assert counted(world, need) == (1, 10)


def test_a_hostile_word_is_only_a_word(world, need):
    send(world, need, "ada", "acadia", word=HOSTILE, place=HOSTILE)
    page = world.client("emma").get(f"/needs/{need.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "{{ 7|add:7 }}" in page


def test_get_changes_nothing(world, need):
    for _ in range(3):
        assert world.client("ada").get(f"/needs/{need.pk}/support/").status_code == 200
    assert world.client("ada").get(f"/needs/{need.pk}/support/withdraw/").status_code == 405
    assert counted(world, need) == (1, 10)


def test_supporters_hear_that_it_is_closed_or_met(world, need):
    send(world, need, "ada", "acadia")
    send(world, need, "neil", "nscc")
    fields = {"organisation": world.cast.organisations["nscc"].pk}
    world.client("neil").post(f"/needs/{need.pk}/support/withdraw/", fields)
    close_need(need.pk, actor=world.actor("emma"), reason="Done.", seen_version=need.version, idempotency_key=None)
    reached = Notice.objects.filter(event="need.close", channel="mail").values_list("recipient__name", flat=True)
    assert list(reached) == ["Ada Boudreau"]


@pytest.mark.django_db(transaction=True)
def test_of_many_colleagues_at_once_one_organisation_is_counted():
    """Four people of each of three organisations click twice at the same moment: three are counted, three are told."""
    world = worlds.people_only()
    need = state(world)
    start = threading.Barrier(24)
    actors = []
    for key in ("acadia", "nscc", "harbour"):
        organisation = world.cast.organisations[key]
        for number in range(4):
            user = person(f"colleague{number}@{key}.example", f"Colleague {number}")
            grant_role(user, organisation, Role.ADMINISTRATOR, actor=SYSTEM)
            actors += [(Actor(user), organisation)] * 2
    news: list[bool] = []
    failures: list[Exception] = []

    def click(actor: Actor, organisation) -> None:
        start.wait()
        try:
            news.append(support(need.pk, actor=actor, organisation=organisation, openings=2)[1])
        except Exception as unexpected:
            failures.append(unexpected)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=pair) for pair in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (len(news), news.count(True)) == (24, 3)
    assert NeedSupport.objects.filter(need=need).count() == 3
    assert told(need) == 3


@pytest.mark.django_db(transaction=True)
def test_a_need_that_closes_at_the_same_moment_keeps_no_support_that_came_after():
    world = worlds.people_only()
    need = state(world)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def close() -> None:
        start.wait()
        close_need(need.pk, actor=world.actor("emma"), reason="Done.", seen_version=1, idempotency_key=None)
        connection.close()

    def say() -> None:
        start.wait()
        try:
            support(need.pk, actor=world.actor("ada"), organisation=world.cast.organisations["acadia"])
            outcomes.append("counted")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for act in (close, say)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert NeedSupport.objects.count() == (1 if outcomes == ["counted"] else 0)
