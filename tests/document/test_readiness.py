"""What readiness says of the document itself."""

import json
from datetime import date
from pathlib import Path

import pytest

from proposals.document.readiness import ReadinessFacts, check
from proposals.document.sample import complete, topics

ROOT = Path(__file__).resolve().parents[2]
LIMITS = json.loads((ROOT / "workflow" / "default_framework.json").read_text())["limits"]
FACTS = ReadinessFacts(endorsements_current=1, endorsements_stale=0, today=date.today())


def keys(content) -> set[str]:
    return {finding.key for finding in check(content, FACTS, LIMITS)}


@pytest.mark.parametrize("topic", topics())
def test_the_mark_of_a_translation_is_no_text(topic):
    content = complete(topic)
    for field in ("title", "summary"):
        content["A"][field] = {**content["A"][field], "outdated": "fr"}
    assert keys(content) - keys(complete(topic)) == {"translation_outdated"}


@pytest.mark.parametrize(("count", "found"), [(200, False), (201, True)])
def test_more_words_than_asked_for_hold_it_back(count, found):
    content = complete()
    content["J"]["teach_out"] = "word " * count
    named = [one for one in check(content, FACTS, LIMITS) if one.key == "too_many_words"]
    assert bool(named) == found
    assert all(one.blocking and (one.section, one.field) == ("J", "teach_out") for one in named)
