"""ClamAV, where it is configured: the bytes go to `clamd` before anything is kept (its INSTREAM command)."""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from proposals.files.refused import Refused

PIECE = 64_000
PATIENCE = 20  # seconds


def configured() -> bool:
    return bool(settings.CLAMD)


def scan(data: bytes) -> bool:
    """True: scanned and clean. False: no scanner is configured.

    Raises:
        Refused: something was found, or the scanner does not answer.
    """
    if not configured():
        return False
    try:
        answer = _asked(data)
    except OSError:
        raise Refused(_("The virus scanner does not answer. Nothing was kept; try again in a few minutes.")) from None
    if answer.endswith("FOUND"):
        raise Refused(_("The virus scanner found something in this file. Nothing was kept."))
    if not answer.endswith("OK"):
        raise Refused(_("The virus scanner could not read this file. Nothing was kept."))
    return True


def _asked(data: bytes) -> str:
    with _connected() as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            clamd.sendall(struct.pack(">I", len(piece)) + piece)
        clamd.sendall(struct.pack(">I", 0))
        answer = b""
        while piece := clamd.recv(4096):
            answer += piece
    return answer.decode("utf-8", "replace").strip("\0\n ")


def _connected() -> socket.socket:
    address = urlsplit(settings.CLAMD)
    if address.scheme == "unix":
        found = socket.socket(socket.AF_UNIX)
        found.settimeout(PATIENCE)
        found.connect(address.path)
        return found
    return socket.create_connection((address.hostname or "127.0.0.1", address.port or 3310), timeout=PATIENCE)
