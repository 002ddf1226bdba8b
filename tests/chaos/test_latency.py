"""From commit to the mail sink on a whole site; sizes from BENCH_* (benchmarks/mail.py). Measured, not asserted."""

import pytest

from benchmarks.mail import PEOPLE, SEED, measure, middle_and_slow

pytestmark = [pytest.mark.chaos, pytest.mark.long]


@pytest.fixture(params=["embedded", "elsewhere"])
def servers(request) -> dict[str, str]:
    """The site’s own database and broker, or PostgreSQL and a broker elsewhere."""
    if request.param == "embedded":
        return {}
    return {
        "DATABASE_URL": request.getfixturevalue("postgres"),
        "REDIS_URL": request.getfixturevalue("broker").url,
    }


def test_how_long_a_mail_takes(tmp_path, servers, record_property):
    seconds, pace = measure(tmp_path / "site", servers)
    for name, found in middle_and_slow(seconds).items():
        record_property(f"{name} seconds", round(found, 2))
    record_property("worst seconds", round(max(seconds), 2))
    record_property("mails", len(seconds))
    record_property("transitions a second", round(pace, 1))
    record_property("recipients of each", PEOPLE)
    record_property("seed", SEED)
