"""Takes a person's address and name out of the ledger of telling; that they were told, and when, stays."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from notifications.models import RAW, UNSENT, Attempt, Notice, NoticeState
from partners.models import User

AT_ONCE = 500


def forget_address(user: User, address: str) -> None:
    """Addresses of the notices to this person; mail that has not left is cancelled, raw mail to them is emptied."""
    theirs = Notice.objects.filter(Q(recipient=user) | Q(address__iexact=address))
    theirs.filter(state__in=[*UNSENT, NoticeState.LEASED, NoticeState.HELD]).update(
        state=NoticeState.CANCELLED, lease_token=None, lease_until=None
    )
    theirs.filter(message=RAW).update(context={})
    Attempt.objects.filter(notice__in=theirs).update(answer="")
    theirs.update(address="", last_error="")


def forget_name(cases: Iterable[UUID], old: str, new: str) -> None:
    """Where notices about these cases name the person. What somebody wrote about them is another person's text."""
    keys = list(cases)
    for start in range(0, len(keys), AT_ONCE):
        for notice in Notice.objects.filter(case_id__in=keys[start : start + AT_ONCE]).iterator(chunk_size=AT_ONCE):
            changed = _renamed(notice.context, old, new)
            if changed != notice.context:
                Notice.objects.filter(pk=notice.pk).update(context=changed)


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    return new if value == old else value
