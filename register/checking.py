"""Does a listing show what was decided? Read from the package and the history of its case, and from nothing a reader
could not be told of: every check is a sentence and whether it holds."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals.review.models import DecisionPackage
from proposals.review.package import digest
from register.models import Listing, Snapshot
from register.services import endorsers_of, titles_of
from workflow import chain, links, seals
from workflow.models import SealedRow, TransitionRecord

HASH = frozenset("0123456789abcdef")
APPROVALS = ("approve", "approve_with_conditions", "confirm_conditions")


@dataclass(frozen=True)
class Check:
    holds: bool
    sentence: str


def of_listing(snapshot: Snapshot) -> list[Check]:
    """Each link between what the page shows and what was decided."""
    package = _package(snapshot.listing, snapshot.package_sha256)
    if package is None:
        return [Check(False, _("No decision on record has this fingerprint."))]
    content = package.content
    shown = snapshot.content
    return [
        Check(
            digest(content) == snapshot.package_sha256 == package.sha256,
            _("The decision package, written out and hashed again just now, gives the fingerprint on the page."),
        ),
        Check(
            package.taken_back_at is None and _decided(package),
            _("The decision stands in the history of the case, at the same moment, and was not taken back."),
        ),
        Check(
            (snapshot.title_en, snapshot.title_fr) == titles_of(content)
            and shown["number"] == content["number"]
            and shown["framework"] == content["framework"]
            and shown["endorsers"] == endorsers_of(content),
            _("Title, record number, framework and who recognises it are those of the package."),
        ),
        _sealed(snapshot),
        _chain(package),
    ]


def of_text(snapshot: Snapshot, text: str) -> Check:
    """A fingerprint, or a package as JSON, that somebody holds."""
    held = text.strip()
    if len(held) == 64 and set(held.lower()) <= HASH:
        return Check(
            held.lower() == snapshot.package_sha256,
            _("This is the fingerprint of the decision that the listing shows.")
            if held.lower() == snapshot.package_sha256
            else _("This is not the fingerprint of the decision that the listing shows."),
        )
    found = fingerprint(held)
    if found is None:
        return Check(False, _("This is neither a fingerprint (64 letters and digits) nor a package in JSON."))
    if found == snapshot.package_sha256:
        return Check(True, _("This is the decision package that the listing shows, letter by letter."))
    return Check(
        False,
        _("This is another package, or one that was changed: its fingerprint is %(hash)s.") % {"hash": found},
    )


def fingerprint(text: str) -> str | None:
    """Of a package as JSON; None where it is none."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    try:
        return digest(content)
    except (ValueError, RecursionError):
        return None


def _package(listing: Listing, sha256: str) -> DecisionPackage | None:
    return DecisionPackage.objects.filter(proposal=listing.proposal_id, sha256=sha256).first()


def _decided(package: DecisionPackage) -> bool:
    moves = TransitionRecord.objects.filter(case_id=package.proposal_id, machine="proposal", at=package.at)
    return moves.filter(transition__in=APPROVALS).exists()


def _sealed(snapshot: Snapshot) -> Check:
    sealed = (
        SealedRow.objects.filter(table=Snapshot._meta.db_table, key=str(snapshot.pk)).select_related("seal").first()
    )
    if sealed is None:
        return Check(True, _("The text of this listing is new: the next seal binds it, within the hour."))
    fields: list[str] = sealed.seal.forms[sealed.table]
    return Check(
        seals.row_digest(snapshot, fields) == sealed.sha256,
        _("The text of this listing is the one that seal %(number)s bound.") % {"number": sealed.seal_id},
    )


def _chain(package: DecisionPackage) -> Check:
    records = TransitionRecord.objects.filter(case_id=package.proposal_id).order_by("link", "id")
    before: links.Link | None = None
    whole = True
    for record in records.iterator(chunk_size=500):
        here = chain.as_link(record)
        whole = whole and links.follows(package.proposal_id, here, before)
        before = here
    count: Any = before.number if before else 0
    return Check(
        whole and before is not None,
        _("The history of the case is whole: %(count)s records, each hashed with the one before.") % {"count": count},
    )
