"""What the pages of insight cost with 100 and with 10,000 cases: `python -m benchmarks.insight` (DATABASE_URL as ever).

Each figure is a ratio in one run: the page's tables against a plain Django query that counts the same rows by state.
The histories are made up: some eight moves a case over two years, eleven institutions, one return in three; without
reviews and invitations.
"""

import os
import random
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402  Django is set up first
from django.db.models import Count  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases  # noqa: E402

from partners.models import Organisation, User  # noqa: E402
from proposals.insight.models import Stay  # noqa: E402
from proposals.insight.reports import REPORTS  # noqa: E402
from proposals.insight.scope import Asked, Scope  # noqa: E402
from proposals.models import Proposal  # noqa: E402
from workflow import clocks  # noqa: E402
from workflow.models import TransitionRecord  # noqa: E402
from workflow.stays import stays  # noqa: E402

SIZES = (100, 10_000)
TIMES = 7
ONCE = ("create", "draft"), ("open_co_design", "co_design"), ("request_sign_off", "sign_off"), ("submit", "submitted")
REVIEW = ("start_review", "under_review"), ("recommend", "decision_pending")
AGAIN = ("return_for_changes", "returned"), ("resubmit", "submitted")
APPROVED = (("approve", "approved"),)


def fill(count: int, institutions: list[Organisation], person: User, chance: random.Random) -> None:
    rows, index = [], []
    for number in range(count):
        way = [*ONCE, *REVIEW, *(AGAIN if number % 3 == 0 else ()), *(APPROVED if number % 3 else ())]
        at = clocks.now() - timedelta(days=chance.randint(60, 730))
        moves = []
        key = uuid4()
        for version, (transition, target) in enumerate(way, 1):
            moves.append(_record(key, transition, target, at, version, chance))
            at += timedelta(hours=chance.randint(1, 400))
        rows.append(
            Proposal(
                pk=key,
                number=f"B-{number}",
                title=f"Measured {number}",
                lead=institutions[number % len(institutions)],
                created_by=person,
                created_at=moves[0].at,
                turn_since=moves[-1].at,
                state=way[-1][1],
                round=1,
                due_at=at,
                risk_at=at - timedelta(days=3),
            )
        )
        index += [Stay(proposal_id=key, **vars(stay)) for stay in stays(moves)]
    Proposal.objects.bulk_create(rows, batch_size=500)
    Stay.objects.bulk_create(index, batch_size=500)


def _record(
    key: Any, transition: str, target: str, at: datetime, version: int, chance: random.Random
) -> TransitionRecord:
    details = {"track": chance.choice(["full", "full", "fast"])} if transition == "submit" else {}
    return TransitionRecord(
        machine="proposal",
        subject_id=key,
        case_id=key,
        transition=transition,
        target=target,
        at=at,
        subject_version=version,
        details=details,
    )


def seconds(act: Callable[[], Any]) -> float:
    act()
    taken = []
    for _ in range(TIMES):
        begun = perf_counter()
        act()
        taken.append(perf_counter() - begun)
    return median(taken)


def measure(asked: Asked, size: int) -> None:
    plain = seconds(lambda: list(Stay.objects.order_by().values("state").annotate(n=Count("pk"))))
    for name, report in REPORTS.items():
        with CaptureQueriesContext(connection) as found:
            report.tables(asked)
        page = seconds(lambda report=report: report.tables(asked))
        say(
            f"{connection.vendor}, {size} cases, {name}: {page / plain:.1f} times a plain count by state "
            f"({page * 1000:.0f} ms), {len(found)} queries"
        )


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        chance = random.Random(5)
        institutions = [Organisation.objects.create(name=f"Institution {n}", kind="institution") for n in range(11)]
        person = User.objects.create(email="measured@example.org", name="Measured")
        asked = Asked(Scope(True, tuple(institutions)))
        for size in SIZES:
            Proposal.objects.all().delete()
            fill(size, institutions, person, chance)
            measure(asked, size)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
