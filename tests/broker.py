"""A broker of the test's own, which can be killed, flushed and started again."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import redis

from config.supervisor import valkey_binary
from tests.running import until


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
        try:
            return bool(redis.Redis(port=self.port, socket_timeout=1).ping())
        except redis.ConnectionError:
            return False

    def flush(self) -> None:
        redis.Redis(port=self.port).flushall()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.kills += 1
