"""Opening and closing a private calendar address."""

from base64 import urlsafe_b64encode

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from partners.models import User
from partners.services import digest
from proposals.due.models import Feed
from workflow import clocks


def renew(user: User) -> Feed:
    """A new address; the one before is closed. Of two at the same time one is made, and both get it."""
    try:
        with transaction.atomic():
            close(user)
            feed = Feed(user=user, created_at=clocks.now())
            feed.token_hash = digest(token_of(feed))
            feed.save(force_insert=True)
    except IntegrityError:
        return Feed.objects.get(user=user, revoked_at=None)
    return feed


def close(user: User) -> None:
    """From now on the address is not found."""
    Feed.objects.filter(user=user, revoked_at=None).update(revoked_at=clocks.now())


def token_of(feed: Feed) -> str:
    """256 bits."""
    raw = salted_hmac("proposals.due", str(feed.pk), algorithm="sha256").digest()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def path_of(feed: Feed) -> str:
    return reverse("due:feed", args=[token_of(feed)])
