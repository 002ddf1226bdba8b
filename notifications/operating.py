"""What an operator may do with a mail of the ledger. Each act is written beside the tries, with who did it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from notifications.models import FAILED, RAW, WAITING, Attempt, Channel, Notice, NoticeState
from partners.actors import Actor

SET_ASIDE_FROM = (*WAITING, NoticeState.UNDELIVERABLE, NoticeState.HELD)


def replay(notice_id: UUID, *, actor: Actor) -> bool:
    """Put a mail that failed or is held back into the queue; False where it is neither (any more)."""
    now = timezone.now()
    seen = _seen(notice_id, FAILED)
    if seen is None or _forgotten(seen):
        return False
    doubt = seen.in_doubt and seen.state != NoticeState.HELD  # a held one is released in spite of the doubt
    return _move(seen, NoticeState.RETRYING, actor, attempts=0, next_try_at=now, released_at=now, in_doubt=doubt)


def set_aside(notice_id: UUID, *, actor: Actor) -> bool:
    """Take a mail out of the queue until somebody sends it again; False where it is not waiting (any more)."""
    seen = _seen(notice_id, SET_ASIDE_FROM)
    return seen is not None and _move(seen, NoticeState.QUARANTINED, actor)


def arrived(notice_id: UUID, *, actor: Actor) -> bool:
    """The operator found that a held mail did arrive."""
    seen = _seen(notice_id, (NoticeState.HELD,))
    return seen is not None and _move(
        seen, NoticeState.SENT, actor, in_doubt=False, sent_at=timezone.now(), last_error=""
    )


def _seen(notice_id: UUID, states: tuple[NoticeState, ...]) -> Notice | None:
    return Notice.objects.filter(pk=notice_id, channel=Channel.MAIL, state__in=states).first()


def _forgotten(notice: Notice) -> bool:
    """Its address, or the text that another library wrote, is gone."""
    return not notice.address or (notice.message == RAW and "body" not in notice.context)


def _move(seen: Notice, state: NoticeState, actor: Actor, **fields: object) -> bool:
    """Only from the state that was seen: a worker may have been quicker."""
    same = Notice.objects.filter(pk=seen.pk, state=seen.state, lease_token=seen.lease_token)
    with transaction.atomic():
        if not same.update(state=state, **fields):
            return False
        Attempt.objects.create(notice=seen, number=seen.attempts, at=timezone.now(), state=state, by=actor.user)
    return True
