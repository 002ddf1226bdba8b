"""What people do to the case itself: begin it, write it. Moves go through `proposals.door` with `passages.PROPOSAL`."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import SYSTEM, Actor
from partners.models import Organisation
from proposals import door
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.document.canonical import hashes, stale_sections
from proposals.document.declaration import SECTIONS
from proposals.facts import shown_state
from proposals.models import Kind, NumberSeries, Proposal, Revision
from proposals.needs.models import Need, NeedAnswer
from proposals.needs.passage import NEED
from proposals.passages import PROPOSAL
from proposals.standing import permissions
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, WrongState
from workflow.states import EDITABLE, ENDORSEMENT_CURRENT, ProposalState

Content = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class EditEffect:
    """What saving would do: sections changed in substance, and the endorsements that would become stale."""

    sections: tuple[str, ...]
    endorsements: tuple[Endorsement, ...]


def create_proposal(
    *,
    actor: Actor,
    institution: Organisation,
    content: Content,
    kind: str = Kind.NEW,
    need: Need | None = None,
    source_id: str = "",
    idempotency_key: str | None = None,
) -> Proposal:
    """A draft with its first revision. `content` needs at least a title (A.title.en, or .fr).

    Raises:
        NotYours: the actor is no author at `institution`.
    """
    title = _title(content)
    now = clocks.now()
    if actor.user is None:
        raise NotYours
    earlier: Proposal | None = door.already_begun(PROPOSAL, idempotency_key, actor=actor)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        proposal = Proposal(
            number=_next_number(now.year),
            kind=kind,
            title=title.get("en") or title.get("fr", ""),
            title_fr=title.get("fr", ""),
            lead=institution,
            created_by=actor.user,
            created_at=now,
            turn_since=now,
            source_id=source_id,
        )
        door.begin(PROPOSAL, proposal, actor=actor, name="create", idempotency_key=idempotency_key)
        _revise(proposal, content, actor)
        if need is not None:
            NeedAnswer.objects.create(need=need, proposal=proposal, at=now)
            door.act(NEED, need.pk, "take_up", actor=actor, seen_version=None)
    return proposal


def save_section(
    pk: UUID, section: str, value: Mapping[str, Any], *, actor: Actor, seen_version: int | None
) -> Proposal:
    """Write one section as a new revision; endorsements that cover a changed substance become stale.

    Saving what is already there writes nothing.

    Raises:
        NotYours, WrongState, StaleVersion: nothing was written.
    """
    with transaction.atomic():
        proposal = _writable(pk, actor)
        before = _content(proposal)
        after = {**before, section: dict(value)}
        if hashes(before)["full"] == hashes(after)["full"]:
            return proposal
        door.touch(proposal, seen_version=seen_version)
        _revise(proposal, after, actor)
        return proposal


def effect_of_saving(proposal: Proposal, section: str, value: Mapping[str, Any]) -> EditEffect:
    before = _content(proposal)
    return _effect(proposal, before, {**before, section: dict(value)})


def accept_declarations(pk: UUID, keys: list[str], *, actor: Actor, role: str, seen_version: int | None) -> Proposal:
    """Record by name, role, time and the exact text shown that these declarations of section K are accepted.

    Raises:
        NotYours: neither author nor signatory. StaleVersion.
    """
    with transaction.atomic():
        proposal: Proposal = door.lock(PROPOSAL, pk)
        if not permissions(actor, proposal) & {"write", "sign"} or actor.user is None:
            raise NotYours
        if shown_state(proposal, clocks.now()) not in EDITABLE | {ProposalState.SIGN_OFF}:
            raise WrongState(_("Declarations are accepted before the proposal is submitted."))
        door.touch(proposal, seen_version=seen_version)
        content = _content(proposal)
        section = dict(content.get("K", {}))
        fields = {field.key: field for field in _section("K").fields}
        for key in keys:
            if key in fields:
                section[key] = {
                    "accepted": True,
                    "name": actor.user.name,
                    "role": role,
                    "at": clocks.now().isoformat(),
                    "text": str(fields[key].hint or fields[key].label),
                }
        _revise(proposal, {**content, "K": section}, actor)
        return proposal


def explain_gap(pk: UUID, text: str, *, actor: Actor, seen_version: int | None) -> None:
    """Why endorsements are not current again at resubmission."""
    with transaction.atomic():
        proposal = _writable(pk, actor)
        door.touch(proposal, seen_version=seen_version)
        proposal.gap_explained = text
        proposal.save(update_fields=["gap_explained"])


def _writable(pk: UUID, actor: Actor) -> Proposal:
    proposal: Proposal = door.lock(PROPOSAL, pk)
    if "write" not in permissions(actor, proposal):
        raise NotYours
    if shown_state(proposal, clocks.now()) not in EDITABLE:
        raise WrongState(_("The document cannot be edited at this stage."))
    return proposal


def _content(proposal: Proposal) -> dict[str, Any]:
    latest = Revision.objects.filter(proposal=proposal).first()
    return deepcopy(latest.content) if latest else {}


def _section(key: str) -> Any:
    return next(section for section in SECTIONS if section.key == key)


def _title(content: Content) -> dict[str, str]:
    title = dict(content.get("A", {}).get("title") or {})
    if not any(title.values()):
        raise GateClosed(_("Give the microcredential a title."))
    return {key: str(value) for key, value in title.items()}


def _next_number(year: int) -> str:
    NumberSeries.objects.get_or_create(year=year)
    series = NumberSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"TM-{year}-{series.last:04d}"


def _revise(proposal: Proposal, content: Content, actor: Actor) -> Revision:
    if actor.user is None:
        raise NotYours
    before = Revision.objects.filter(proposal=proposal).first()
    digests = hashes(content)
    effect = _effect(proposal, before.content, content) if before else EditEffect((), ())
    revision = Revision.objects.create(
        proposal=proposal,
        number=before.number + 1 if before else 1,
        case_version=proposal.version,
        content=content,
        full=digests["full"],
        substance=digests["substance"],
        author=actor.user,
        at=clocks.now(),
    )
    title = _title(content)
    proposal.title = title.get("en") or title.get("fr", "")
    proposal.title_fr = title.get("fr", "")
    proposal.save(update_fields=["title", "title_fr"])
    for endorsement in effect.endorsements:
        _mark_stale(endorsement, revision, effect, actor)
    return revision


def _effect(proposal: Proposal, before: Content, after: Content) -> EditEffect:
    """Stale are exactly the current endorsements that cover a section whose substance differs from what they signed."""
    digests = hashes(after)
    changed = tuple(sorted(stale_sections(hashes(before), digests)))
    rows = Endorsement.objects.filter(proposal=proposal, state__in=ENDORSEMENT_CURRENT)
    hit = []
    for row in rows.select_related("organisation", "person"):
        signed = Statement.objects.filter(endorsement=row).first()
        if signed and any(digests["substance"].get(key) != sha for key, sha in signed.hashes.items()):
            hit.append(row)
    return EditEffect(changed, tuple(hit))


def _mark_stale(endorsement: Endorsement, revision: Revision, effect: EditEffect, actor: Actor) -> None:
    """With its sentence: which sections, changed by whom and when, and which endorsed ones did not change."""
    signed = Statement.objects.filter(endorsement=endorsement).select_related("revision").first()
    if signed is None:
        return
    changed = [key for key, sha in signed.hashes.items() if revision.substance.get(key) != sha]
    endorsement.stale_because = {
        "sections": changed,
        "titles": [str(_section(key).title) for key in changed],
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
        details=endorsement.stale_because,
    )
