import pytest

from partners.actors import Actor
from partners.roles import Role
from partners.services import grant_role, person


@pytest.fixture
def bea(world) -> Actor:
    """A second author of Acadia University."""
    found = person("bea@acadia.example", "Béatrice Amirault")
    grant_role(found, world.cast.organisations["acadia"], Role.AUTHOR, actor=world.actor("ada"))
    return Actor(found)


@pytest.fixture
def bea_client(world, bea):
    client = world.client()
    client.force_login(bea.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def story(world):
    return world.story()
