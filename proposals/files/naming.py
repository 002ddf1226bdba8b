"""The name that a file is shown and sent by; it never becomes a path."""

import re
import unicodedata

MAX_NAME = 120


def cleaned(name: str, kind: str) -> str:
    """Without folders, control signs and signs that turn the reading direction; at most MAX_NAME characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem, _dot, ending = re.sub(r"\s+", " ", shown).strip(" .").rpartition(".")
    ending = ending.lower() if ending.isascii() and ending.isalnum() else kind
    stem = stem.strip(" .")[: MAX_NAME - len(ending) - 1]
    return f"{stem or 'file'}.{ending}"
