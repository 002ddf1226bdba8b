"""`manage.py check` says what could not work, and what to write instead."""

import pytest
from django.core.checks import run_checks

RIGHT = {
    "REPLY_ADDRESS": "reply@tidemark.example",
    "REPLY_MAILBOX": "imaps://user:p%40ss@mail.example/INBOX",
    "REPLY_SERVICE": "mailgun://key",
}


def found(settings, **values: str) -> list[str]:
    for name, value in (RIGHT | values).items():
        setattr(settings, name, value)
    return [str(one.id) for one in run_checks() if str(one.id).startswith("replies.")]


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        ({}, []),
        ({"REPLY_MAILBOX": "imap://user:pass@localhost"}, []),
        ({"REPLY_ADDRESS": "reply"}, ["replies.E001"]),
        ({"REPLY_ADDRESS": "answers-to-us@tidemark.example"}, ["replies.E002"]),
        ({"REPLY_ADDRESS": ""}, ["replies.E003"]),
        ({"REPLY_MAILBOX": "pop://user:pass@mail.example"}, ["replies.E004"]),
        ({"REPLY_MAILBOX": "imap://user:pass@mail.example"}, ["replies.W005"]),
        ({"REPLY_SERVICE": "postmark://key"}, ["replies.E006"]),
    ],
)
def test_wrong_settings_are_said(settings, values, ids):
    assert found(settings, **values) == ids
