"""Cases in review. The modules that begin with one tell it once; what a test does with it is rolled back."""

import copy
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from config.demo.story import Story
from tests import world as worlds
from tests.world import World

Teller = Callable[[World], list[Story]]


@pytest.fixture(scope="module")
def told_once(people_told: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[Teller], list[Story]]]:
    """For fixtures of a module: what the teller tells is there for all of its tests, from then on."""
    with django_db_blocker.unblock(), transaction.atomic():

        def told(tell: Teller) -> list[Story]:
            with django_db_blocker.unblock():
                return tell(worlds.people_only())

        yield told
        transaction.set_rollback(True)


def again(story: Story, world: World) -> Story:
    """The same case for one more test, which may move it on."""
    own = copy.copy(story)
    own.cast = world.cast
    own.content = copy.deepcopy(story.content)
    own.proposal = copy.copy(story.proposal)
    return own


@pytest.fixture(scope="module")
def submitted_once(told_once) -> Story:
    return told_once(lambda world: [world.story().invite("fundy").open().endorse("fundy").sign_off().submit()])[0]


@pytest.fixture
def submitted(submitted_once: Story, world: World) -> Story:
    """With the Province, and nobody is assigned yet."""
    return again(submitted_once, world)


@pytest.fixture(scope="module")
def reviewed_once(told_once) -> Story:
    def tell(world: World) -> list[Story]:
        story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
        return [story.assign("rita", "rob").review("rita", "rob")]

    return told_once(tell)[0]


@pytest.fixture
def reviewed(reviewed_once: Story, world: World) -> Story:
    """Both reviews are in, and nothing is agreed yet."""
    return again(reviewed_once, world)
