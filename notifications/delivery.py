"""The only place that speaks to a mail server.

A row is claimed by a conditional UPDATE with a lease token: any number of workers, on SQLite as on PostgreSQL, and
no lock is held while the server is spoken to. A worker that dies leaves its lease to run out; whoever claims the row
next asks the sink first whether the mail arrived. Where the sink can't say, the rule decides: sent again under the same
Message-ID, or held for an operator.
"""

import logging
import random
import smtplib
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications import digest_letters, leases, rendering, stopping
from notifications.models import CLOSED, DIGEST, RAW, WAITING, Attempt, Channel, Notice, NoticeState
from notifications.rules import HELD_IN_DOUBT
from notifications.sinks import Sink, current_sink

logger = logging.getLogger(__name__)

BATCH = 50
LONGEST_PAUSE_SECONDS = 240
GIVE_UP_AFTER = timedelta(days=3)
TRIES_TO_WRITE = 5
LONGEST_ANSWER = 2000  # characters
LOST = "The worker did not come back: the mail may have been sent."
FOUND = "The mail service has it already."
UNKNOWN = "It may have arrived, and the mail server can't be asked."


class CannotWriteError(Exception):
    """The message itself is broken: trying a server will not help."""


class CannotConnectError(Exception):
    """The server does not answer; nothing was handed over."""


def drain(*, seconds: float = 25, sink: Sink | None = None) -> int:
    """Deliver what is due, for at most `seconds`. Returns how many were sent. Safe to run in many workers at once."""
    sink = sink or current_sink()
    sent = 0
    until = monotonic() + seconds
    try:
        while monotonic() < until:
            batch = _due(timezone.now())
            if not batch:
                break
            sent += _deliver_batch(batch, sink, until)
    except CannotConnectError:
        logger.warning("The mail server does not answer; what is due will be tried again")
    finally:
        sink.close()
    return sent


def _deliver_batch(batch: list[Notice], sink: Sink, until: float) -> int:
    sent = 0
    for seen in batch:
        if monotonic() > until:
            break
        notice = claim(seen, sink.lease)
        if notice is not None:
            sent += deliver_one(notice, sink)
    return sent


def _due(now: datetime) -> list[Notice]:
    """A batch of what may be claimed, in random order: workers that run together seldom reach for the same row."""
    claimable = Q(state__in=WAITING, next_try_at__lte=now) | Q(state=NoticeState.LEASED, lease_until__lte=now)
    batch = list(Notice.objects.filter(claimable, channel=Channel.MAIL).order_by("next_try_at")[:BATCH])
    random.shuffle(batch)
    return batch


def claim(seen: Notice, lease: timedelta) -> Notice | None:
    """Take the row as it was seen, or None where another worker was quicker."""
    now = timezone.now()
    in_doubt = seen.in_doubt or seen.state == NoticeState.LEASED
    taken = leases.take(seen, lease, in_doubt=in_doubt)
    if not taken:
        return None
    if seen.state == NoticeState.LEASED:
        Attempt.objects.create(notice=seen, number=seen.attempts, at=now, state=NoticeState.LEASED, answer=LOST)
    return Notice.objects.select_related("recipient", "guest_link").get(pk=seen.pk)


def deliver_one(notice: Notice, sink: Sink) -> bool:
    """Send one claimed row and write down how it went. True where it is now sent.

    Raises:
        CannotConnectError: after writing down that this row waits; the rest of the batch would fare no better.
    """
    if notice.recipient is not None and not notice.recipient.is_active:
        return _settle(notice, NoticeState.CANCELLED, "The person is no longer active.")
    if notice.guest_link is not None and notice.guest_link.revoked_at is not None:
        return _settle(notice, NoticeState.CANCELLED, CLOSED)
    if notice.in_doubt:
        accepted = _ask(notice, sink)
        if accepted:
            return _sent(notice, answer=FOUND)
        if accepted is None and notice.message in HELD_IN_DOUBT:
            return _settle(notice, NoticeState.HELD, UNKNOWN)
    try:
        message = write(notice)
        _hand_over(message, sink)
    except CannotWriteError as error:
        return _unwritable(notice, str(error))
    except CannotConnectError as error:
        _again(notice, str(error), in_doubt=notice.in_doubt)
        raise
    except smtplib.SMTPException as error:
        sink.close()
        return _refused(notice, error)
    except OSError as error:  # the line broke on the way: the server may have the message
        sink.close()
        return _again(notice, repr(error), in_doubt=True)
    except Exception as error:  # an address no mail library can write: this row's fault, not the server's
        logger.exception("Notice %s cannot be handed over", notice.pk)
        return _unwritable(notice, repr(error))
    return _sent(notice)


def _ask(notice: Notice, sink: Sink) -> bool | None:
    """Raises CannotConnectError: the service does not answer now, though it could."""
    try:
        return sink.was_accepted(notice.message_id)
    except OSError as error:
        _again(notice, repr(error), in_doubt=True)
        raise CannotConnectError(repr(error)) from error


def language_of(notice: Notice) -> str:
    """The reader's; of mail to an address alone, the one that it was written in."""
    if notice.recipient:
        return notice.recipient.language
    return str(notice.context.get("language") or settings.LANGUAGE_CODE[:2])


def write(notice: Notice) -> EmailMultiAlternatives:
    """The mail of a claimed row.

    Raises:
        CannotWriteError: whatever was wrong with its text or headers.
    """
    try:
        message = _raw_mail(notice) if notice.message == RAW else _notice_mail(notice)
        message.extra_headers |= {
            "Message-ID": notice.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Tidemark-Event": notice.event,
        }
        message.message()
    except Exception as error:  # a broken text may raise anything, and must not stop the others
        logger.exception("Notice %s cannot be written", notice.pk)
        raise CannotWriteError(repr(error)) from error
    return message


def _notice_mail(notice: Notice) -> EmailMultiAlternatives:
    write_letter = digest_letters.letter if notice.message == DIGEST else rendering.letter
    letter = write_letter(notice, language_of(notice))
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        settings.DEFAULT_FROM_EMAIL,
        [notice.address],
        reply_to=[letter.reply_to] if letter.reply_to else None,
    )
    message.attach_alternative(letter.html, "text/html")
    message.extra_headers |= {"Content-Language": language_of(notice), **stopping.headers(letter.stop)}
    return message


def _raw_mail(notice: Notice) -> EmailMultiAlternatives:
    """As its library wrote it where that includes HTML, and otherwise laid out like ours."""
    raw = notice.context
    language = language_of(notice)
    text, html = raw["body"], raw["html"]
    if not html:
        letter = rendering.around(raw["subject"], text, language)
        text, html = letter.text, letter.html
    sender = raw["sender"] or settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(raw["subject"], text, sender, [notice.address], reply_to=raw["reply_to"])
    message.attach_alternative(html, "text/html")
    message.extra_headers["Content-Language"] = language
    return message


def _hand_over(message: EmailMultiAlternatives, sink: Sink) -> None:
    try:
        sink.connect()
    except (OSError, smtplib.SMTPException) as error:  # SMTPException is an OSError; named for the reader
        raise CannotConnectError(repr(error)) from error
    sink.send(message)


def _refused(notice: Notice, error: smtplib.SMTPException) -> bool:
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _settle(notice, NoticeState.UNDELIVERABLE, repr(error))
    codes = _codes(error)
    if codes and all(500 <= code < 600 for code in codes):
        return _settle(notice, NoticeState.UNDELIVERABLE, repr(error))
    return _again(notice, repr(error), in_doubt=not codes)


def _codes(error: smtplib.SMTPException) -> list[int]:
    """The server's answers; empty where it gave none, so that nobody knows how it went."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    if isinstance(error, smtplib.SMTPResponseException):
        return [error.smtp_code]
    return []


def _unwritable(notice: Notice, error: str) -> bool:
    if notice.attempts >= TRIES_TO_WRITE:
        return _settle(notice, NoticeState.QUARANTINED, error)
    return _again(notice, error, in_doubt=False)


def _again(notice: Notice, error: str, *, in_doubt: bool) -> bool:
    now = timezone.now()
    if now - max(filter(None, (notice.created_at, notice.not_before, notice.released_at))) > GIVE_UP_AFTER:
        return _settle(notice, NoticeState.UNDELIVERABLE, f"Given up after three days: {error}")
    _update(
        notice,
        NoticeState.RETRYING,
        error,
        next_try_at=now + pause(notice.attempts),
        in_doubt=in_doubt,
    )
    return False


def pause(attempts: int) -> timedelta:
    """2 s, 4 s, 8 s … at most 4 minutes, each shortened by up to half at random."""
    longest = min(LONGEST_PAUSE_SECONDS, 2 ** min(attempts, 10))
    return timedelta(seconds=longest * random.uniform(0.5, 1))


def _sent(notice: Notice, answer: str = "") -> bool:
    """Raw mail may hold a password link: its text is forgotten once it is on its way."""
    context = {"subject": notice.context.get("subject", "")} if notice.message == RAW else notice.context
    return _update(
        notice,
        NoticeState.SENT,
        answer,
        sent_at=timezone.now(),
        language=language_of(notice),
        last_error="",
        in_doubt=False,
        context=context,
    )


def _settle(notice: Notice, state: NoticeState, error: str) -> bool:
    _update(notice, state, error)
    return False


def _update(notice: Notice, state: NoticeState, answer: str, **fields: object) -> bool:
    """Row and attempt, written only while the lease is still ours."""
    answer = answer[:LONGEST_ANSWER]
    with transaction.atomic():
        fields = {"last_error": answer} | fields
        if not leases.give_back(notice, state, **fields):
            return False
        Attempt.objects.create(notice=notice, number=notice.attempts, at=timezone.now(), state=state, answer=answer)
    return True
