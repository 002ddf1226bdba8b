"""The measure itself: laws, and the labelled pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.overlap import figures, offers
from proposals.document.overlap import NEAR, Gist, gist_of, likeness, stems
from proposals.document.sample import complete, topics

words = st.text(st.characters(codec="utf-8"), max_size=40)
gists = st.builds(
    Gist,
    st.lists(words, max_size=2).map(tuple),
    st.lists(words, max_size=4, unique=True).map(tuple),
    st.frozensets(st.sampled_from(["22310", "72106", "33102"])),
)


@given(gists, gists)
def test_the_score_is_between_0_and_1_and_the_same_both_ways(a, b):
    assert 0 <= likeness(a, b).score <= 1
    assert likeness(a, b).score == pytest.approx(likeness(b, a).score, abs=0.0001)


@pytest.mark.parametrize("topic", topics())
def test_an_offer_is_near_itself_with_every_reason(topic):
    gist = gist_of(complete(topic))
    same = likeness(gist, gist)
    assert same.score == 1
    assert same.title
    assert len(same.competencies) == len(gist.competencies)
    assert same.noc == tuple(sorted(gist.noc))


def test_nothing_is_near_an_empty_document():
    empty = gist_of({})
    assert likeness(empty, empty).score == 0
    assert empty.words() == []


def test_case_accents_and_endings_do_not_matter():
    assert stems("Évaluer les besoins des élèves") == stems("evaluer LES besoin des eleve")
    assert stems("Calibrating moored sensors") == stems("calibrate the mooring of a sensor")


@pytest.mark.parametrize(("split", "least"), [("train", 0.9), ("held_out", 0.9)])
def test_the_labelled_pairs(split, least, record_property):
    kept, pairs = offers()
    scored = [(likeness(kept[one["a"]], kept[one["b"]]).score, one["near"]) for one in pairs if one["split"] == split]
    precision, recall, f1 = figures(scored, NEAR)
    record_property(f"precision and recall on {len(scored)} pairs ({split})", f"{precision:.2f} and {recall:.2f}")
    assert f1 >= least


def test_the_halves_share_no_offer():
    kept, pairs = offers()
    halves = {
        split: {one[side] for one in pairs if one["split"] == split for side in "ab"} for split in ("train", "held_out")
    }
    assert not halves["train"] & halves["held_out"]
    assert halves["train"] | halves["held_out"] == set(kept)
