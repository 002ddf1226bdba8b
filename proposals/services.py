"""What people do to the case itself: begin it, copy it, explain it. Writing it is `proposals.writing.services`' matter.

Moves go through `proposals.door` with `passages.PROPOSAL`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import Organisation
from proposals import door
from proposals.models import Kind, NumberSeries, Proposal
from proposals.needs.models import Need, NeedAnswer
from proposals.needs.passage import NEED
from proposals.passages import PROPOSAL
from proposals.writing.revising import revise
from proposals.writing.services import writable
from workflow import clocks
from workflow.refusals import GateClosed, NotYours

Content = Mapping[str, Mapping[str, Any]]


def create_proposal(
    *,
    actor: Actor,
    institution: Organisation,
    content: Content,
    kind: str = Kind.NEW,
    need: Need | None = None,
    source_id: str = "",
    details: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> Proposal:
    """A draft with its first revision. `content` needs at least a title (A.title.en, or .fr); `details` are recorded.

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
        door.begin(PROPOSAL, proposal, actor=actor, name="create", details=details, idempotency_key=idempotency_key)
        revise(proposal, content, actor)
        if need is not None:
            NeedAnswer.objects.create(need=need, proposal=proposal, at=now)
            door.act(NEED, need.pk, "take_up", actor=actor, seen_version=None)
    return proposal


def explain_gap(pk: UUID, text: str, *, actor: Actor, seen_version: int | None) -> None:
    """Why endorsements are not current again at resubmission."""
    with transaction.atomic():
        proposal = writable(pk, actor)
        door.touch(proposal, seen_version=seen_version)
        proposal.gap_explained = text
        proposal.save(update_fields=["gap_explained"])


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
