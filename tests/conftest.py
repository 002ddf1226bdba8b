"""Fixtures for every room's tests."""

from tests.flush import flush_past_the_triggers

__all__ = ["flush_past_the_triggers"]
