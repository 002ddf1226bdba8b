"""From a decided package to the public register: prepare, publish, and take over what has changed since."""

import unicodedata
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import override

from partners.actors import SYSTEM
from proposals import door
from proposals.contributions import selectors as contributions
from proposals.document.display import public_view
from proposals.models import Proposal
from proposals.reminding import first_time
from proposals.review.models import DecisionPackage, Outcome
from register.due import remind_from
from register.models import Listing, Snapshot
from register.passage import LISTING, context, matter, resolve
from workflow import clocks
from workflow.refusals import Refusal
from workflow.states import ListingState, ProposalState

APPROVED = (ProposalState.APPROVED, ProposalState.APPROVED_WITH_CONDITIONS)


def publish_due() -> dict[str, int]:
    """Publish every approved proposal whose holding window is over. Run again, it changes nothing more."""
    decided = Proposal.objects.filter(state__in=APPROVED, held_until__lte=clocks.now())
    new = decided.filter(listing=None)
    published = sum(_publish(proposal) for proposal in new.select_related("lead", "framework"))
    settled = Snapshot.objects.filter(
        conditions_open=True, listing__proposal__state=ProposalState.APPROVED
    ).select_related("listing__proposal__lead")
    updated = sum(_conditions_met(snapshot) for snapshot in settled)
    return {"published": published, "updated": updated}


def remind_of_reviews() -> int:
    """Tell applicants, once for each cycle, that a listing's review is due soon. Returns how many were told."""
    now = clocks.now()
    listings = Listing.objects.filter(state=ListingState.PUBLISHED)
    told = 0
    for listing in listings.select_related("proposal__lead", "proposal__framework").iterator():
        if listing.review_due is None or listing.published_at is None:
            continue
        moment = remind_from(listing, listing.review_due)
        if moment <= now:
            told += first_time(
                listing.proposal,
                "listing.review_due",
                listing.pk,
                listing.published_at,
                moment,
                actor=SYSTEM,
                resolve=resolve(listing),
                context=context(listing, SYSTEM, ""),
                matter=matter(listing),
            )
    return told


def _publish(proposal: Proposal) -> bool:
    package = _package(proposal)
    if package is None:
        return False
    try:
        with transaction.atomic():
            listing = Listing(slug=_slug(proposal), proposal=proposal)
            door.begin(LISTING, listing, actor=SYSTEM, name="prepare")
            take_snapshot(listing, package)
            door.act(LISTING, listing.pk, "publish", actor=SYSTEM, seen_version=None)
    except Refusal:
        return False
    return True


def _package(proposal: Proposal) -> DecisionPackage | None:
    packages = DecisionPackage.objects.filter(proposal=proposal, taken_back_at=None)
    return packages.exclude(outcome=Outcome.DECLINE).first()


def _conditions_met(snapshot: Snapshot) -> bool:
    """A new snapshot of the same package, without the public mark; only for the listing's latest."""
    listing = snapshot.listing
    package = _package(listing.proposal)
    latest = listing.snapshots.first()
    if package is None or latest is None or latest.number != snapshot.number:
        return False
    take_snapshot(listing, package)
    return True


def take_snapshot(listing: Listing, package: DecisionPackage) -> Snapshot:
    """Copy the public fields of the frozen package, in both languages; nothing else of the case."""
    document: dict[str, Any] = package.content["revision"]["content"]
    proposal = listing.proposal
    title_en, title_fr = titles_of(package.content)
    views = {language: _view(document, language) for language in ("en", "fr")}
    endorsers = endorsers_of(package.content)
    names = [endorser["name"] for endorser in endorsers]
    latest = listing.snapshots.first()
    return Snapshot.objects.create(
        listing=listing,
        number=latest.number + 1 if latest else 1,
        package_sha256=package.sha256,
        title_en=title_en,
        title_fr=title_fr,
        institution_en=proposal.lead.name,
        institution_fr=proposal.lead.name_in("fr"),
        search_text=folded(" ".join([proposal.lead.name, proposal.lead.name_fr, *names, *_words(views)])),
        content={
            "views": views,
            "number": proposal.number,
            "endorsers": endorsers,
            "shaped_with": _shaped_with(proposal),
            "decided_at": package.at.isoformat(),
            "framework": package.content["framework"],
            "review_cycle_months": document.get("J", {}).get("review_cycle"),
            "conditions": len(package.content["conditions"]),
        },
        conditions_open=proposal.state == ProposalState.APPROVED_WITH_CONDITIONS,
        at=clocks.now(),
    )


def folded(text: str) -> str:
    """Lower case, without accents, so that "sante" finds "santé" on every database."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def _view(document: dict[str, Any], language: str) -> list[dict[str, Any]]:
    with override(language):
        return [
            {
                "key": section.key,
                "title": str(section.title),
                "rows": [{"label": str(row.label), "lines": [str(line) for line in row.lines]} for row in section.rows],
            }
            for section in public_view(document, language)
        ]


def _words(views: dict[str, list[dict[str, Any]]]) -> list[str]:
    return [line for view in views.values() for section in view for row in section["rows"] for line in row["lines"]]


def titles_of(content: dict[str, Any]) -> tuple[str, str]:
    """In English (or what there is) and in French, of a package's content."""
    title: dict[str, str] = content["revision"]["content"]["A"]["title"]
    return title.get("en") or title.get("fr", ""), title.get("fr", "")


def endorsers_of(content: dict[str, Any]) -> list[dict[str, str]]:
    """Only what each partner consented to show."""
    found = []
    for statement in content["endorsements"]:
        answers = statement["answers"]
        consents = answers.get("consents") or []
        if "name" not in consents:
            continue
        found.append(
            {
                "name": statement["organisation"],
                "hiring": answers.get("hiring", "") if "hiring" in consents else "",
                "quote": answers.get("demand_reason", "") if "quote" in consents else "",
            }
        )
    return found


def _shaped_with(proposal: Proposal) -> list[dict[str, Any]]:
    """Only partners who agree to be named and credited."""
    return [
        {"en": one.organisation.name, "fr": one.organisation.name_in("fr"), "number": one.number}
        for one in contributions.credits(proposal)
    ]


def _slug(proposal: Proposal) -> str:
    return f"{slugify(proposal.title)[:100]}-{proposal.number.lower()}".strip("-")
