"""Every page that a person can reach by links answers, for every person of the demo."""

import re
from collections import deque

import pytest

from config.demo.people import PEOPLE

LINK = re.compile(r'href="(/[^"#]*)"')
LIMIT = 400
# A PDF is set anew each time, from the page that is looked at here: tests/exchange/test_exports.py.
LEAVE_OUT = re.compile(r"^/(static|accounts|language|demo)/|page=\d|document\.pdf$")


def crawl(client, start: str) -> dict[str, int]:
    """{address: status} of everything linked from `start`, breadth first."""
    seen: dict[str, int] = {}
    queue = deque([start])
    while queue and len(seen) < LIMIT:
        address = queue.popleft().replace("&amp;", "&")
        if address in seen or LEAVE_OUT.search(address):
            continue
        response = client.get(address)
        seen[address] = response.status_code
        if response.status_code == 200 and "html" in response["Content-Type"]:
            queue.extend(LINK.findall(response.content.decode()))
        elif response.status_code in (301, 302):
            queue.append(response["Location"])
    return seen


QUICK = {"ada", "emma", "cora", "rita"}  # one of each kind; the others walk in `make test`
ALL = [pytest.param(one.key, marks=[] if one.key in QUICK else [pytest.mark.slow]) for one in PEOPLE]


@pytest.mark.parametrize("person", [*ALL, None])
def test_every_linked_page_answers(demo, db, person):
    found = crawl(demo.client(person), "/work/" if person else "/")
    assert len(found) > 3
    assert {address: status for address, status in found.items() if status not in (200, 302)} == {}
