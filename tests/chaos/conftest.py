import sys
from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests import servers
from tests.chaos.driving import SEED


@pytest.fixture
def figures(request, record_property, capsys) -> Callable[..., None]:
    """Figures and seed, for the report and for whoever watches."""
    record_property("seed", SEED)

    def say(**found: object) -> None:
        for name, value in found.items():
            record_property(name.replace("_", " "), value)
        words = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in found.items())
        with capsys.disabled():
            sys.stdout.write(f"\n{request.node.name}: {words} (seed {SEED})\n")

    return say


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards."""
    address = servers.postgresql()
    if address is None:
        pytest.skip("PostgreSQL does not answer")
    name = f"tidemark_{uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield f"{address.rpartition('/')[0]}/{name}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
