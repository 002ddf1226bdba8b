from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.db import transaction

from notifications.webhooks import services
from notifications.webhooks.models import Endpoint
from tests import world as worlds
from tests.webhooks.receiver import Receiver
from tests.world import World


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The demo's people, once for a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.people_only()
        transaction.set_rollback(True)


@pytest.fixture
def world(people, db) -> World:
    """Each test's own changes are rolled back."""
    return people


@pytest.fixture
def inner(settings) -> None:
    """This machine is an inner network of the installation."""
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture
def receiver(inner) -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


@pytest.fixture
def endpoint(world, receiver) -> Endpoint:
    """Acadia's, added by its administrator; it hears of everything."""
    acadia = world.cast.organisations["acadia"]
    return services.add(acadia.pk, actor=world.actor("ada"), url=receiver.url(), description="Student records")
