"""From commit to the mail sink on a whole site; sizes from BENCH_* (benchmarks/mail.py). Measured, not asserted."""

import pytest

from benchmarks.mail import PEOPLE, SEED, measure, middle_and_slow

pytestmark = [pytest.mark.chaos, pytest.mark.long]


def test_how_long_a_mail_takes_on_postgresql_and_a_broker_elsewhere(tmp_path, postgres, broker, record_property):
    seconds, pace = measure(tmp_path / "site", {"DATABASE_URL": postgres, "REDIS_URL": broker.url})
    for name, found in middle_and_slow(seconds).items():
        record_property(f"{name} seconds", round(found, 2))
    record_property("worst seconds", round(max(seconds), 2))
    record_property("mails", len(seconds))
    record_property("transitions a second", round(pace, 1))
    record_property("recipients of each", PEOPLE)
    record_property("seed", SEED)
