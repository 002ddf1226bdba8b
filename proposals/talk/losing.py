"""What a save does to the places that threads stand on: an item that is removed takes its place with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from proposals.document.declaration import section as declared
from proposals.document.items import keys
from proposals.document.shapes import Kind
from proposals.models import Proposal
from proposals.talk.models import Thread


def note_items(
    proposal: Proposal,
    section: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
    *,
    brought_back: bool = False,
) -> None:
    """Mark threads of removed items. A new item may get the key of one that is gone, so that the key alone would lie;
    with `brought_back` (an older text is restored) items that return are the same ones."""
    for field in declared(section).fields:
        if field.kind != Kind.ITEMS:
            continue
        old, new = (set(keys(side.get(field.key) or [])) for side in (before, after))
        here = Thread.objects.filter(proposal=proposal, section=section, field=field.key)
        if old - new:
            here.filter(item__in=old - new, lost_at=None).update(lost_at=now)
        if brought_back and new - old:
            here.filter(item__in=new - old).update(lost_at=None)
