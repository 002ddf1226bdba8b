"""Is this chain whole, and if not, which link is wrong? Pure: knows no database and no case.

Standard library only: `proposals.records` puts this file's text into the verifier that it hands out.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.canonical import sha256

START = ""  # what the first link of a case stands on
NEAR = 64  # how far from its place a link's own number is looked for


@dataclass(frozen=True)
class Link:
    """As it stands. `digest` is recomputed from the content; `row` grows in the order of writing (0: unknown)."""

    number: int
    previous: str
    sha256: str
    digest: str
    row: int = 0
    name: str = ""


@dataclass(frozen=True)
class Fault:
    """`kind`: altered, deleted, inserted or reordered. `number`: the place in the chain."""

    kind: str
    number: int
    name: str
    sentence: str

    def __str__(self) -> str:
        return f"link {self.number}{f' ({self.name})' if self.name else ''}: {self.kind}: {self.sentence}"


def hash_of(case: Any, number: int, previous: str, digest: str) -> str:
    """SHA-256 of a link: of its place, of the link before it, and of the digest of its content."""
    return sha256({"case": str(case), "link": number, "previous": previous, "content": digest})


def follows(case: Any, link: Link, before: Link | None) -> bool:
    """`link` is sound and stands where it was made: right after `before`."""
    number, previous, row = (before.number, before.sha256, before.row) if before else (0, START, -1)
    right = link.number == number + 1 and link.previous == previous and (link.row > row or link.row == 0)
    return right and _sound(case, link, link.number)


def faults(case: Any, links: Sequence[Link]) -> list[Fault]:
    """Everything that is wrong with one case's chain, in the order of its links; needs all of them."""
    return _Diagnosis(case, links).faults()


def _sound(case: Any, link: Link, number: int) -> bool:
    return hash_of(case, number, link.previous, link.digest) == link.sha256


class _Diagnosis:
    """Finds the chain by its hashes, whatever the places say, and then explains what is not as it was made."""

    def __init__(self, case: Any, links: Sequence[Link]) -> None:
        self.case = case
        self.links = sorted(links, key=lambda link: (link.number, link.row))
        self.next: dict[str, list[int]] = defaultdict(list)
        for index, link in enumerate(self.links):
            self.next[link.previous].append(index)
        self.length = self._lengths()
        self.place: dict[int, int] = {}  # index → the number that it was made with
        self.sound: dict[int, bool] = {}
        self.pieces: list[list[int]] = []
        self.strays: set[int] = set()

    def faults(self) -> list[Fault]:
        self._walk()
        found = [*self._broken(), *self._moved()]
        if not found:
            found = self._renumbered()
        return sorted(found, key=lambda fault: (fault.number, fault.kind))

    def _lengths(self) -> list[int]:
        """How many links hang one on the other from each one on."""
        by_hash = {link.sha256: index for index, link in enumerate(self.links)}
        waiting = [len(self.next.get(link.sha256, [])) for link in self.links]
        length = [1] * len(self.links)
        ready = [index for index, count in enumerate(waiting) if not count]
        while ready:
            index = ready.pop()
            parent = by_hash.get(self.links[index].previous)
            if parent is None or parent == index:
                continue
            length[parent] = max(length[parent], length[index] + 1)
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
        return length

    def _walk(self) -> None:
        """Pieces of chain: the first from the start, each other one from a link whose predecessor is not there."""
        known = {link.sha256 for link in self.links}
        roots = [i for i, link in enumerate(self.links) if link.previous != START and link.previous not in known]
        if self.next[START]:
            self._piece(self._best(self.next[START], 1), 1)
        for root in roots:
            self._piece(root, self._own_number(root))

    def _piece(self, index: int, number: int) -> None:
        piece: list[int] = []
        while index not in self.place:
            link = self.links[index]
            sound = _sound(self.case, link, number)
            if not sound and _sound(self.case, link, link.number):
                sound, number = True, link.number
            self.place[index], self.sound[index] = number, sound
            piece.append(index)
            after = [one for one in self.next.get(link.sha256, []) if one not in self.place]
            if not after:
                break
            number += 1
            index = self._best(after, number)
        self.pieces.append(piece)

    def _best(self, candidates: Sequence[int], number: int) -> int:
        """The one that most hangs on; else the one that is sound there; else the one that was written first."""

        def worth(index: int) -> tuple[int, bool, int]:
            return self.length[index], _sound(self.case, self.links[index], number), -self.links[index].row

        return max(candidates, key=worth)

    def _own_number(self, index: int) -> int:
        stands = self.links[index].number
        for step in range(NEAR):
            for number in (stands + step, stands - step):
                if _sound(self.case, self.links[index], number):
                    return number
        return stands

    def _broken(self) -> Iterator[Fault]:
        """What is altered, deleted or inserted."""
        pieces = sorted(self.pieces, key=lambda piece: self.place[piece[0]])
        main, strays = self._sorted_out(pieces)
        reached = 0  # the number of the last link so far
        last: int | None = None
        for piece in main:
            first = piece[0]
            start = self.place[first]
            if last is not None or start > 1:
                yield from self._between(last, reached, first, strays)
            for index in piece:
                if not self.sound[index]:
                    yield self._fault("altered", index, "its content does not give its hash")
            last, reached = piece[-1], self.place[piece[-1]]
        self.strays = set(strays)
        for index in strays:
            yield self._fault("inserted", index, "no link of the chain was made on it")

    def _sorted_out(self, pieces: list[list[int]]) -> tuple[list[list[int]], list[int]]:
        """Pieces that follow each other by number, and links that hang on nothing that goes on."""
        main: list[list[int]] = []
        strays = [index for index in range(len(self.links)) if index not in self.place]
        for piece in pieces:
            overlaps = bool(main) and self.place[piece[0]] <= self.place[main[-1][-1]]
            if overlaps and len(piece) < len(main[-1]):
                strays += piece
            elif overlaps and len(main[-1]) == 1:
                strays += main.pop()
                main.append(piece)
            else:
                main.append(piece)
        return main, strays

    def _between(self, last: int | None, reached: int, first: int, strays: list[int]) -> Iterator[Fault]:
        """Why the piece that begins at `first` does not hang on the one that ends at `last`."""
        start = self.place[first]
        standing = [one for one in strays if reached < self.links[one].number < start]
        for one in standing:
            strays.remove(one)
            yield self._fault("altered", one, "the link after it was made on another")
        missing = start - reached - 1
        if missing > 0 and not standing:
            said = f"link {reached + 1} is" if missing == 1 else f"links {reached + 1} to {start - 1} are"
            yield Fault("deleted", reached + 1, "", f"{said} not there; link {start} was made on it")
        elif missing <= 0 and last is not None:
            if not self.sound[first]:
                return  # it is named for itself
            confirmed = self.length[first] > 1 or first == len(self.links) - 1
            wrong = last if confirmed else first
            if self.sound[wrong]:
                yield self._fault("altered", wrong, "it was given a new hash: its neighbour was made with another")

    def _moved(self) -> Iterator[Fault]:
        """What stands in another order than it was made in, by its place or by its row."""
        ordered = [index for index in range(len(self.links)) if index in self.place and index not in self.strays]
        made = [self.place[index] for index in ordered]
        rows = [self.links[index].row for index in ordered]
        for position in sorted(_out_of_order(made)):
            index = ordered[position]
            if self.sound[index]:
                yield self._fault("reordered", index, f"it was made as link {made[position]}")
        for position in sorted(_out_of_order(rows)) if all(rows) and not _out_of_order(made) else []:
            yield self._fault("reordered", ordered[position], "its row is not in the order of its chain")

    def _renumbered(self) -> list[Fault]:
        for index, number in self.place.items():
            if self.links[index].number != number:
                return [self._fault("reordered", index, f"it was made as link {number}")]
        return []

    def _fault(self, kind: str, index: int, sentence: str) -> Fault:
        return Fault(kind, self.links[index].number, self.links[index].name, sentence)


def _out_of_order(values: Sequence[int]) -> set[int]:
    """Positions that must move: the two that were exchanged, else the fewest."""
    ranked = sorted(range(len(values)), key=values.__getitem__)
    elsewhere = {position for rank, position in enumerate(ranked) if rank != position}
    return elsewhere if len(elsewhere) <= 2 else set(range(len(values))) - _increasing(values)


def _increasing(values: Iterable[int]) -> set[int]:
    """Positions of a longest run of growing values."""
    tops: list[int] = []
    at: list[int] = []
    parent: list[int] = []
    for position, value in enumerate(values):
        slot = bisect_left(tops, value)
        parent.append(at[slot - 1] if slot else -1)
        if slot == len(tops):
            tops.append(value)
            at.append(position)
        else:
            tops[slot], at[slot] = value, position
    kept: set[int] = set()
    position = at[-1] if at else -1
    while position >= 0:
        kept.add(position)
        position = parent[position]
    return kept
