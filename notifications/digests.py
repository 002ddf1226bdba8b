"""Bundled mail: rows that wait for one moment become the content of one notice, which is delivered like every other.

Gathering is one transaction: the unique key of the digest lets one of several schedulers do it, and whoever dies in
it has done nothing. A row that was written while its bundle was gathered goes out by itself: late rather than lost,
and never twice.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import CLOSED, DIGEST, Channel, Choice, How, Notice, NoticeState
from notifications.preferences import TURNED_OFF
from partners.models import User

PROMISED = frozenset({How.DAILY.value, How.WEEKLY.value})  # one mail at its hour, even about one thing


def gather() -> int:
    """Bundle what is due. Returns how many digests were written. Safe to run in many schedulers at once."""
    now = timezone.now()
    due = Notice.objects.filter(state=NoticeState.BUNDLED, next_try_at__lte=now)
    bundles = due.order_by("recipient", "bundle").values_list("recipient", "bundle").distinct()
    return sum(_gather(person, bundle, now) for person, bundle in list(bundles) if person is not None)


def _gather(person: UUID, bundle: str, now: datetime) -> bool:
    rows = Notice.objects.filter(recipient=person, bundle=bundle, state=NoticeState.BUNDLED, next_try_at__lte=now)
    with transaction.atomic():
        _leave_out(rows, person)
        found = rows.count()
        if not found:
            return False
        if found == 1 and kind_of(bundle) not in PROMISED:
            return _by_themselves(rows, now)
        try:
            with transaction.atomic():
                digest = _digest(person, bundle, rows, now)
        except IntegrityError:  # somebody else gathered this bundle; what is left came too late for it
            return _by_themselves(rows, now)
        if not rows.update(state=NoticeState.GATHERED, digest=digest):
            transaction.set_rollback(True)
            return False
    return True


def kind_of(bundle: str) -> str:
    """daily, weekly, quiet or burst."""
    return bundle.partition(":")[0]


def _by_themselves(rows: QuerySet[Notice], now: datetime) -> bool:
    rows.update(state=NoticeState.PENDING, next_try_at=now)
    return False


def _leave_out(rows: QuerySet[Notice], person: UUID) -> None:
    """What was turned off since it was written, and what a closed link would lead to."""
    off = Choice.objects.filter(user=person, channel=Channel.MAIL, how=How.OFF).values("event")
    rows.filter(act=False, event__in=off).update(state=NoticeState.CANCELLED, last_error=TURNED_OFF)
    rows.filter(guest_link__revoked_at__isnull=False).update(state=NoticeState.CANCELLED, last_error=CLOSED)


def _digest(person: UUID, bundle: str, rows: QuerySet[Notice], now: datetime) -> Notice:
    """Raises IntegrityError: this bundle was gathered before."""
    kind = kind_of(bundle)
    return Notice.objects.create(
        event=f"digest.{kind}",
        event_key=f"digest:{bundle}",
        recipient_id=person,
        address=User.objects.get(pk=person).email,
        channel=Channel.MAIL,
        message=DIGEST,
        act=rows.filter(act=True).exists(),
        context={"kind": kind},
        next_try_at=now,
        created_at=now,
    )
