"""One JSON text for one value, and its SHA-256: what is proved later must be written the same way by everybody.

Sorted keys, no white space, UTF-8. A value read back from any of our databases gives the bytes it was written with.
Standard library only: `proposals.records` puts this file's text into the verifier that it hands out.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

BEYOND = 1e16  # from here on Python writes a float with an exponent, and PostgreSQL an integer


def canonical(value: Any) -> bytes:
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def sha256(value: Any) -> str:
    """Hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def moment(value: datetime) -> str:
    """The same moment in every zone and on every database: UTC, with microseconds."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: Any) -> Any:
    """What JSON makes of it: keys are text, tuples lists; moments in UTC."""
    match value:
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case float() if abs(value) >= BEYOND and value.is_integer():
            return int(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
