import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from config.supervisor import valkey_binary
from tests import servers
from tests.chaos.driving import SEED
from tests.running import free_port, until


@dataclass
class Broker:
    """A Valkey server of the test's own on a TCP port, which can be killed and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                valkey_binary(),
                "--port",
                str(self.port),
                "--dir",
                str(self.folder),
                "--save",
                "",
                "--loglevel",
                "warning",
            ],
            stdout=subprocess.DEVNULL,
        )
        until(self.answers, "the broker to answer")

    def answers(self) -> bool:
        import redis

        try:
            return bool(redis.Redis(port=self.port, socket_timeout=1).ping())
        except redis.ConnectionError:
            return False

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.kills += 1


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
def broker(tmp_path) -> Iterator[Broker]:
    made = Broker(tmp_path, free_port())
    made.start()
    yield made
    made.kill()


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
