"""Writing: save, keep for a sitting, settle into a revision, restore, declare. Nothing is overwritten unseen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import User
from proposals import door
from proposals.document.canonical import hashes
from proposals.document.declaration import section as declared
from proposals.document.merging import Merge, merge
from proposals.document.translation import marked
from proposals.facts import shown_state
from proposals.models import Proposal, Revision
from proposals.standing import permissions
from proposals.talk.losing import note_items
from proposals.writing import selectors
from proposals.writing.models import LastLook, Presence, SectionSave
from proposals.writing.revising import EditEffect, effect_of, revise
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, Refusal, WrongState
from workflow.states import EDITABLE, ProposalState

SITTING = timedelta(minutes=15)
# Moves that show the document to somebody else: what would make an endorsement stale is not published by the way.
LEADS_ON = frozenset({"open_co_design", "request_sign_off", "submit", "resubmit"})


class Conflicting(Refusal):
    """Somebody changed the same field since; `merge` holds both sides, `version` is the section's now."""

    def __init__(self, found: Merge, version: int) -> None:
        super().__init__(_("Somebody changed the same text since you opened this page."))
        self.merge = found
        self.version = version


@dataclass(frozen=True)
class Saved:
    """`version` and `content` of the section after the save; `merged` where somebody else's changes came along."""

    proposal: Proposal
    version: int
    content: dict[str, Any]
    merged: bool
    written: bool


def save_section(
    pk: UUID,
    section: str,
    value: Mapping[str, Any],
    *,
    actor: Actor,
    seen: int | None,
    confirmed: frozenset[str] = frozenset(),
    publish: bool = True,
    restoring: bool = False,
) -> Saved:
    """Write one section. What others changed since version `seen` of it is put together field by field.
    `restoring`: the value is an older one, so that items which come back are the same ones.

    With `publish`, the section becomes a revision at once where somebody outside may read it; in a draft, and
    without `publish`, it waits for the end of the sitting. Saving what is already there writes nothing.

    Raises:
        Conflicting: both changed the same field. NotYours, WrongState. Nothing was written.
    """
    with transaction.atomic():
        proposal = writable(pk, actor)
        current = selectors.working(proposal).get(section, {})
        version = selectors.section_version(proposal, section)
        merged = _merged(proposal, section, current, value, seen, version)
        after = marked(declared(section), current, merged, confirmed)
        written = _differs(section, current, after)
        if written:
            door.touch(proposal, seen_version=None)
            version = _store(proposal, section, after, actor)
            note_items(proposal, section, current, after, clocks.now(), brought_back=restoring)
        if publish and proposal.state != ProposalState.DRAFT:
            settle(proposal, [section])
        return Saved(proposal, version, after, seen is not None and merged != dict(value), written)


def effect_of_saving(proposal: Proposal, section: str, value: Mapping[str, Any]) -> EditEffect:
    """Against the latest revision: what others read and signed."""
    latest = selectors.latest_revision(proposal)
    before = latest.content if latest else {}
    return effect_of(proposal, before, {**before, section: dict(value)})


def settle(proposal: Proposal, sections: Iterable[str]) -> list[Revision]:
    """Make revisions of what waits in these sections: one for each person, with those that they were the last to save.
    The case is locked."""
    waiting = selectors.pending(proposal, sections)
    last = {row.section: row.author for row in waiting}
    made: list[Revision] = []
    for author in dict.fromkeys(row.author for row in waiting if last[row.section] == row.author):
        rows = [row for row in waiting if last[row.section] == author]
        latest = selectors.latest_revision(proposal)
        content = selectors.overlaid(latest.content if latest else {}, rows)
        if latest is None or latest.full != hashes(content)["full"]:
            latest = revise(proposal, content, Actor(author), written_by(rows))
            made.append(latest)
        SectionSave.objects.filter(pk__in=[row.pk for row in rows]).update(revision=latest)
    return made


def settle_before(proposal: Proposal, name: str) -> None:
    """What waits becomes a revision before the case moves, so that gates and readers see the same text.

    Raises:
        GateClosed: it would make an endorsement stale, and nobody has said yes to that.
    """
    waiting = {row.section for row in selectors.pending(proposal)}
    if not waiting or shown_state(proposal, clocks.now()) not in EDITABLE:
        return
    heavy = sections_with_effect(proposal, waiting)
    settle(proposal, waiting - heavy)
    if heavy and name in LEADS_ON:
        sentence = _("Section %(sections)s holds text that is kept, but not saved. Open it, and save or discard it.")
        raise GateClosed(sentence % {"sections": ", ".join(sorted(heavy))})


def settle_sittings() -> int:
    """Sittings that are over become revisions; returns how many. What would make an endorsement stale waits."""
    made = 0
    over = selectors.sitting_over(clocks.now() - SITTING).values_list("proposal", flat=True).distinct()
    for pk in list(over):
        with transaction.atomic():
            proposal = door.lock_row(Proposal, pk)
            waiting = {row.section for row in selectors.pending(proposal)}
            if shown_state(proposal, clocks.now()) in EDITABLE:
                light = waiting - sections_with_effect(proposal, waiting)
                made += len(settle(proposal, light))
    return made


def sections_with_effect(proposal: Proposal, waiting: Iterable[str]) -> set[str]:
    """Those of the sections whose waiting text would make an endorsement stale."""
    document = selectors.working(proposal)
    return {key for key in waiting if effect_of_saving(proposal, key, document.get(key, {})).endorsements}


def discard(pk: UUID, section: str, *, actor: Actor) -> Proposal:
    """Back to what the latest revision says. What is discarded stays in the section's saves."""
    with transaction.atomic():
        proposal = writable(pk, actor)
        if selectors.pending(proposal, [section]):
            latest = selectors.latest_revision(proposal)
            kept = selectors.working(proposal).get(section, {})
            value = latest.content.get(section, {}) if latest else {}
            door.touch(proposal, seen_version=None)
            _store(proposal, section, value, actor)
            note_items(proposal, section, kept, value, clocks.now(), brought_back=True)
            settle(proposal, [section])
        return proposal


def accept_declarations(pk: UUID, keys: list[str], *, actor: Actor, role: str, seen_version: int | None) -> Proposal:
    """Record by name, role, time and the exact text shown that these declarations of section K are accepted.

    Raises:
        NotYours: neither author nor signatory. StaleVersion.
    """
    with transaction.atomic():
        proposal: Proposal = door.lock_row(Proposal, pk)
        if not permissions(actor, proposal) & {"write", "sign"} or actor.user is None:
            raise NotYours
        if shown_state(proposal, clocks.now()) not in EDITABLE | {ProposalState.SIGN_OFF}:
            raise WrongState(_("Declarations are accepted before the proposal is submitted."))
        door.touch(proposal, seen_version=seen_version)
        latest = selectors.latest_revision(proposal)
        content = dict(latest.content) if latest else {}
        fields = {field.key: field for field in declared("K").fields}
        accepted = {
            key: {
                "accepted": True,
                "name": actor.user.name,
                "role": role,
                "at": clocks.now().isoformat(),
                "text": str(fields[key].hint or fields[key].label),
            }
            for key in keys
            if key in fields
        }
        revise(proposal, {**content, "K": {**content.get("K", {}), **accepted}}, actor)
        return proposal


def note_presence(proposal: Proposal, section: str, person: User) -> None:
    Presence.objects.update_or_create(proposal=proposal, section=section, person=person, defaults={"at": clocks.now()})


def note_look(proposal: Proposal, person: User, revision: int) -> None:
    """This person has read the changes up to this revision; never back."""
    if revision > selectors.last_look(proposal.pk, person):
        LastLook.objects.update_or_create(
            proposal=proposal, person=person, defaults={"revision": revision, "at": clocks.now()}
        )


def note_visit(proposal: Proposal, person: User, revision: int, until: datetime) -> None:
    """This person has seen what there was until that moment, the text up to this revision; never back."""
    now = clocks.now()
    with transaction.atomic():
        LastLook.objects.get_or_create(proposal=proposal, person=person, defaults={"revision": 0, "at": now})
        note_look(proposal, person, revision)
        mine = LastLook.objects.filter(Q(seen_at=None) | Q(seen_at__lt=until), proposal=proposal, person=person)
        mine.update(seen_at=min(until, now))


def writable(pk: UUID, actor: Actor) -> Proposal:
    """The case, locked for writing.

    Raises:
        NotYours: no author of it. WrongState: it is not with the institution.
    """
    proposal: Proposal = door.lock_row(Proposal, pk)
    if "write" not in permissions(actor, proposal):
        raise NotYours
    if shown_state(proposal, clocks.now()) not in EDITABLE:
        raise WrongState(_("The document cannot be edited at this stage."))
    return proposal


def _merged(
    proposal: Proposal,
    section: str,
    current: Mapping[str, Any],
    value: Mapping[str, Any],
    seen: int | None,
    version: int,
) -> dict[str, Any]:
    if seen is None or seen == version:
        return dict(value)
    base = selectors.section_at(proposal, section, seen)
    found = merge(declared(section), {} if base is None else base, current, value)
    if found.conflicts:
        raise Conflicting(found, version)
    return found.value


def _differs(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return hashes({section: before})["full"] != hashes({section: after})["full"]


def _store(proposal: Proposal, section: str, content: dict[str, Any], actor: Actor) -> int:
    """Add the section's next version; the first one keeps what stood there before as version 0."""
    if actor.user is None:
        raise NotYours
    version = selectors.section_version(proposal, section)
    now = clocks.now()
    latest = selectors.latest_revision(proposal)
    if version == 0 and latest is not None:
        SectionSave.objects.get_or_create(
            proposal=proposal,
            section=section,
            version=0,
            defaults={
                "content": latest.content.get(section, {}),
                "author": latest.author,
                "at": latest.at,
                "revision": latest,
            },
        )
    SectionSave.objects.create(
        proposal=proposal, section=section, version=version + 1, content=content, author=actor.user, at=now
    )
    return version + 1


def written_by(rows: list[SectionSave]) -> dict[str, str]:
    """{place: person's key} of the fields that these saves changed, each by whoever changed it last."""
    found: dict[str, str] = {}
    for row in rows:
        before = selectors.section_at(row.proposal, row.section, row.version - 1) or {}
        for field in declared(row.section).fields:
            if before.get(field.key) != row.content.get(field.key):
                found[f"{row.section}.{field.key}"] = str(row.author_id)
    return found
