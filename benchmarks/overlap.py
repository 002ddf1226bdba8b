"""Which way of finding near offers: `python -m benchmarks.overlap`, with DATABASE_URL for PostgreSQL's ways as well.

First the labelled pairs of data/overlap: each method's threshold is chosen on `train` (best F1), precision, recall and
F1 are of `held_out`. Then 10,000 entries in a database of its own: how often full text proposes the offer that is
near, and what that costs against measuring every entry.
"""

import json
import os
import random
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402  Django is set up first
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from partners.models import Organisation, User  # noqa: E402
from proposals.document.overlap import NEAR, Gist, likeness  # noqa: E402
from proposals.models import Proposal  # noqa: E402
from proposals.overlap.models import Entry  # noqa: E402
from proposals.overlap.selectors import candidates  # noqa: E402
from workflow import clocks  # noqa: E402

PAIRS = Path(__file__).resolve().parents[1] / "data" / "overlap" / "pairs.json"
ENTRIES = 10_000
TRIGRAM = "SELECT similarity(%s, %s)"
FULL_TEXT = """
    SELECT ts_rank(to_tsvector('simple', %(b)s), q) / ts_rank(to_tsvector('simple', %(a)s), q)
    FROM to_tsquery('simple', %(q)s) q"""
Score = Callable[[Gist, Gist], float]


def offers() -> tuple[dict[str, Gist], list[dict[str, Any]]]:
    kept = json.loads(PAIRS.read_text())
    gists = {
        key: Gist((one["title"],), tuple(one["competencies"]), frozenset(one["noc"]))
        for key, one in kept["offers"].items()
    }
    return gists, kept["pairs"]


def measured(score: Score, threshold: float | None = None) -> tuple[float, float, float, float]:
    """(threshold, precision, recall, F1 on the held-out half); the threshold from the other half unless given."""
    gists, pairs = offers()
    scored = [(score(gists[pair["a"]], gists[pair["b"]]), pair["near"], pair["split"]) for pair in pairs]
    train = [(value, near) for value, near, split in scored if split == "train"]
    chosen = (
        threshold if threshold is not None else max((value for value, _ in train), key=lambda t: figures(train, t)[2])
    )
    held = [(value, near) for value, near, split in scored if split == "held_out"]
    return (chosen, *figures(held, chosen))


def figures(scored: list[tuple[float, bool]], threshold: float) -> tuple[float, float, float]:
    true = sum(value >= threshold and near for value, near in scored)
    said = sum(value >= threshold for value, _ in scored)
    near = sum(near for _, near in scored)
    precision, recall = true / said if said else 1.0, true / near
    return precision, recall, 2 * true / (said + near)


def bm25() -> Score:
    gists, _pairs = offers()
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE offers USING fts5(words)")
    numbers = {gist: number for number, gist in enumerate(gists.values(), 1)}
    for gist, number in numbers.items():
        table.execute("INSERT INTO offers(rowid, words) VALUES (?, ?)", (number, " ".join(gist.words())))

    def score(a: Gist, b: Gist) -> float:
        query = " OR ".join(f'"{word}"' for word in a.words())
        found = dict(table.execute("SELECT rowid, bm25(offers) FROM offers WHERE offers MATCH ?", (query,)).fetchall())
        return float(found.get(numbers[b], 0) / found[numbers[a]])

    return score


def trigram(a: Gist, b: Gist) -> float:
    return asked(TRIGRAM, [text(a), text(b)])


def full_text(a: Gist, b: Gist) -> float:
    query = " | ".join(f"'{word}'" for word in a.words())
    return asked(FULL_TEXT, {"a": " ".join(a.words()), "b": " ".join(b.words()), "q": query})


def text(gist: Gist) -> str:
    return " ".join([*gist.titles, *gist.competencies])


def asked(sql: str, parameters: Any) -> float:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return float(cursor.fetchone()[0])


def fill(gists: list[Gist]) -> None:
    """Entries made of competencies and words of all offers, and the offers themselves at the end."""
    chance = random.Random(1)
    competencies = [one for gist in gists for one in gist.competencies]
    words = sorted({word for one in competencies for word in one.split()})
    codes = sorted({code for gist in gists for code in gist.noc})
    made = [
        Gist(
            (" ".join(chance.sample(words, 4)),),
            (*chance.sample(competencies, 2), *(" ".join(chance.sample(words, 9)) for _ in range(4))),
            frozenset(chance.sample(codes, 2)),
        )
        for _ in range(ENTRIES - len(gists))
    ]
    lead = Organisation.objects.create(name="Measured", kind="institution")
    person = User.objects.create(email="measured@example.org", name="Measured")
    at = clocks.now()
    rows = [
        Proposal(number=f"B-{number}", title=gist.titles[0], lead=lead, created_by=person, created_at=at, turn_since=at)
        for number, gist in enumerate([*made, *gists])
    ]
    Proposal.objects.bulk_create(rows, batch_size=500)
    Entry.objects.bulk_create(
        [
            Entry(proposal=row, submitted=True, words=" ".join(gist.words()), gist=kept(gist))
            for row, gist in zip(rows, [*made, *gists], strict=True)
        ],
        batch_size=500,
    )


def kept(gist: Gist) -> dict[str, list[str]]:
    return {"title": {"en": gist.titles[0]}, "competencies": list(gist.competencies), "noc": sorted(gist.noc)}


def at_scale() -> None:
    gists, pairs = offers()
    fill(list(gists.values()))
    everything = Entry.objects.all()
    found, searching, measuring = 0, 0.0, 0.0
    near = [pair for pair in pairs if pair["near"]]
    for pair in near:
        begun = perf_counter()
        proposed = candidates(gists[pair["a"]], everything)
        for one in proposed:
            likeness(gists[pair["a"]], one.as_gist())
        searching += perf_counter() - begun
        found += kept(gists[pair["b"]]) in [one.gist for one in proposed]
    begun = perf_counter()
    for entry in everything:
        likeness(gists["wind-a"], entry.as_gist())
    measuring = perf_counter() - begun
    once = searching / len(near)
    say(f"{connection.vendor}, {ENTRIES} entries: {found} of {len(near)} near offers are proposed")
    say(f"{connection.vendor}, {ENTRIES} entries: measuring all costs {measuring / once:.0f} times the search")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        ways: dict[str, tuple[Score, float | None]] = {
            "ours": (lambda a, b: likeness(a, b).score, NEAR),
            "FTS5 bm25": (bm25(), None),
        }
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            ways |= {"pg_trgm similarity": (trigram, None), "PostgreSQL ts_rank": (full_text, None)}
        for name, (score, threshold) in ways.items():
            chosen, precision, recall, f1 = measured(score, threshold)
            held = f"precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}"
            say(f"{name}: threshold {chosen:.2f}; held out: {held}")
        at_scale()
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
