"""A case in co-design with a guest partner, and people of every kind."""

import pytest

from partners.actors import Actor
from partners.actors_http import GUEST_SESSION


@pytest.fixture
def story(world):
    return world.story().invite("fundy", "harbour").open()


def guest(story, partner="fundy") -> Actor:
    row = story.proposal.endorsements.get(organisation=story.organisation(partner))
    return Actor(row.person, guest_link=row.guest_link)


def browser(world, story, partner="fundy"):
    """A guest's browser, let in by their link."""
    client = world.client()
    session = client.session
    session[GUEST_SESSION] = str(guest(story, partner).guest_link.pk)
    session.save()
    return client


def at(story, rest: str = "") -> str:
    return f"/work/proposals/{story.proposal.pk}/comments/{rest}"
