"""WHAT: the case and everything people do to it."""
