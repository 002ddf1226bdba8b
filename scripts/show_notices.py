"""Proves what the telling of people promises, line by line: what, figure, holds or falls short.

The sizes are the small ones unless the environment says otherwise (CHAOS_TRANSITIONS=10000, CHAOS_WORKER_KILLS=50,
CHAOS_WEB_KILLS=30, CHAOS_BROKER_KILLS=15, CHAOS_ABSENT_SECONDS=600, CHAOS_MAIL_SECONDS=600, CHAOS_PATIENCE=3600).
"""

from promises import Line, show

NONE = {"lost": 0, "twice": 0}
KILLS = "tests/chaos/test_kills.py::"
LINES = (
    Line(
        "Every event has its line in the rules, or says why nobody is told; docs and help are made from it",
        ("tests/notifications/test_rules.py", "tests/workflow/test_process_page.py"),
    ),
    Line(
        "The worker and the broker are killed on the embedded default: nothing lost, nothing twice",
        (f"{KILLS}test_on_the_embedded_default",),
        limits=NONE,
    ),
    Line(
        "The same on PostgreSQL and a broker elsewhere",
        (f"{KILLS}test_on_postgresql_and_a_broker_elsewhere",),
        limits=NONE,
    ),
    Line(
        "The same over plain SMTP: nothing lost, twice at most what was in flight",
        (f"{KILLS}test_over_plain_smtp_nothing_is_lost_and_only_what_was_in_flight_comes_twice",),
        limits={"lost": 0},
    ),
    Line(
        "Web processes are killed while they answer, and between COMMIT and ringing: nothing lost, told in a minute",
        ("tests/chaos/test_web.py",),
        limits=NONE | {"seconds": 60},
    ),
    Line(
        "The broker is killed, flushed and away: nothing lost, the backlog gone within a minute of its return",
        ("tests/chaos/test_broker.py",),
        limits=NONE | {"seconds": 60},
    ),
    Line(
        "The mail server refuses, hangs, breaks off; a wrong address; a poisonous message: all there in 5 minutes",
        ("tests/chaos/test_mail_server.py",),
        limits=NONE | {"seconds": 300},
    ),
)


if __name__ == "__main__":
    raise SystemExit(show(LINES))
