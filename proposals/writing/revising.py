"""Making a revision, and what it does to endorsements. Content reaches a revision here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from partners.actors import SYSTEM, Actor
from proposals import door
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.document.canonical import Change, diff, hashes, stale_sections
from proposals.document.declaration import section
from proposals.document.shapes import Change as ChangeClass
from proposals.models import Proposal, Revision
from proposals.overlap import services as overlap
from workflow import clocks
from workflow.refusals import NotYours
from workflow.states import ENDORSEMENT_CURRENT

Content = Mapping[str, Mapping[str, Any]]
WEIGHT = (ChangeClass.EDITORIAL, ChangeClass.MINOR, ChangeClass.SUBSTANTIVE)
PRICE = ("I", "price")
PRICE_TOLERANCE = 0.10


@dataclass(frozen=True)
class EditEffect:
    """What a revision would do: sections changed in substance, endorsements that would become stale, and its class.

    `change_class` is "" where nothing changes.
    """

    sections: tuple[str, ...]
    endorsements: tuple[Endorsement, ...]
    change_class: str = ""
    fields: tuple[Change, ...] = ()


def revise(proposal: Proposal, content: Content, actor: Actor, written_by: Mapping[str, str] | None = None) -> Revision:
    """`written_by` is {place: person's key} of the changed fields; all of them the actor's when it is not given."""
    if actor.user is None:
        raise NotYours
    before = Revision.objects.filter(proposal=proposal).first()
    digests = hashes(content)
    old = before.content if before else {}
    effect = effect_of(proposal, old, content) if before else EditEffect((), ())
    changed = {f"{one.section}.{one.field}": str(actor.user.pk) for one in diff(old, content)}
    revision = Revision.objects.create(
        proposal=proposal,
        number=before.number + 1 if before else 1,
        case_version=proposal.version,
        content=content,
        full=digests["full"],
        substance=digests["substance"],
        author=actor.user,
        at=clocks.now(),
        written_by={**changed, **(written_by or {})},
    )
    title = content.get("A", {}).get("title") or {}
    proposal.title = title.get("en") or title.get("fr") or proposal.title
    proposal.title_fr = title.get("fr", "")
    proposal.save(update_fields=["title", "title_fr"])
    overlap.note(proposal, content)
    for endorsement in effect.endorsements:
        _mark_stale(endorsement, revision, actor)
    return revision


def effect_of(proposal: Proposal, before: Content, after: Content) -> EditEffect:
    """Stale are exactly the current endorsements that cover a section whose substance differs from what they signed."""
    digests = hashes(after)
    changed = tuple(sorted(stale_sections(hashes(before), digests)))
    rows = Endorsement.objects.filter(proposal=proposal, state__in=ENDORSEMENT_CURRENT)
    signed = dict(
        Statement.objects.filter(endorsement__in=rows).order_by("number").values_list("endorsement_id", "hashes")
    )
    hit = [
        row
        for row in rows.select_related("organisation", "person")
        if any(digests["substance"].get(key) != sha for key, sha in signed.get(row.pk, {}).items())
    ]
    fields = tuple(diff(before, after))
    return EditEffect(changed, tuple(hit), change_class(fields), fields)


def change_class(fields: tuple[Change, ...]) -> str:
    """The weightiest of the changed fields; a price within ten per cent is editorial (the process's rule)."""
    classes = {ChangeClass.EDITORIAL if _small_price(one) else ChangeClass(one.change_class) for one in fields}
    return str(max(classes, key=WEIGHT.index)) if classes else ""


def _small_price(change: Change) -> bool:
    if (change.section, change.field) != PRICE:
        return False
    before, after = change.before, change.after
    if not isinstance(before, int | float) or not isinstance(after, int | float) or not before:
        return False
    return abs(after - before) <= PRICE_TOLERANCE * before


def _mark_stale(endorsement: Endorsement, revision: Revision, actor: Actor) -> None:
    """With its sentence: which sections, changed by whom and when, and which endorsed ones did not change."""
    signed = Statement.objects.filter(endorsement=endorsement).select_related("revision").first()
    if signed is None:
        return
    changed = [key for key, sha in signed.hashes.items() if revision.substance.get(key) != sha]
    endorsement.stale_because = {
        "sections": changed,
        "titles": [str(section(key).title) for key in changed],
        "unchanged": [key for key in signed.hashes if key not in changed],
        "by": actor.user.name if actor.user else "",
        "at": revision.at.isoformat(),
        "from_revision": signed.revision.number,
        "to_revision": revision.number,
    }
    endorsement.save(update_fields=["stale_because"])
    door.act(
        ENDORSEMENT,
        endorsement.pk,
        "mark_stale",
        actor=SYSTEM,
        seen_version=None,
        details={**endorsement.stale_because, "by": str(actor.user.pk) if actor.user else ""},  # no name in a chain
    )
