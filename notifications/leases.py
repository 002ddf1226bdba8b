"""A row that one worker has at a time: claimed and given back by an UPDATE that names what was seen.

Any number of workers, on SQLite as on PostgreSQL, and no lock is held while somebody is spoken to. The row has
`state`, `lease_token`, `lease_until` and `attempts`; a worker that dies leaves its lease to run out.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F
from django.utils import timezone

LEASED = "leased"


def take(seen: Any, lease: timedelta, **fields: object) -> bool:
    """Claim the row as it was seen; False where another worker was quicker. `seen` itself is not changed."""
    return bool(
        _rows(seen)
        .filter(state=seen.state, lease_token=seen.lease_token)
        .update(
            state=LEASED,
            lease_token=uuid4(),
            lease_until=timezone.now() + lease,
            attempts=F("attempts") + 1,
            **fields,
        )
    )


def give_back(held: Any, state: str, **fields: object) -> bool:
    """Settle a claimed row; False where the lease is not ours any more, and nothing was written."""
    mine = _rows(held).filter(state=LEASED, lease_token=held.lease_token)
    return bool(mine.update(state=state, lease_until=None, lease_token=None, **fields))


def _rows(row: models.Model) -> models.QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk)
