"""Whom a comment names: chosen from the list, or typed as "@Ada Boudreau" or "@Ada"; readers of the lane only."""

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from partners.models import User
from proposals.talk.lanes import Reader
from workflow.refusals import GateClosed

TYPED = re.compile(r"(?<![\w@./:])@(?=[^\W\d_])")
WORDS = re.compile(r"[\w’'.-]+(?: [^\W\d_a-z][\w’'.-]*)?")


def mentioned(text: str, chosen: Collection[str], lane: Iterable[Reader]) -> list[User]:
    """The people named, each once, in the order of the lane's readers.

    Raises:
        GateClosed: somebody is named who cannot read the lane; whether there is such a person is not said.
    """
    people = [reader.user for reader in lane]
    known = {str(person.pk) for person in people}
    if not set(chosen) <= known:
        raise GateClosed(_("Somebody whom you chose cannot read this lane. Choose another lane, or leave them out."))
    named = {str(person.pk) for rest in TYPED.split(text)[1:] for person in _called(rest, people)}
    return [person for person in people if str(person.pk) in named | set(chosen)]


def _called(rest: str, people: list[User]) -> list[User]:
    """Who is called by the words after an @: by the whole name, or by a first name that only one has."""
    by_name = [person for person in people if _begins(rest, person.name)]
    if by_name:
        longest = max(len(person.name) for person in by_name)
        return [person for person in by_name if len(person.name) == longest]
    by_first = [person for person in people if person.name and _begins(rest, person.name.split()[0])]
    if len(by_first) == 1:
        return by_first
    found = WORDS.match(rest)
    name = found[0].rstrip(".’'-") if found else rest[:40]
    if by_first:
        raise GateClosed(_("Several people here are called “%(name)s”. Write the whole name.") % {"name": name})
    raise GateClosed(
        _("“%(name)s” cannot read this lane. Choose another lane or somebody from the list, or leave the @ out.")
        % {"name": name}
    )


def _begins(rest: str, name: str) -> bool:
    begin = rest[: len(name)]
    return bool(name) and begin.casefold() == name.casefold() and not re.match(r"\w", rest[len(name) :])
