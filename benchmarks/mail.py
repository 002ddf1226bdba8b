"""From commit to the mail sink, on a whole site: `python -m benchmarks.mail` (DATABASE_URL and REDIS_URL as ever).

For BENCH_SECONDS (30) BENCH_RATE (10) transitions a second are made, each of which tells BENCH_PEOPLE (5) by mail;
their moments within the pace come from BENCH_SEED (2026). A mail's time goes from the COMMIT of its transition to the
file that the sink has written, by one clock. The site of DATABASE_URL is made in that database, which must be empty.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import quantiles

from tests.chaos.driving import mark
from tests.running import ROOT, Running, until

SECONDS = int(os.environ.get("BENCH_SECONDS", "30"))
RATE = float(os.environ.get("BENCH_RATE", "10"))
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "5"))
SEED = int(os.environ.get("BENCH_SEED", "2026"))
PROMISED = {"p50": 1.0, "p99": 5.0}  # seconds


def measure(folder: Path, elsewhere: dict[str, str]) -> tuple[list[float], float]:
    """(seconds from commit to sink of each mail, transitions made in a second). `elsewhere`: its settings."""
    with Running(folder, elsewhere) as site:
        command = [sys.executable, "-m", "benchmarks.mail_load", *map(str, (int(SECONDS * RATE), RATE, PEOPLE, SEED))]
        made = subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True, text=True)
        events = {one["event"]: one for one in map(json.loads, made.stdout.splitlines())}
        assert all(len(one["to"]) == PEOPLE for one in events.values())
        rows = [row for row in json.loads(site.manage("delivered", "--json")) if row["event_key"] in events]
        assert len(rows) == len(events) * PEOPLE
        committed = {mark(row["message_id"]): events[row["event_key"]]["at"] for row in rows}
        until(lambda: not committed.keys() - kept_at(folder).keys(), "every mail to arrive", 300)
        there = kept_at(folder)
    moments = sorted(one["at"] for one in events.values())
    return [(there[one] - at) / 1e9 for one, at in committed.items()], (len(moments) - 1) / (
        moments[-1] - moments[0]
    ) * 1e9


def kept_at(folder: Path) -> dict[str, int]:
    """{mark of a Message-ID: when the sink took it first, in ns}; by the names of the files (config/sink.py)."""
    found: dict[str, int] = {}
    for path in sorted((folder / "mailbox").glob("*.eml"), reverse=True):
        at, name, _random = path.name.split("-")
        found[name] = int(at)
    return found


def middle_and_slow(seconds: list[float]) -> dict[str, float]:
    cut = quantiles(seconds, n=100)
    return {"p50": cut[49], "p99": cut[98]}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ}
        seconds, pace = measure(Path(folder) / "site", elsewhere)
    found = middle_and_slow(seconds)
    holds = all(found[name] < most for name, most in PROMISED.items())
    sys.stdout.write(
        f"{len(seconds)} mails, {pace:.1f} transitions a second with {PEOPLE} recipients each (seed {SEED}): "
        f"p50 {found['p50']:.2f} s, p99 {found['p99']:.2f} s, worst {max(seconds):.2f} s from commit to sink: "
        f"{'holds' if holds else 'FALLS SHORT'}\n"
    )
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
