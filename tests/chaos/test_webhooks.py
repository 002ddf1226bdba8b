"""The webhook worker is killed while it sends: every event arrives, and what comes twice has the same id."""

import os
import signal
from collections import Counter

import pytest

from tests.running import Running, until
from tests.webhooks.receiver import Receiver

pytestmark = [pytest.mark.chaos, pytest.mark.long]

KILLS, EVENTS = int(os.environ.get("CHAOS_WEBHOOK_KILLS", "3")), 400
TELL = """
from notifications.webhooks import services
from notifications.webhooks.models import Delivery
from partners.actors import Actor
from partners.models import Membership
held = Membership.objects.filter(role="administrator", organisation__kind="institution").first()
actor = Actor(held.user)
endpoint = services.add(held.organisation_id, actor=actor, url={url!r})
for number in range({events}):
    services.send_test(endpoint.pk, actor=actor)
for row in Delivery.objects.all():
    print(row.message_id)
"""


def test_nothing_is_lost_and_what_comes_twice_has_the_same_id(tmp_path, record_property):
    with Receiver() as receiver, Running(tmp_path / "site", {"TIDEMARK_WEBHOOK_NETWORKS": "127.0.0.0/8"}) as site:
        written = site.manage("shell", "-c", TELL.format(url=receiver.url(), events=EVENTS))
        wanted = {line for line in written.splitlines() if line.startswith("msg_")}
        assert len(wanted) == EVENTS
        for _kill in range(KILLS):
            arrived = len(receiver.got)
            until(lambda arrived=arrived: len(receiver.got) > arrived or arrived >= EVENTS, "something to arrive")
            for pid in site.children("--queues webhooks"):
                os.kill(pid, signal.SIGKILL)
        until(lambda: {got.headers["webhook-id"] for got in receiver.got} == wanted, "every event to arrive")
        times = Counter(got.headers["webhook-id"] for got in receiver.got)
    twice = sum(1 for number in times.values() if number > 1)
    record_property("came twice", twice)
    assert twice <= KILLS
