"""Is this organisation here already? By its name and by its mail domain; a person decides."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation, User
from proposals.document.codes import folded
from proposals.joining.models import JoinRequest

# Addresses there say nothing about an organisation.
ANYBODYS = frozenset({"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.ca", "live.com", "live.ca"})
ANYBODYS |= {"msn.com", "yahoo.com", "yahoo.ca", "icloud.com", "me.com", "proton.me", "protonmail.com", "aol.com"}
ANYBODYS |= {"eastlink.ca", "bellaliant.net", "ns.sympatico.ca"}
# Words that make no difference between two names.
EMPTY = frozenset({"the", "of", "and", "le", "la", "les", "l", "de", "des", "du", "d", "et", "inc", "incorporated"})
EMPTY |= {"ltd", "limited", "limitee", "ltee", "llc", "corp", "co"}
BY_NAME = _("the name is the same, or nearly")
BY_DOMAIN = _("a member has a mail address there")
BY_WEBSITE = _("the website is the same")


@dataclass(frozen=True)
class Alike:
    name: str
    reason: Promise
    organisation: Organisation | None = None  # None: another request that waits


def words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", folded(name))) - EMPTY


def near(ours: list[frozenset[str]], theirs: list[frozenset[str]]) -> bool:
    """One name holds all words of the other; a single word must be the whole name."""
    for left in filter(None, ours):
        for right in filter(None, theirs):
            short, long = sorted((left, right), key=len)
            if left == right or (len(short) > 1 and short <= long):
                return True
    return False


def host(website: str) -> str:
    name = (urlsplit(website).hostname or "").lower()
    return name.removeprefix("www.")


def alike(request: JoinRequest) -> list[Alike]:
    """Organisations and other waiting requests that may be the same. Three queries."""
    ours = [words(request.name), words(request.name_fr)]
    found = []
    members = _members_at(request.domain)
    for one in Organisation.objects.order_by("name"):
        if one.pk in members:
            found.append(Alike(str(one), BY_DOMAIN, one))
        elif near(ours, [words(one.name), words(one.name_fr)]):
            found.append(Alike(str(one), BY_NAME, one))
        elif request.website and host(one.website) == host(request.website):
            found.append(Alike(str(one), BY_WEBSITE, one))
    waiting = JoinRequest.objects.filter(answered_at=None).exclude(confirmed_at=None).exclude(pk=request.pk)
    for other in waiting:
        if other.domain == request.domain and request.domain not in ANYBODYS:
            found.append(Alike(other.name, BY_DOMAIN))
        elif near(ours, [words(other.name), words(other.name_fr)]):
            found.append(Alike(other.name, BY_NAME))
    return found


def _members_at(domain: str) -> set:
    if domain in ANYBODYS:
        return set()
    there = User.objects.filter(email__iendswith=f"@{domain}", is_active=True)
    return set(there.exclude(memberships=None).values_list("memberships__organisation", flat=True))
