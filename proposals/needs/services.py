"""Stating, taking up and closing a need."""

from datetime import date
from uuid import UUID

from partners.actors import Actor
from partners.models import Organisation
from proposals import door
from proposals.needs.models import Need
from proposals.needs.passage import NEED
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import NotYours


def state_need(
    *,
    actor: Actor,
    organisation: Organisation,
    title: str,
    statement: str,
    noc: list[str],
    naics: list[str],
    region: str,
    openings: int | None,
    needed_by: date | None,
    language: str = "en",
    idempotency_key: str | None = None,
) -> Need:
    """Raises NotYours where the actor is no member of `organisation`."""
    if actor.user is None:
        raise NotYours
    earlier: Need | None = door.already_begun(NEED, idempotency_key, actor=actor)
    if earlier is not None:
        return earlier
    need = Need(
        title=title,
        statement=statement,
        organisation=organisation,
        stated_by=actor.user,
        stated_at=clocks.now(),
        language=language,
        noc=noc,
        naics=naics,
        region=region,
        openings=openings,
        needed_by=needed_by,
    )
    door.begin(NEED, need, actor=actor, name="state", idempotency_key=idempotency_key)
    return need


def close_need(
    pk: UUID, *, actor: Actor, reason: str, seen_version: int, idempotency_key: str | None
) -> TransitionRecord:
    return door.act(
        NEED,
        pk,
        "close",
        actor=actor,
        seen_version=seen_version,
        reason=reason,
        idempotency_key=idempotency_key,
    )
