"""Whatever is done to one link of a chain is found, and the link is named."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.canonical import canonical, sha256
from workflow.links import START, Link, faults, follows, hash_of

CASE = "case"


def told(word):
    return hashlib.sha256(str(word).encode()).hexdigest()


def made(number, before, digest, row=0):
    previous = before.sha256 if before else START
    return Link(number, previous, hash_of(CASE, number, previous, digest), digest, row or number, f"#{number}")


def chain(length):
    links, last = [], None
    for number in range(1, length + 1):
        last = made(number, last, told(number))
        links.append(last)
    return links


def whole(links):
    ordered = sorted(links, key=lambda link: (link.number, link.row))
    return all(follows(CASE, link, before) for link, before in zip(ordered, [None, *ordered], strict=False))


def altered(links, at, _other):
    """Only what it says."""
    links[at] = replace(links[at], digest=told("forged"))
    return {links[at].name}, {"altered"}


def rehashed(links, at, _other):
    """What it says, with a hash that fits. Of the last link only a seal can tell."""
    at = min(at, len(links) - 2)
    one = links[at]
    links[at] = replace(one, digest=told("forged"), sha256=hash_of(CASE, one.number, one.previous, told("forged")))
    return {one.name}, {"altered"}


def hung_elsewhere(links, at, _other):
    links[at] = replace(links[at], previous=told("elsewhere"))
    return {links[at].name}, {"altered", "inserted"} if at == len(links) - 1 else {"altered"}


def other_hash(links, at, _other):
    links[at] = replace(links[at], sha256=told("another"))
    return {links[at].name}, {"altered"}


def deleted(links, at, _other):
    """The last one is missed by seals only."""
    at = min(at, len(links) - 2)
    del links[at]
    return {""}, {"deleted"}


def deleted_and_closed(links, at, _other):
    at = min(at, len(links) - 2)
    links[at:] = [replace(link, number=link.number - 1) for link in links[at + 1 :]]
    return {""}, {"deleted"}


def inserted(links, at, _other):
    """With a hash that fits, the later ones moved on."""
    at = min(at, len(links) - 1)
    forged = replace(made(at + 1, links[at - 1] if at else None, told("forged"), 10_000), name="forged")
    links[at:] = [forged, *(replace(link, number=link.number + 1) for link in links[at:])]
    return {"forged"}, {"inserted"}


def inserted_roughly(links, at, _other):
    forged = Link(at + 1, told("any"), told("hash"), told("forged"), 10_000, "forged")
    links[at:] = [forged, *(replace(link, number=link.number + 1) for link in links[at:])]
    return {"forged"}, {"inserted"}


def appended_roughly(links, _at, _other):
    links.append(Link(len(links) + 1, links[-1].sha256, told("hash"), told("forged"), 10_000, "forged"))
    return {"forged"}, {"altered", "inserted"}


def swapped(links, at, other):
    if at == other:
        other = (at + 1) % len(links)
    one, two = links[at], links[other]
    links[at], links[other] = replace(one, number=two.number), replace(two, number=one.number)
    return {one.name, two.name}, {"reordered"}


def swapped_rows(links, at, other):
    if at == other:
        other = (at + 1) % len(links)
    one, two = links[at], links[other]
    links[at], links[other] = replace(one, row=two.row), replace(two, row=one.row)
    return {one.name, two.name}, {"reordered"}


KINDS = [altered, rehashed, hung_elsewhere, other_hash, deleted, deleted_and_closed, inserted, inserted_roughly]
KINDS += [appended_roughly, swapped, swapped_rows]


@pytest.mark.parametrize("tamper", KINDS, ids=lambda one: one.__name__)
@settings(max_examples=60)
@given(data=st.data())
def test_one_change_is_found_and_named(tamper, data):
    links = chain(data.draw(st.integers(3, 30)))
    at, other = (data.draw(st.integers(0, len(links) - 1)) for _ in range(2))
    gone = links[min(at, len(links) - 2)].number
    names, kinds = tamper(links, at, other)
    assert not whole(links)
    found = faults(CASE, data.draw(st.permutations(links)))
    assert found
    assert {fault.kind for fault in found} <= kinds
    assert {fault.name for fault in found} <= names
    if names == {""}:
        assert [fault.number for fault in found] == [gone]


@given(st.integers(1, 40))
def test_a_chain_that_nobody_touched_is_whole(length):
    assert whole(chain(length))
    assert faults(CASE, chain(length)) == []


@given(st.data())
def test_several_changes_are_found(data):
    links = chain(data.draw(st.integers(6, 40)))
    for _ in range(data.draw(st.integers(2, 4))):
        tamper = data.draw(st.sampled_from([altered, rehashed, deleted, inserted, other_hash]))
        tamper(links, data.draw(st.integers(0, len(links) - 2)), 0)
    assert not whole(links)
    assert faults(CASE, links)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_the_canonical_text_is_the_same_after_reading_it_back(value):
    import json

    assert canonical(json.loads(canonical(value).decode("utf-8", "surrogatepass"))) == canonical(value)
    assert len(sha256(value)) == 64
