"""The prepared cases of a module's state machine, made once."""

from collections.abc import Iterator

import pytest

from tests.machines.walking import Seen, walks


@pytest.fixture(scope="module")
def seen(request, django_db_setup, django_db_blocker) -> Iterator[Seen]:
    with django_db_blocker.unblock():
        yield from walks([*request.module.MACHINE.STAGES, *request.module.MACHINE.SELDOM])
