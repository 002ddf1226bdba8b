"""Threads of comments on places of the document, each in one lane."""
