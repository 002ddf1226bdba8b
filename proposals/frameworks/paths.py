"""A path names one value of a framework's content in one word: "deadlines.review.days", "criteria.R5.title.en".

A step into a list of objects is the object's key (a criterion) or value (a step of the scale), else a number from 0.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

NAMES = ("key", "value")


def get(content: Mapping[str, Any], path: str) -> Any:
    """The value at a path, or None."""
    found: Any = content
    for step in path.split("."):
        if isinstance(found, list):
            found = _item(found, step)
        elif isinstance(found, Mapping):
            found = found.get(step)
        else:
            return None
    return found


def put(content: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the content with each value at its path; objects come into being as they are named.

    Raises:
        KeyError: a step names an item of a list that is not there.
    """
    copy = deepcopy(dict(content))
    for path, value in values.items():
        *way, last = path.split(".")
        place: Any = copy
        for number, step in enumerate(way):
            if isinstance(place, list):
                place = _item(place, step)
                if place is None:
                    raise KeyError(path)
            else:
                following = [*way[number + 1 :], last][0]
                if place.get(step) is None:
                    place[step] = [None, None] if following.isdecimal() else {}
                place = place[step]
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value
    return copy


def _item(items: list[Any], step: str) -> Any:
    for item in items:
        if isinstance(item, Mapping):
            if any(item.get(name) == step for name in NAMES):
                return item
        elif step.isdecimal():
            return items[int(step)] if int(step) < len(items) else None
    return None
