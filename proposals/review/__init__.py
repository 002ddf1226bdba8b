"""Assignments, verdicts, required changes, conditions, decisions."""
