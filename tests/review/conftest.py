"""A case in review."""

import pytest


@pytest.fixture
def reviewed(world):
    """Both reviews are in, and nothing is agreed yet."""
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
    return story.assign("rita", "rob").review("rita", "rob")
