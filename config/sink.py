"""The local mail sink: an SMTP server that keeps every message as a file, for the demo and the tests.

A file is `<nanoseconds>-<first 16 hex of SHA-256 of its Message-ID>-<random>.eml`, so that a message that was sent
twice lies there twice, and delivery can ask whether one was accepted.
"""

import asyncio
import hashlib
import secrets
import signal
import time
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import UnthreadedController


class Keep:
    """aiosmtpd handler; a message is on disk under its name before it is answered with 250."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 aiosmtpd's name
        raw: bytes = envelope.content
        message_id = str(message_from_bytes(raw).get("Message-ID", "")).strip()
        mark = hashlib.sha256(message_id.encode()).hexdigest()[:16]
        name = f"{time.time_ns()}-{mark}-{secrets.token_hex(4)}"
        partial = self.directory / f".{name}.part"
        header = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        partial.write_bytes(header + raw)
        partial.replace(self.directory / f"{name}.eml")
        return "250 Kept"


def run(directory: Path, port: int) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    controller = UnthreadedController(
        Keep(directory), hostname="127.0.0.1", port=port, loop=loop, data_size_limit=5_000_000
    )
    controller.begin()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, loop.stop)
    loop.run_forever()
    controller.end()
    loop.close()
