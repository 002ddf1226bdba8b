"""What ties a person to a case, from facts alone: deeds of their own, organisations, mail domains. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Tie(StrEnum):
    AUTHOR = "author"  # began it or wrote any of it, even if others have written over it since
    CO_DESIGNER = "co_designer"  # commented or suggested words for the institution or a partner
    ENDORSER = "endorser"  # signed for a partner, even if withdrawn since
    INVITED = "invited"  # asked by the institution, and did not sign
    REVIEWED = "reviewed"  # was assigned to review it
    ORGANISATION = "organisation"  # member of the lead, a co-applicant or a partner
    DOMAIN = "domain"  # mail domain of somebody who takes part, or of an organisation's website


# Deeds of one's own. No reason of a coordinator's undoes them.
DEEDS = (Tie.AUTHOR, Tie.CO_DESIGNER, Tie.ENDORSER, Tie.REVIEWED)
ABSOLUTE = frozenset(DEEDS)

# Addresses that anybody can have: free mail, and the access providers of this region. They say nothing of an employer.
# Kept by hand, from the providers' own names; one that is missing finds a tie too many, which a coordinator overrides.
PUBLIC_MAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.ca live.com live.ca msn.com yahoo.com yahoo.ca ymail.com
    icloud.com me.com mac.com aol.com proton.me protonmail.com tutanota.com gmx.com mail.com zoho.com fastmail.com
    eastlink.ca sympatico.ca ns.sympatico.ca bellaliant.net bell.net rogers.com shaw.ca telus.net videotron.ca
    xplornet.com
    """.split()  # noqa: SIM905 (thirty words in a list are thirty lines)
)

SENTENCES: Mapping[Tie, Promise] = {
    Tie.AUTHOR: gettext_lazy("%(name)s wrote this proposal."),
    Tie.CO_DESIGNER: gettext_lazy("%(name)s took part in designing this proposal."),
    Tie.ENDORSER: gettext_lazy("%(name)s endorsed this proposal for a partner."),
    Tie.INVITED: gettext_lazy("%(name)s was invited to endorse this proposal."),
    Tie.REVIEWED: gettext_lazy("%(name)s was assigned to this proposal before."),
    Tie.ORGANISATION: gettext_lazy("%(name)s belongs to %(what)s, which takes part in this proposal."),
    Tie.DOMAIN: gettext_lazy("%(name)s has a mail address at %(what)s, like somebody who takes part in this proposal."),
}


@dataclass(frozen=True)
class Person:
    """Somebody as ties see them: `key`, the organisations they belong to, the domain of their address or ""."""

    key: UUID
    name: str
    organisations: frozenset[UUID]
    domain: str


@dataclass(frozen=True)
class Circle:
    """Who and what takes part in a case. `names`: of its organisations."""

    deeds: frozenset[tuple[Tie, UUID]] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    domains: frozenset[str] = frozenset()
    names: Mapping[UUID, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Finding:
    tie: Tie
    name: str
    what: str = ""

    @property
    def absolute(self) -> bool:
        """No reason lifts it."""
        return self.tie in ABSOLUTE

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.tie]) % {"name": self.name, "what": self.what}


def findings(person: Person, circle: Circle) -> tuple[Finding, ...]:
    """Everything that ties them, what cannot be overridden first. More in the circle never finds less."""
    own = {tie for tie, key in circle.deeds if key == person.key}
    if Tie.ENDORSER in own:
        own.discard(Tie.INVITED)
    found = [Finding(tie, person.name) for tie in Tie if tie in own]
    shared = sorted(circle.names.get(key, "") for key in person.organisations & circle.organisations)
    if shared:
        found.append(Finding(Tie.ORGANISATION, person.name, ", ".join(shared)))
    if any(same_domain(person.domain, one) for one in circle.domains):
        found.append(Finding(Tie.DOMAIN, person.name, person.domain))
    return tuple(sorted(found, key=lambda one: not one.absolute))


def domain_of(address: str) -> str:
    """The domain of a mail address; "" where it is nobody's in particular."""
    found = address.rpartition("@")[2].strip().lower().rstrip(".")
    return "" if found in PUBLIC_MAIL else found


def same_domain(one: str, other: str) -> bool:
    """The same, or one under the other ("dal.ca" and "cs.dal.ca"). A top-level domain alone is nobody's."""
    if "." not in one or "." not in other or {one, other} & PUBLIC_MAIL:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


# --- Separation of duties -------------------------------------------------------------------------------------------

OWN: Mapping[Tie, Promise] = {
    Tie.AUTHOR: gettext_lazy("You wrote this proposal"),
    Tie.CO_DESIGNER: gettext_lazy("You took part in designing this proposal"),
    Tie.ENDORSER: gettext_lazy("You endorsed this proposal"),
    Tie.REVIEWED: gettext_lazy("You reviewed this proposal"),
    Tie.ORGANISATION: gettext_lazy("You belong to %(what)s, which takes part in this proposal"),
}


def involvement(found: Iterable[Finding]) -> tuple[str, ...]:
    """Why this person may take no step for the Province: half sentences, for `may_not_act` and `may_not_decide`.

    An invitation that was not answered bars nobody, or any institution could choose who decides; nor does a domain.
    """
    return tuple(str(OWN[one.tie]) % {"what": one.what} for one in found if one.tie in OWN)


def may_not_decide(why: str) -> str:
    return _("%(why)s, so somebody else has to decide.") % {"why": why}


def may_not_act(why: str) -> str:
    return _("%(why)s, so somebody else has to take this step.") % {"why": why}
