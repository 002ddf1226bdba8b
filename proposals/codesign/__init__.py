"""Invitations, comments and endorsements."""
