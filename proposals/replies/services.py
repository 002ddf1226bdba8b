"""Taking in a mail, whoever brings it: once, as the person whom the answered notice was written to."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404

from notifications import answering
from notifications import services as notifications
from notifications.models import Notice
from proposals.replies import offering, telling
from proposals.replies.models import REFUSED, Outcome, Received, Source
from proposals.replies.reading import Mail, read
from proposals.talk import selectors as conversations
from proposals.talk import services as talk
from proposals.talk.forms import LENGTH
from proposals.talk.models import Comment
from workflow import clocks
from workflow.refusals import GateClosed, NotYours

ANSWERED_FOR = timedelta(days=60)  # how long a mail can be answered
TOLD_A_DAY = 5  # refusals that one person is told of in 24 hours: a machine that answers us must not be fed


class Refused(Exception):
    def __init__(self, outcome: Outcome, reason: str = "") -> None:
        super().__init__(outcome)
        self.outcome, self.reason = outcome, reason


def receive(raw: bytes, *, source: Source, to: Sequence[str] = (), receipt: str | None = None) -> Received:
    """The row of this mail, with the comment that it became. The same mail again changes nothing.

    `to` are addresses of the envelope. `receipt` names a request of the mail service.

    Raises:
        IntegrityError: another mail came with this receipt before.
    """
    mail = read(raw, to)
    notice = next(filter(None, map(answering.noticed, mail.tokens[:3])), None)
    row = Received(key=_key(mail, notice), mark=mark_of(mail.message_id), size=len(raw), source=source, receipt=receipt)
    row.notice = notice
    earlier = _earlier(row)
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            _take_in(row, mail)
            row.save(force_insert=True)
    except IntegrityError:  # another worker has it, to the last bit of this transaction
        earlier = _earlier(row)
        if earlier is None:
            raise
        return earlier
    transaction.on_commit(notifications.ring)
    return row


def broken(raw: bytes, error: Exception, *, source: Source) -> Received:
    """A mail that could not be worked on; the same one may be brought again once the fault is mended."""
    mail = read(raw)
    now = clocks.now()
    key = hashlib.sha256(b"broken" + now.isoformat().encode() + raw).hexdigest()
    return Received.objects.create(
        key=key,
        mark=mark_of(mail.message_id),
        at=now,
        source=source,
        outcome=Outcome.BROKEN,
        reason=type(error).__name__,
        size=len(raw),
    )


def mark_of(message_id: str) -> str:
    """What a Message-ID is found by; it is written by the sender and may name a machine or a person."""
    return hashlib.sha256(message_id.strip().strip("<>").encode()).hexdigest()


def _key(mail: Mail, notice: Notice | None) -> str:
    """A Message-ID counts for the answered notice only: nobody else can use it up."""
    what = mail.message_id.encode() if mail.message_id else mail.raw
    return hashlib.sha256((notice.pk.bytes if notice else b"") + what).hexdigest()


def _earlier(row: Received) -> Received | None:
    return Received.objects.filter(key=row.key).first()


def _take_in(row: Received, mail: Mail) -> None:
    row.at = clocks.now()
    try:
        row.comment = _said(mail, row)
        row.outcome = Outcome.COMMENT
        row.attachments = mail.attachments
    except Refused as refused:
        row.outcome, row.reason = refused.outcome, refused.reason
    notice = row.notice
    if notice is None or notice.recipient is None:
        return
    if row.outcome in REFUSED and not _told_enough(notice, row.at):
        telling.refused(notice, Outcome(row.outcome), row.key)
        row.told = True
    elif row.attachments:
        telling.left_out(notice, row.attachments, row.key)
        row.told = True


def _said(mail: Mail, row: Received) -> Comment:
    """Raises Refused. What costs nothing is asked first, what the mail says last."""
    notice = _true_reader(mail, row.notice)
    if row.at - notice.created_at > ANSWERED_FOR:
        raise Refused(Outcome.TOO_OLD)
    rows = offering.rows_of(notice)
    actor, thread = offering.speaker(notice, rows), offering.thread_of(rows)
    if actor is None or not thread:
        raise Refused(Outcome.NO_ACCESS)
    try:
        access, found = conversations.get_thread(actor, thread)
    except Http404:
        raise Refused(Outcome.NO_ACCESS) from None
    if offering.ended(access):
        raise Refused(Outcome.ENDED)
    if found.resolved_at is not None:
        raise Refused(Outcome.SETTLED)
    text = _text(mail)
    try:
        with transaction.atomic():
            return talk.reply(found.pk, actor=actor, text=text, key=f"mail:{row.key}", by_mail=True)
    except GateClosed:
        raise Refused(Outcome.MENTION) from None
    except (Http404, NotYours):
        raise Refused(Outcome.NO_ACCESS) from None


def _true_reader(mail: Mail, notice: Notice | None) -> Notice:
    """The answered notice, where a person wrote, from the address that it was sent to."""
    if notice is None:
        raise Refused(Outcome.UNKNOWN)
    if mail.automatic:
        raise Refused(Outcome.AUTOMATIC, mail.automatic)
    if notice.recipient is None or not notice.recipient.is_active:
        raise Refused(Outcome.GONE)
    if not mail.sender or mail.sender not in {notice.address.casefold(), notice.recipient.email.casefold()}:
        raise Refused(Outcome.OTHER_SENDER)
    if settings.REPLY_SIGNER and not mail.vouched_by(settings.REPLY_SIGNER):
        raise Refused(Outcome.FORGED)
    return notice


def _text(mail: Mail) -> str:
    if mail.too_large:
        raise Refused(Outcome.TOO_LARGE)
    text = mail.text
    if not text:
        raise Refused(Outcome.EMPTY)
    if len(text) > LENGTH:
        raise Refused(Outcome.TOO_LONG)
    return text


def _told_enough(notice: Notice, now: datetime) -> bool:
    recent = Received.objects.filter(notice__recipient=notice.recipient, told=True, at__gt=now - timedelta(days=1))
    return recent.exclude(outcome=Outcome.COMMENT).count() >= TOLD_A_DAY
