"""Takes a person's address and name out of the ledger of telling; that they were told, and when, stays."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from notifications.models import RAW, WAITING, Notice, NoticeState
from partners.models import User

AT_ONCE = 500


def forget_address(user: User, address: str) -> None:
    """Addresses of the notices to this person; mail that has not left is cancelled, raw mail to them is emptied."""
    theirs = Notice.objects.filter(Q(recipient=user) | Q(address__iexact=address))
    theirs.filter(state__in=[*WAITING, NoticeState.LEASED]).update(
        state=NoticeState.CANCELLED, lease_token=None, lease_until=None
    )
    theirs.filter(message=RAW).update(context={})
    theirs.update(address="", last_error="")


def forget_name(event_keys: Iterable[UUID], old: str, new: str) -> None:
    """In what others were told of this person's own acts. `event_keys`: the records of those acts."""
    keys = [str(key) for key in event_keys]
    for start in range(0, len(keys), AT_ONCE):
        for notice in Notice.objects.filter(event_key__in=keys[start : start + AT_ONCE]).iterator(chunk_size=AT_ONCE):
            changed = {key: new if value == old else value for key, value in notice.context.items()}
            if changed != notice.context:
                Notice.objects.filter(pk=notice.pk).update(context=changed)
