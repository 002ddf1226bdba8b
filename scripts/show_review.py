"""Proves what reviewing promises, line by line: what, figure, holds or falls short; the exit status says the same."""

from promises import Line, show

SIZES = {
    "TIDEMARK_MACHINE_EXAMPLES": "500",
    "TIDEMARK_ROUNDS": "500",
    "TIDEMARK_UNSEEN": "1000",
    "TIDEMARK_HISTORIES": "2000",
    "TIDEMARK_RECORDS": "100000",
}
LINES = (
    Line(
        "All machines agree with a simple model in 500 examples of 50 steps; every state and transition is visited",
        ("tests/machines",),
        limits={"differences": 0},
    ),
    Line(
        "Eight conflicting actors on one proposal, 500 rounds on PostgreSQL: one winner each, the rest reads why not",
        ("tests/proposals/test_conflicting.py",),
        on_postgresql=True,
    ),
    Line(
        "An approver who has not seen the last edit cannot decide: 1,000 interleavings",
        ("tests/review/test_unseen.py",),
    ),
    Line(
        "The clock agrees with cases worked out by hand: weekends, holidays, daylight saving, pauses on the last day",
        ("tests/workflow/test_clock_table.py",),
        ("hand-computed cases",),
    ),
    Line(
        "A draft framework is tried on the demo and 2,000 histories in under 60 s, and agrees with applying it",
        ("tests/frameworks/test_trial.py",),
        ("proposals tried",),
        limits={"seconds to try a framework": 60, "proposals whose answer differs from applying it": 0},
    ),
    Line(
        "One record altered, deleted or inserted among 100,000 is found and named",
        ("tests/workflow/test_tampering.py",),
    ),
    Line(
        "After a return the reviewer opens two criteria, not twelve",
        ("tests/e2e/test_second_review.py",),
        ("pages",),
        limits={"criteria opened in the second round": 2, "axe findings": 0},
    ),
)


if __name__ == "__main__":
    raise SystemExit(show(LINES, SIZES))
