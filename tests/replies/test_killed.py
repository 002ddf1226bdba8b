"""A poll that is killed by the kernel at any moment: every answer stands once, and the mailbox is empty at the end."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.db import connection

from notifications.models import Notice
from proposals.replies.models import Received
from tests.replies.conftest import answer
from tests.replies.imap import Dovecot
from tests.running import ROOT, until

MAILS, KILLS = 24, 4


def environment(mailbox: str) -> dict[str, str]:
    to = connection.settings_dict
    url = f"sqlite:///{to['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgresql://{to['USER']}@{to['HOST']}:{to['PORT']}/{to['NAME']}"
    return os.environ | {
        "DATABASE_URL": url,
        "TIDEMARK_VAR": str(configured.VAR_DIR),
        "TIDEMARK_REPLY_ADDRESS": "reply@tidemark.example",
        "TIDEMARK_REPLY_MAILBOX": mailbox,
        "TIDEMARK_COALESCE_SECONDS": "0",
    }


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_nothing_is_lost_and_nothing_counts_twice(conversation):
    notice = conversation.notice(conversation.gil)
    words = [f"Answer {number}." for number in range(MAILS)]
    with Dovecot() as server:
        server.put(*(bytes(answer(notice, one)) for one in words))
        command = [sys.executable, "manage.py", "take_in_answers"]
        for kill in range(1, KILLS + 1):
            process = subprocess.Popen(command, cwd=ROOT, env=environment(server.url), stdout=subprocess.DEVNULL)
            far = kill * MAILS // (KILLS + 1)
            until(
                lambda far=far, process=process: Received.objects.count() >= far or process.poll() is not None,
                "it works",
            )
            assert process.poll() is None, "it ended before it was killed"
            process.send_signal(signal.SIGKILL)
            process.wait()
        subprocess.run(command, cwd=ROOT, env=environment(server.url), check=True, stdout=subprocess.DEVNULL)
        assert server.count() == 0
        assert server.count("Tidemark taken in") == MAILS
    assert sorted(conversation.said()[2:]) == sorted(words)
    assert Received.objects.count() == MAILS
    told = Notice.objects.filter(recipient=conversation.ada, event="comment.added", channel="mail")
    assert told.filter(context__text__in=words).count() == MAILS
