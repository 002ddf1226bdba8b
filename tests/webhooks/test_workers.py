"""Several workers at once, each with a connection of its own."""

import threading

import pytest
from django.db import connections

from notifications.webhooks import delivery
from tests import world as worlds
from tests.webhooks.test_delivery import ask


@pytest.fixture
def world(transactional_db) -> worlds.World:
    """Committed, so that every worker sees it."""
    return worlds.people_only()


def test_many_workers_send_each_row_once(world, endpoint, receiver):
    ask(endpoint, world, 12)

    def work() -> None:
        try:
            for _turn in range(30):
                delivery.drain(endpoint.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [got.headers["webhook-id"] for got in receiver.got]
    assert len(ids) == len(set(ids)) == 12
