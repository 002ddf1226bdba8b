"""Which numbers of a published group stay hidden, so that nobody's single case can be made out. Pure."""

from collections.abc import Mapping
from typing import TypeVar

LEAST = 5
Key = TypeVar("Key")


def hidden(counts: Mapping[Key, int], least: int = LEAST) -> frozenset[Key]:
    """The keys whose numbers are not shown.

    Hidden are counts from 1 to below `least`. What is hidden could be worked out from a total: so where it is one
    number, or adds up to less than `least`, the next smallest is hidden with it (complementary suppression). Nothing,
    0, may be shown: it is nobody.
    """
    found = {key for key, count in counts.items() if 0 < count < least}
    shown = sorted((key for key, count in counts.items() if count >= least), key=lambda key: counts[key])
    while found and shown and (len(found) < 2 or sum(counts[key] for key in found) < least):
        found.add(shown.pop(0))
    return frozenset(found)
