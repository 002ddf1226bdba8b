"""A case in co-design with a guest partner, and people of every kind."""

import pytest

from partners.actors import Actor


@pytest.fixture
def story(world):
    return world.story().invite("fundy", "harbour").open()


def endorsement(story, partner: str):
    return story.proposal.endorsements.get(organisation=story.organisation(partner))


def guest(story, partner="fundy") -> Actor:
    row = endorsement(story, partner)
    return Actor(row.person, guest_link=row.guest_link)


def browser(world, story, partner="fundy"):
    """A guest's browser, let in by their link."""
    return world.guest(endorsement(story, partner))


def at(story, rest: str = "") -> str:
    return f"/work/proposals/{story.proposal.pk}/comments/{rest}"
