"""A promise and what proves it: tests, the figures they report, and the limits that a figure must keep to."""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import servers  # noqa: E402


@dataclass(frozen=True)
class Line:
    """`tests` are arguments of pytest; `figures` the properties to print, all of them when empty.

    `limits` are {property: the most it may be}; one that is not reported falls short. Tests assert no time, so that a
    busy machine makes no test red; here it is measured, and said. A line that is shown `on_postgresql` falls short
    where PostgreSQL and Redis do not answer.
    """

    promise: str
    tests: tuple[str, ...]
    figures: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    on_postgresql: bool = False


@dataclass(frozen=True)
class Outcome:
    passed: int
    failed: int
    skipped: int
    properties: tuple[tuple[str, str], ...]

    def holds(self, limits: Mapping[str, float]) -> bool:
        worst = {name: max((float(v) for n, v in self.properties if n == name), default=None) for name in limits}
        within = all(value is not None and value <= limits[name] for name, value in worst.items())
        return self.failed == 0 and self.passed > 0 and self.skipped == 0 and within


def run(tests: tuple[str, ...], environment: Mapping[str, str]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", f"--junitxml={report}", *tests]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
        if not report.is_file():
            sys.stderr.write(done.stdout + done.stderr)
            return Outcome(0, 1, 0, ())
        suite = ET.parse(report).getroot().find("testsuite")
    if suite is None:
        return Outcome(0, 1, 0, ())
    count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    if failed:
        sys.stderr.write(done.stdout[-4000:])
    reported = [(one.get("name", ""), one.get("value", "")) for one in suite.iter("property")]
    found = tuple((name, value) for name, value in reported if not name.startswith("hypothesis-"))
    return Outcome(count["tests"] - failed - count["skipped"], failed, count["skipped"], found)


def _outcome(line: Line, environment: Mapping[str, str]) -> Outcome:
    if not line.on_postgresql:
        return run(line.tests, environment)
    there = servers.both()
    return run(line.tests, {**environment, **there}) if there else Outcome(0, 1, 0, (("PostgreSQL", "not there"),))


def show(lines: Sequence[Line], sizes: Mapping[str, str] | None = None) -> int:
    """Print each line with its figures, and "holds" or "FALLS SHORT". Returns the exit status.

    `sizes` are variables of the environment that the promises name; one that is set already goes first. Arguments of
    the script are the numbers of the lines to show, from 1; without them, all.
    """
    environment = {**(sizes or {}), **os.environ}
    asked = {int(number) for number in sys.argv[1:]} or set(range(1, len(lines) + 1))
    known: dict[tuple[tuple[str, ...], bool], Outcome] = {}
    short = 0
    for line in (line for number, line in enumerate(lines, 1) if number in asked):
        proof = (line.tests, line.on_postgresql)
        outcome = known[proof] if proof in known else _outcome(line, environment)
        known[proof] = outcome
        wanted = {*line.figures, *line.limits}
        figures = [f"{name} {value}" for name, value in outcome.properties if not wanted or name in wanted]
        figures.append(f"{outcome.passed} tests passed, {outcome.failed} failed, {outcome.skipped} skipped")
        holds = outcome.holds(line.limits)
        short += not holds
        sys.stdout.write(f"{line.promise}: {'; '.join(figures)}: {'holds' if holds else 'FALLS SHORT'}\n")
        sys.stdout.flush()
    return 1 if short else 0
