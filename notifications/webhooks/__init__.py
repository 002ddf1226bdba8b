"""Webhooks: the systems of organisations are told what their people may know, signed, once, and in time."""
