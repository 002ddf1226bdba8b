"""Questions to the ledger: a person's inbox, a case's telling, the operator's overview."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from notifications.models import FAILED, RAW, Alert, Attempt, Channel, Notice, NoticeState
from partners.models import User

TROUBLED = "troubled"
SHOWN, ALL = 12, 200  # notices of one case in the inbox, and on the page of that case


@dataclass(frozen=True)
class Delivery:
    """One person told of one event. `audience` is a `rules.Audience`: leave reviewers out for applicants.

    `read_at` is when they said in their inbox that they had read it: nothing watches whether a mail is opened.
    """

    event: str
    event_key: str
    message: str
    act: bool
    name: str
    audience: str
    state: str
    state_label: str
    at: datetime
    read_at: datetime | None

    @property
    def failed(self) -> bool:
        return self.state in FAILED


def visible(now: datetime | None = None) -> Q:
    """Not held back any more."""
    return Q(not_before=None) | Q(not_before__lte=now or timezone.now())


def inbox_of(user: User) -> QuerySet[Notice]:
    """What the person may read now, newest first."""
    return Notice.objects.filter(visible(), recipient=user, channel=Channel.INBOX, state=NoticeState.SENT).order_by(
        "-created_at", "id"
    )


def cases_in_inbox(user: User, only: UUID | None = None) -> QuerySet[Any, Any]:
    """{case_id, newest, notices} for every case in the person's inbox, the newest first."""
    mine = inbox_of(user).order_by()
    found = mine.filter(case_id=only) if only else mine
    counted = found.values("case_id").annotate(newest=Max("created_at"), notices=Count("pk"))
    return counted.order_by("-newest", "case_id")


def newest_of_cases(user: User, cases: list[UUID | None], most: int) -> QuerySet[Notice]:
    """Of each case at most so many notices, those unread first. One query."""
    wanted = Q(case_id__in=[case for case in cases if case])
    if None in cases:
        wanted |= Q(case_id=None)
    order = [F("read_at").desc(nulls_first=True), F("created_at").desc()]
    place = Window(RowNumber(), partition_by=F("case_id"), order_by=order)
    return inbox_of(user).filter(wanted).annotate(place=place).filter(place__lte=most)


def in_line(notice: Notice, messages: Sequence[str]) -> QuerySet[Notice]:
    """The notices that stand in one line with this one, up to it; the notice alone without `messages`."""
    if not messages:
        return Notice.objects.filter(pk=notice.pk)
    return Notice.objects.filter(
        recipient=notice.recipient_id,
        channel=Channel.INBOX,
        case_id=notice.case_id,
        message__in=messages,
        context__actor_name=notice.context.get("actor_name"),
        created_at__lte=notice.created_at,
    )


def unread_count(user: User) -> int:
    return inbox_of(user).filter(read_at=None).count()


def was_told(user: User, case_id: UUID) -> bool:
    """Has this person heard of the case at all?"""
    return Notice.objects.filter(recipient=user, case_id=case_id).exclude(state=NoticeState.CANCELLED).exists()


def delivery_of(case_id: UUID) -> list[Delivery]:
    """Who was told what about this case, when, and whether it arrived. Held notices are left out.

    Knows nothing of the reader: the caller decides which audiences the reader may see. One query.
    """
    rows = (
        Notice.objects.filter(visible(), case_id=case_id)
        .exclude(state=NoticeState.CANCELLED)
        .exclude(message=RAW)
        .select_related("recipient", "digest")
        .order_by("created_at", "address", "-channel")
    )
    found: dict[tuple[str, UUID | None], Delivery] = {}
    read: dict[tuple[str, UUID | None], datetime | None] = {}
    for row in rows:
        key = (row.event_key, row.recipient_id)
        if row.channel == Channel.INBOX:
            read[key] = row.read_at
        if row.channel == Channel.MAIL or key not in found:
            found[key] = _delivery(row)
    return [replace(one, read_at=read.get(key)) for key, one in found.items()]


def _delivery(row: Notice) -> Delivery:
    """A bundled notice fares as the digest that it went into."""
    mail = row.digest or row
    return Delivery(
        event=row.event,
        event_key=row.event_key,
        message=row.message,
        act=row.act,
        name=row.recipient.name if row.recipient else row.address,
        audience=row.why,
        state=mail.state,
        state_label=str(NoticeState(mail.state).label),
        at=mail.sent_at or row.not_before or row.created_at,
        read_at=row.read_at,
    )


def last_mail(case_id: UUID, people: Iterable[UUID]) -> dict[UUID, Delivery]:
    """{person's key: the newest mail to them about this case}. One query."""
    rows = Notice.objects.filter(visible(), case_id=case_id, channel=Channel.MAIL, recipient_id__in=list(people))
    rows = rows.exclude(state=NoticeState.CANCELLED).select_related("recipient", "digest").order_by("created_at", "id")
    return {row.recipient_id: _delivery(row) for row in rows if row.recipient_id}


def mail_by_state() -> dict[str, int]:
    counts = Notice.objects.filter(channel=Channel.MAIL).order_by().values("state").annotate(rows=Count("pk"))
    return {row["state"]: row["rows"] for row in counts}


def mail(words: str = "", state: str = TROUBLED, event: str = "") -> QuerySet[Notice]:
    """The mail of the ledger, newest first: whose address, case number or Message-ID holds `words`.

    `state` is a `NoticeState`, `TROUBLED` (failed, held, or tried without success) or "" for all.
    """
    found = Notice.objects.filter(channel=Channel.MAIL).select_related("recipient").order_by("-created_at", "id")
    if state == TROUBLED:
        found = found.filter(state__in=[*FAILED, NoticeState.RETRYING, NoticeState.LEASED])
    elif state:
        found = found.filter(state=state)
    if event:
        found = found.filter(event=event)
    if words:
        found = found.filter(_holding(words))
    return found


def _holding(words: str) -> Q:
    found = Q(address__icontains=words) | Q(context__number__icontains=words)
    with suppress(ValueError):  # no Message-ID of ours
        found |= Q(pk=UUID(words.strip("<>").partition("@")[0]))
    return found


def tries(notice: Notice) -> QuerySet[Attempt]:
    return notice.tries.select_related("by").order_by("id")


def alerts() -> QuerySet[Alert]:
    return Alert.objects.order_by("-at", "-id")
