"""Proves what co-design promises, line by line: what, figure, holds or falls short; the exit status says the same."""

from promises import Line, show

A_GUEST = {
    f"guest {language}: {figure}": most
    for language in ("en", "fr")
    for figure, most in {
        "pages": 3,
        "seconds": 90,
        "KB of the partner's page over the wire": 60,
        "axe findings": 0,
    }.items()
}
LINES = (
    Line(
        "A guest endorses on a phone-sized browser in three pages",
        ("tests/e2e/test_guest.py",),
        limits=A_GUEST,
    ),
    Line(
        "The link followed 1,000 times by a robot, and by one that runs scripts, changes nothing; 50 redemptions, one "
        "session; a forwarded link lets nobody else sign",
        ("tests/codesign/test_links.py", "tests/e2e/test_robot.py"),
        ("robot_visits", "pages_visited", "redemptions"),
        limits={"tables_changed": 0, "sessions": 1},
    ),
    Line(
        "Random edits make stale exactly the endorsements that cover a section changed in substance",
        ("tests/codesign/test_staleness.py",),
    ),
    Line(
        "The institution cannot create, edit, accept or delete an endorsement; status, author and organisation are not "
        "writable",
        ("tests/codesign/test_hands_off.py",),
    ),
    Line(
        "Words planted in every lane and confidential item are found by nobody outside it: page, search, mail, file",
        ("tests/site/test_canaries.py", "tests/talk/test_lanes.py"),
    ),
    Line(
        "200 comments and 60 suggestions: page and queue keep their query counts, the page its weight",
        ("tests/talk/test_many.py", "tests/talk/test_weight.py", "tests/suggestions/test_making.py"),
    ),
)


if __name__ == "__main__":
    raise SystemExit(show(LINES, {"TIDEMARK_EDITS": "400"}))
