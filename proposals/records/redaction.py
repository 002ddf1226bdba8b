"""Showing a value, or withholding it and still proving that it is the one that was there.

A value that may be withheld is written as {"salt", "value"}; withheld it is {"digest", "redacted": why}. Both have the
same digest, so that whoever holds the whole record and whoever holds the redacted one see that it is one record.
Standard library only: its text becomes part of the verifier that is handed out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.canonical import sha256

OPEN, CLOSED = {"salt", "value"}, {"digest", "redacted"}


def withheld(opened: Mapping[str, Any], why: str) -> dict[str, Any]:
    """The redacted form of {"salt", "value"}."""
    return {"digest": _digest(opened), "redacted": why}


def reduced(value: Any) -> Any:
    """What is hashed: every value that may be withheld by its digest alone."""
    if isinstance(value, Mapping):
        if set(value) == OPEN:
            return {"digest": _digest(value)}
        if set(value) == CLOSED:
            return {"digest": value["digest"]}
        return {str(key): reduced(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [reduced(item) for item in value]
    return value


def digest_of(value: Any) -> str:
    return sha256(reduced(value))


def redactions(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(where, why) of everything that is withheld."""
    if isinstance(value, Mapping):
        if set(value) == CLOSED:
            yield path, str(value["redacted"])
            return
        for key, item in value.items():
            yield from redactions(item, f"{path}.{key}".strip("."))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from redactions(item, f"{path}.{number}".strip("."))


def _digest(opened: Mapping[str, Any]) -> str:
    return sha256({"salt": opened["salt"], "value": reduced(opened["value"])})
