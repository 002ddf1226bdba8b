"""Fixtures for every room's tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings as configured
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from config.demo.people import assemble
from tests import world as worlds
from tests.broker import Broker
from tests.flush import flush_past_the_triggers
from tests.running import demo_folder, free_port
from tests.telling import Tell, copies
from tests.world import World

__all__ = ["flush_past_the_triggers"]

DATABASES = {"db", "transactional_db", "django_db_setup"}
BEGIN = ("chaos", "browser", "slow")

# The same examples on every run, so that a red test is the change's; HYPOTHESIS_PROFILE=explore looks for new ones.
SLOW_MACHINES = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=SLOW_MACHINES)
settings.register_profile("explore", deadline=None, max_examples=1000, suppress_health_check=SLOW_MACHINES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what asks a database: the rest gives one answer, whichever it is."""
    if item.get_closest_marker("django_db") or DATABASES & set(getattr(item, "fixturenames", ())):
        item.add_marker("database")


@pytest.hookimpl(trylast=True)  # after pytest-django, which moves what asks no database to the end
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for processes and browsers begins first, and then what is slow, so that no worker is left alone with
    it at the end."""
    rank: dict[Path, int] = {}
    for item in items:
        own = min((at for at, mark in enumerate(BEGIN) if item.get_closest_marker(mark)), default=len(BEGIN))
        rank[item.path] = min(own, rank.get(item.path, own))
    items.sort(key=lambda item: rank[item.path])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The run's copy of the demo goes with the run, and not with the first of its workers."""
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(demo_folder(), ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """White Noise warns where the folder of gathered files is missing."""
    Path(configured.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def no_worker(settings) -> None:
    """Mail becomes outbox rows as on the site; ringing goes to a broker in memory. Who wants delivery, delivers."""
    settings.EMAIL_BACKEND = "notifications.mail.OutboxBackend"
    current_app.conf.broker_url = "memory://"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A test begins in English, whatever the requests of the one before left active."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def copied(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[Tell], AbstractContextManager[None]]]:
    """A copy of what was told, with the database open for as long as the copying takes."""
    with django_db_blocker.unblock():
        made = copies()

    @contextmanager
    def copied(tell: Tell) -> Iterator[None]:
        with ExitStack() as stack:
            with django_db_blocker.unblock():
                stack.enter_context(made.of(tell))
            try:
                yield
            finally:
                with django_db_blocker.unblock():
                    stack.close()

    yield copied
    with django_db_blocker.unblock():
        made.close()


@pytest.fixture(scope="module")
def people_told(copied) -> Iterator[None]:
    with copied(assemble):
        yield


@pytest.fixture(scope="module")
def demo_told(copied) -> Iterator[None]:
    with copied(worlds.demo):
        yield


@pytest.fixture
def world(people_told: None, db: None) -> World:
    """The demo's people and organisations, without cases."""
    return worlds.people_only()


@pytest.fixture(scope="module")
def demo(demo_told: None, django_db_blocker: DjangoDbBlocker) -> World:
    """The whole demo; each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        return worlds.people_only()


@pytest.fixture
def broker(tmp_path) -> Iterator[Broker]:
    made = Broker(tmp_path, free_port())
    made.start()
    yield made
    made.kill()
