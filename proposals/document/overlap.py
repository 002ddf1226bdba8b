"""How near two offers are, and why: by what their holders can do, for which occupation, under which title. Pure.

Weights and threshold were chosen on the `train` half of data/overlap/pairs.json; the figures on the other half, and of
the methods beside it, are in docs/adr/0012-overlap.md and come from benchmarks/overlap.py.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer

from proposals.document.translation import texts_of

NEAR = 0.64  # from here on, somebody who holds the one has little reason to take the other
ALIKE = 0.3  # Dice's coefficient of two statements from which they count as the same
COMPETENCIES, OCCUPATIONS, TITLE = 0.7, 0.2, 0.1  # weights
MOST = 20  # competencies that are compared

WORD = re.compile(r"[a-z0-9]+")
_EN = (
    "a an and are as at be before by can for from has have how in into is it its of on one or s so that the their them "
    "they this through to under up use when which who with within without"
)
_FR = (
    "a au aux avec ce d dans de des du elle en est et il l la le les leur leurs ou par pour qu que qui s sa sans se "
    "ses son sont sur un une y"
)
# What any offer may call itself.
_ANY = "advanced basic basics course essentials foundations fundamentals introduction"
EMPTY_EN, EMPTY_FR, EMPTY_TITLE = frozenset(_EN.split()), frozenset(_FR.split()), frozenset(_ANY.split())


@dataclass(frozen=True)
class Gist:
    """What is compared of a document. A title and a competency stand once for each language they are written in."""

    titles: tuple[str, ...]
    competencies: tuple[str, ...]
    noc: frozenset[str]

    def words(self) -> list[str]:
        """Stems and occupations that a full-text index finds this offer by, sorted."""
        found = {word for text in (*self.titles, *self.competencies) for word in stems(text)}
        return sorted(found | {f"noc{code}" for code in self.noc})


@dataclass(frozen=True)
class Likeness:
    """`score` from 0 to 1; the rest are the reasons: words of our title that theirs has too, statements that say the
    same (ours, theirs), and occupations in common."""

    score: float
    title: tuple[str, ...]
    competencies: tuple[tuple[str, str], ...]
    noc: tuple[str, ...]

    @property
    def near(self) -> bool:
        return self.score >= NEAR


def gist_of(content: Mapping[str, Mapping[str, Any]]) -> Gist:
    items = content.get("E", {}).get("competencies") or []
    statements = [str(item.get("statement") or "").strip() for item in items if isinstance(item, Mapping)]
    return Gist(
        titles=tuple(texts_of(content.get("A", {}).get("title")).values()),
        competencies=tuple(text for text in statements if text)[:MOST],
        noc=frozenset(str(code) for code in content.get("C", {}).get("noc") or []),
    )


def likeness(ours: Gist, theirs: Gist) -> Likeness:
    """Which way round does not change the score."""
    pairs = [(a, b, dice(stems(a), stems(b))) for a in ours.competencies for b in theirs.competencies]
    covered = [
        *(_best(similar for a, _, similar in pairs if a == one) for one in ours.competencies),
        *(_best(similar for _, b, similar in pairs if b == one) for one in theirs.competencies),
    ]
    taught = sum(covered) / len(covered) if pairs else 0.0
    shared = ours.noc & theirs.noc
    occupation = len(shared) / min(len(ours.noc), len(theirs.noc)) if shared else 0.0
    title, common = _titles(ours, theirs)
    return Likeness(
        score=round(COMPETENCIES * taught + OCCUPATIONS * occupation + TITLE * title, 4),
        title=common,
        competencies=_same(ours, pairs),
        noc=tuple(sorted(shared)),
    )


@lru_cache(maxsize=50_000)
def stems(text: str, *, title: bool = False) -> frozenset[str]:
    """Words without accents, endings and those that say nothing, in English or French as the text seems to be."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    words = WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))
    french = sum(word in EMPTY_FR for word in words) > sum(word in EMPTY_EN for word in words)
    empty = (EMPTY_FR if french else EMPTY_EN) | (EMPTY_TITLE if title else frozenset())
    return frozenset(_stem(word, french) for word in words if word not in empty and len(word) > 1)


def dice(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice's coefficient: 0 nothing in common, 1 the same."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _best(similar: Iterable[float]) -> float:
    """One statement said in other words is enough; more than enough counts no more."""
    return min(1.0, max(similar, default=0.0) / ALIKE)


def _same(ours: Gist, pairs: list[tuple[str, str, float]]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in ours.competencies:
        _, theirs, similar = max(
            (pair for pair in pairs if pair[0] == one), key=lambda pair: pair[2], default=("", "", 0.0)
        )
        if similar >= ALIKE:
            found.append((one, theirs))
    return tuple(found)


def _titles(ours: Gist, theirs: Gist) -> tuple[float, tuple[str, ...]]:
    best, common = 0.0, frozenset[str]()
    for a in ours.titles:
        for b in theirs.titles:
            one, other = stems(a, title=True), stems(b, title=True)
            if dice(one, other) > best:
                best, common = dice(one, other), one & other
    words = [word for title in ours.titles for word in re.findall(r"[\w’'-]+", title)]
    return best, tuple(dict.fromkeys(word for word in words if stems(word) & common))


_stemmers = {False: snowballstemmer.stemmer("english"), True: snowballstemmer.stemmer("french")}


@lru_cache(maxsize=50_000)
def _stem(word: str, french: bool) -> str:
    return str(_stemmers[french].stemWord(word))
