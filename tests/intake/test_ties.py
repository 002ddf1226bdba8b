"""The law of ties: the same from both sides, and never less where more is known."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.intake.ties import ABSOLUTE, PUBLIC_MAIL, Circle, Person, Tie, domain_of, findings, same_domain

KEYS = [UUID(int=number) for number in range(4)]
DOMAINS = ["", "gmail.com", "fundy.example", "lab.fundy.example", "acadia.example", "example", "notfundy.example"]
keys = st.frozensets(st.sampled_from(KEYS))
people = st.builds(Person, st.sampled_from(KEYS), st.just("Pat"), keys, st.sampled_from(DOMAINS))
circles = st.builds(
    Circle,
    st.frozensets(st.tuples(st.sampled_from(Tie), st.sampled_from(KEYS))),
    keys,
    st.frozensets(st.sampled_from(DOMAINS)),
)


def kinds(person: Person, circle: Circle) -> set[Tie]:
    return {one.tie for one in findings(person, circle)}


def circle_with(other: Person) -> Circle:
    """A case in which this person takes part with their organisations and address."""
    return Circle(organisations=other.organisations, domains=frozenset({other.domain}))


def related(one: Person, other: Person) -> bool:
    """Would either be in conflict where the other takes part? The same from both sides."""
    return bool(one.organisations & other.organisations) or same_domain(one.domain, other.domain)


@given(people, people)
def test_a_tie_between_two_people_is_the_same_from_both_sides(one, other):
    assert related(one, other) == related(other, one)
    assert related(one, other) == bool(kinds(one, circle_with(other)))
    assert bool(kinds(one, circle_with(other))) == bool(kinds(other, circle_with(one)))


@given(people, circles, circles)
def test_more_in_the_circle_never_finds_less(person, one, other):
    both = Circle(one.deeds | other.deeds, one.organisations | other.organisations, one.domains | other.domains)
    together = kinds(person, one) | kinds(person, other)
    # Whoever has signed is no longer said to be invited only: the graver word takes its place.
    assert together - kinds(person, both) <= {Tie.INVITED}
    assert Tie.ENDORSER in kinds(person, both) or together == kinds(person, both)


@given(people, circles, keys)
def test_joining_an_organisation_never_frees_anybody(person, circle, joined):
    member = replace(person, organisations=person.organisations | joined)
    assert kinds(person, circle) <= kinds(member, circle)


@given(people, circles)
def test_what_cannot_be_overridden_is_said_first(person, circle):
    found = [one.absolute for one in findings(person, circle)]
    assert found == sorted(found, reverse=True)
    assert {one.tie for one in findings(person, circle) if one.absolute} == kinds(person, circle) & ABSOLUTE


@pytest.mark.parametrize("host", sorted(PUBLIC_MAIL))
def test_an_address_that_anybody_can_have_ties_nobody(host):
    assert domain_of(f"pat@{host.upper()}") == ""
    assert not same_domain(host, host)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("dal.ca", "cs.dal.ca", True),
        ("dal.ca", "dal.ca", True),
        ("dal.ca", "medal.ca", False),
        ("ca", "dal.ca", False),
        ("", "", False),
    ],
)
def test_a_department_has_its_institutions_domain(one, other, same):
    assert same_domain(one, other) == same_domain(other, one) == same
