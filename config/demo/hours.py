"""Two people who chose how and when they hear of things: one mail a day for Neil, quiet nights for Dora."""

from datetime import time

from django.utils import timezone

from config.demo.people import Cast
from notifications import preferences
from notifications.models import Channel, Hours, How, Notice, NoticeState


def chosen(cast: Cast) -> None:
    """Before the histories are told, so that they are told this way."""
    for event in preferences.concerning(cast.people["neil"]):
        preferences.choose(cast.people["neil"], event, Channel.MAIL, How.DAILY)
    Hours.objects.create(user=cast.people["dora"], quiet_from=time(20), quiet_until=time(7))


def first_digest(cast: Cast) -> None:
    """Neil's first one comes at once, so that it lies in the mailbox to be read."""
    waiting = Notice.objects.filter(recipient=cast.people["neil"], state=NoticeState.BUNDLED)
    waiting.update(next_try_at=timezone.now())
