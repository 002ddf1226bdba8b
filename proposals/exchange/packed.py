"""Proposals as JSON: what goes out comes in again, byte for byte."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from proposals.exchange.spreadsheet import UnreadableFile

FORMAT, VERSION = "tidemark-proposals", 1
NOT_PACKED = frozenset({"K"})  # declarations are accepted by people

Content = Mapping[str, Mapping[str, Any]]


def packed(contents: Iterable[Content]) -> bytes:
    """UTF-8; keys in order, two spaces, a final newline."""
    proposals = [{key: values for key, values in one.items() if key not in NOT_PACKED} for one in contents]
    whole = {"format": FORMAT, "version": VERSION, "proposals": proposals}
    return (json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def unpacked(data: bytes) -> list[Any]:
    """The contents, not checked yet. Raises UnreadableFile."""
    try:
        whole = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(_("This is no JSON: %(error)s") % {"error": str(error)[:200]}) from None
    if not isinstance(whole, Mapping) or whole.get("format") != FORMAT or not isinstance(whole.get("proposals"), list):
        raise UnreadableFile(_("This JSON holds no proposals of Tidemark."))
    if whole.get("version") != VERSION:
        raise UnreadableFile(_("This file is of another version: expected %(version)d.") % {"version": VERSION})
    return list(whole["proposals"])
