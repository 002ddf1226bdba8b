"""What docs/webhooks.md says to whoever writes a receiver is so."""

import re

import pytest
import time_machine
from django.conf import settings

from config.webhooks_page import render
from notifications.rules import RULES
from notifications.webhooks import delivery, signing
from tests.webhooks.test_delivery import ask

PAGE = settings.BASE_DIR / "docs" / "webhooks.md"


def test_every_event_stands_in_the_page():
    assert all(render().count(f"`{event}`") for event in RULES)


@pytest.mark.django_db
def test_the_example_verifies_a_real_message_and_refuses_what_was_changed(world, endpoint, receiver):
    ask(endpoint, world)
    delivery.drain(endpoint.pk)
    (got,) = receiver.got
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)[1], names)
    secret = signing.secret(endpoint)
    assert names["is_ours"](secret, got.headers, got.body)
    assert not names["is_ours"](secret, got.headers, got.body + b" ")
    assert not names["is_ours"]("whsec_" + "A" * 44, got.headers, got.body)
    assert not names["is_ours"](secret, got.headers | {"webhook-id": "msg_other"}, got.body)
    with time_machine.travel(int(got.headers["webhook-timestamp"]) + 301):
        assert not names["is_ours"](secret, got.headers, got.body)
