"""Equal meaning, equal hash; any other difference, another hash."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from proposals.document.canonical import canonical, diff, hashes, stale_sections
from proposals.document.declaration import SECTIONS
from proposals.document.sample import complete, topics
from proposals.document.shapes import Change, Kind

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
texts = st.lists(words.filter(lambda word: word.strip()), min_size=1, max_size=6)
spaces = st.sampled_from([" ", "  ", "\n", "\t ", "\u00a0"])
values = st.recursive(
    words | st.integers(-1000, 1000) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(texts, spaces, spaces)
def test_white_space_does_not_count(parts, one, other):
    assert canonical(one.join(parts)) == canonical(other + other.join(parts) + one)


@given(words)
def test_unicode_form_does_not_count(text):
    forms = {canonical(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(st.dictionaries(words, values, min_size=2, max_size=6))
def test_order_of_keys_does_not_count(value):
    assert canonical(value) == canonical(dict(reversed(value.items())))


@given(st.dictionaries(words, values, max_size=4))
def test_empty_things_do_not_count(value):
    assert canonical(value) == canonical({"": "", "empty": "", "none": None, "list": [], "object": {"a": " "}} | value)


@given(st.integers(-(10**6), 10**6))
def test_a_whole_number_is_one_however_it_is_written(number):
    assert canonical(number) == canonical(float(number))


@given(values)
def test_it_is_json_and_stays_the_same_when_it_is_read_back(value):
    once = canonical(value)
    assert canonical(json.loads(once)) == once


@given(words.filter(lambda w: w.strip()), words.filter(lambda w: w.strip()))
def test_other_words_give_another_hash(one, other):
    same = " ".join(unicodedata.normalize("NFC", one).split()) == " ".join(unicodedata.normalize("NFC", other).split())
    first, second = hashes({"J": {"assurance": one}}), hashes({"J": {"assurance": other}})
    assert (first == second) == same


@given(st.sampled_from(topics()), st.sampled_from(SECTIONS), st.data())
def test_stale_are_exactly_the_sections_changed_in_substance(topic, section, data):
    before = complete(topic)
    plain = [f for f in section.fields if f.kind in {Kind.TEXT, Kind.LONG_TEXT} and not f.bilingual]
    if not plain:
        return
    field = data.draw(st.sampled_from(plain))
    after = before | {section.key: before.get(section.key, {}) | {field.key: "Something else entirely."}}
    stale = stale_sections(hashes(before), hashes(after))
    assert stale == (set() if field.change == Change.EDITORIAL else {section.key})
    assert [(one.section, one.field) for one in diff(before, after)] == [(section.key, field.key)]


def test_order_of_items_counts():
    competencies = complete()["E"]["competencies"]
    assert hashes({"E": {"competencies": competencies}}) != hashes({"E": {"competencies": competencies[::-1]}})
