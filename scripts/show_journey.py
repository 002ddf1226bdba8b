"""Proves what the journey promises, line by line: what, figure, holds or falls short. The exit status says the same."""

from promises import Line, show

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


if __name__ == "__main__":
    raise SystemExit(show(LINES, {"CHAOS_TRANSITIONS": "300"}))
