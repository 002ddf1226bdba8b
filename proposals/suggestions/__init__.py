"""Proposed wording: a partner or colleague suggests it, an author of the institution answers."""
