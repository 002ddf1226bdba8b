"""Proves what the journey promises, line by line: what, figure, holds or falls short. The exit status says the same."""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Line:
    """`tests` are arguments of pytest; `figures` the properties to print, all of them when empty."""

    promise: str
    tests: tuple[str, ...]
    figures: tuple[str, ...] = ()


LINES = (
    Line(
        "From a need to the register as nine people in a browser; every expected mail once, and none other",
        ("tests/e2e/test_walk.py",),
        ("people", "pages", "mails"),
    ),
    Line(
        "Allowed actions of every role in every state are the table's; the rest is refused and leaves no row",
        ("tests/site/test_matrix.py", "tests/architecture/test_house.py", "tests/workflow/test_process_page.py"),
    ),
    Line(
        "300 transitions, worker killed five times, broker twice: each mail once (embedded; PostgreSQL and a broker)",
        ("tests/chaos/test_kills.py",),
    ),
    Line(
        "Rolled back: nothing. Broker or mail server absent: pages answer, mail follows, retries are seen",
        ("tests/chaos/test_absent.py", "tests/proposals/test_door.py"),
    ),
    Line("Query counts are the same for one and for three", ("tests/site/test_lists.py",)),
    Line(
        "axe finds nothing, nothing loads from elsewhere, the policy is strict on every page of the walk",
        ("tests/e2e/test_walk.py",),
        ("pages", "axe findings", "other hosts"),
    ),
    Line("Bad input: 409, 404, what changed, what was typed; never a 500", ("tests/site/test_bad_input.py",)),
)


@dataclass(frozen=True)
class Outcome:
    passed: int
    failed: int
    skipped: int
    properties: tuple[tuple[str, str], ...]

    @property
    def holds(self) -> bool:
        return self.failed == 0 and self.passed > 0 and self.skipped == 0


def run(tests: tuple[str, ...]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", f"--junitxml={report}", *tests]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
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
    found = tuple((one.get("name", ""), one.get("value", "")) for one in suite.iter("property"))
    return Outcome(count["tests"] - failed - count["skipped"], failed, count["skipped"], found)


def main() -> int:
    known: dict[tuple[str, ...], Outcome] = {}
    short = 0
    for line in LINES:
        outcome = known[line.tests] if line.tests in known else run(line.tests)
        known[line.tests] = outcome
        figures = [f"{name} {value}" for name, value in outcome.properties if not line.figures or name in line.figures]
        figures.append(f"{outcome.passed} tests passed, {outcome.failed} failed, {outcome.skipped} skipped")
        word = "holds" if outcome.holds else "FALLS SHORT"
        short += not outcome.holds
        sys.stdout.write(f"{line.promise}: {'; '.join(figures)}: {word}\n")
        sys.stdout.flush()
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
