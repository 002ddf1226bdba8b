"""Proves what the telling of people promises, line by line: what, figure, holds or falls short.

At its full size it takes some two hours; times are measured, so let the machine do nothing else. For a short one:
CHAOS_TRANSITIONS=300 CHAOS_WORKER_KILLS=5 CHAOS_WEB_KILLS=6 CHAOS_BROKER_KILLS=2 CHAOS_ABSENT_SECONDS=20
CHAOS_MAIL_SECONDS=15 CHAOS_PATIENCE=300 make show-notifications. One line again: show_notifications.py 7
"""

from promises import Line, show

NONE = {"lost": 0, "twice": 0}
KILLS = "tests/chaos/test_kills.py::"
FIGURES = ("transitions", "worker kills", "broker kills", "in flight at most", "mails", "twice", "seed")
THIRTY_DAYS = "tests/notifications/test_thirty_days.py"
SIZES = {
    "CHAOS_TRANSITIONS": "10000",
    "CHAOS_WORKER_KILLS": "50",
    "CHAOS_WEB_KILLS": "30",
    "CHAOS_BROKER_KILLS": "15",
    "CHAOS_ABSENT_SECONDS": "600",
    "CHAOS_MAIL_SECONDS": "600",
    "CHAOS_PATIENCE": "3600",
}
LINES = (
    Line(
        "Every event has its line in the rules, or says why nobody is told; docs and help are made from it",
        ("tests/notifications/test_rules.py", "tests/workflow/test_process_page.py"),
    ),
    Line(
        "The worker and the broker are killed on the embedded default: nothing lost, nothing twice",
        (f"{KILLS}test_on_the_embedded_default",),
        FIGURES,
        limits=NONE,
    ),
    Line(
        "The same on PostgreSQL and a broker elsewhere",
        (f"{KILLS}test_on_postgresql_and_a_broker_elsewhere",),
        FIGURES,
        limits=NONE,
    ),
    Line(
        "The same over plain SMTP: nothing lost, twice at most what was in flight",
        (f"{KILLS}test_over_plain_smtp_nothing_is_lost_and_only_what_was_in_flight_comes_twice",),
        FIGURES,
        limits={"lost": 0},
    ),
    Line(
        "Web processes are killed while they answer, and between COMMIT and ringing: nothing lost, told in a minute",
        ("tests/chaos/test_web.py",),
        ("kills", "mails", "seed"),
        limits=NONE | {"seconds": 60},
    ),
    Line(
        "The broker is killed, flushed and away: nothing lost, the backlog gone within a minute of its return",
        ("tests/chaos/test_broker.py", "tests/chaos/test_absent.py"),
        ("killed", "flushed", "absent", "transitions", "pages", "seed"),
        limits=NONE | {"seconds": 60},
    ),
    Line(
        "The mail server refuses, hangs, breaks off: all there in 5 minutes; a wrong address shown, poison set aside",
        ("tests/chaos/test_mail_server.py",),
        ("mood", "away", "mails", "seed"),
        limits=NONE | {"seconds": 300, "shown after seconds": 60},
    ),
    Line(
        "From commit to sink at 10 transitions a second with 5 recipients: p50 under 1 s, p99 under 5 s",
        ("tests/chaos/test_latency.py",),
        ("mails", "transitions a second", "worst seconds", "seed"),
        limits={"p50 seconds": 1, "p99 seconds": 5},
        on_postgresql=True,
    ),
    Line(
        "30 simulated days, two schedulers, restarts, both changes of daylight saving: each reminder and digest once",
        (THIRTY_DAYS,),
    ),
    Line("The same 30 days on PostgreSQL and a broker elsewhere", (THIRTY_DAYS,), on_postgresql=True),
    Line("The worker of the webhooks is killed: every event arrives, under one id", ("tests/chaos/test_webhooks.py",)),
    Line(
        "Header injection, HTML and links that people type never reach another person’s mail as markup or to click",
        ("tests/notifications/test_hostile.py", "tests/due/test_calendar.py"),
        ("hostile mails delivered and parsed",),
        limits={"faults found in mails": 0},
    ),
    Line(
        "Every message in both languages: nothing undefined, good as text alone, passes axe, leads there after sign-in",
        (
            "tests/notifications/test_rules.py",
            "tests/notifications/test_messages.py",
            "tests/notifications/test_deep_links.py",
            "tests/notifications/test_mailed_pages.py",
            "tests/e2e/test_messages.py",
        ),
        ("mails looked at (light)", "mails looked at (dark)"),
        limits={"mails that axe finds fault with (light)": 0, "mails that axe finds fault with (dark)": 0},
    ),
)


if __name__ == "__main__":
    raise SystemExit(show(LINES, SIZES))
