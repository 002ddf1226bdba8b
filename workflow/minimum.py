"""Do the endorsements meet the framework's minimum? Pure counting, asked by gates and by the readiness panel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.framework import EndorsementRule


@dataclass(frozen=True)
class Endorsed:
    """A current endorsement, as far as the framework asks about it.

    `outside`: its organisation is neither the institution nor a co-applicant. `answers`: {question: answer}.
    """

    name: str
    kind: str
    outside: bool
    interests: frozenset[str]
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Tally:
    """Each list holds those of the list before that meet one more demand; what counts is `confirming`."""

    current: tuple[Endorsed, ...]
    independent: tuple[Endorsed, ...]
    confirming: tuple[Endorsed, ...]

    @property
    def dependent_names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.current if one not in self.independent)

    @property
    def unconfirmed_names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.independent if one not in self.confirming)

    def of_kind(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.confirming)


def tally(endorsements: Iterable[Endorsed], rule: EndorsementRule) -> Tally:
    current = tuple(one for one in endorsements if one.outside)
    independent = tuple(one for one in current if not one.interests & rule.dependent_interests)
    confirming = tuple(one for one in independent if confirms(one, rule))
    return Tally(current, independent, confirming)


def missing_kinds(found: Tally, rule: EndorsementRule) -> tuple[str, ...]:
    """Keys of the kinds of partner of which there are too few."""
    return tuple(one.key for one in rule.kinds if found.of_kind(one.key) < one.minimum)


def confirms(one: Endorsed, rule: EndorsementRule) -> bool:
    return all(one.answers.get(question) in wanted for question, wanted in rule.confirmations.items())


@dataclass(frozen=True)
class Line:
    """ "1 of 2", of all or of one kind (`name`, "" for all)."""

    have: int
    want: int
    name: str

    @property
    def met(self) -> bool:
        return self.have >= self.want


def lines(found: Tally, rule: EndorsementRule) -> list[Line]:
    kinds = [Line(found.of_kind(one.key), one.minimum, str(one.name)) for one in rule.kinds]
    return [Line(len(found.confirming), rule.minimum, ""), *kinds]
