"""Bytes on disk, outside the web root, under random names."""

import os
import secrets
from pathlib import Path

from django.conf import settings


def write(data: bytes) -> str:
    """Safe on disk when it returns; the name to find it by."""
    name = secrets.token_hex(16)
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_suffix(".half")
    with half.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    return name


def path_of(name: str) -> Path:
    return Path(settings.ATTACHMENTS_DIR) / name[:2] / name


def discard(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
