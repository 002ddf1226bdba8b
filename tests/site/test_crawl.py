"""Every page that a person can reach by links answers, for every person of the demo."""

import re

import pytest

from config.demo.people import PEOPLE
from tests.site.reader import LEAVE_OUT, read_everything

# A PDF is set anew each time, from the page that is looked at here: tests/exchange/test_exports.py.
QUICKLY = re.compile(rf"{LEAVE_OUT.pattern}|document\.pdf$")
QUICK = {"ada", "emma", "cora", "rita"}  # one of each kind; the others walk in `make test`
ALL = [pytest.param(one.key, marks=[] if one.key in QUICK else [pytest.mark.slow]) for one in PEOPLE]


@pytest.mark.parametrize("person", [*ALL, None])
def test_every_linked_page_answers(demo, db, person):
    found = read_everything(demo.client(person), ["/work/" if person else "/"], leave_out=QUICKLY)
    assert len(found.pages) > 3
    assert found.broken == {}
