"""Mailed links for people without an account: the link opens, a code sent to the same address lets in.

GET changes nothing, because mail scanners follow links. Nothing secret is stored: the link's token is an HMAC of its
id (its SHA-256 is what we look up), the code an HMAC of the challenge's id.
"""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.actors import Actor
from partners.models import GuestChallenge, GuestLink, LinkEnd, User
from partners.services import digest, same

CODE_LIFE = timedelta(minutes=15)
CODES_AN_HOUR = 5
ONWARD = "to"  # in the query of a mailed link
FIRST_PAGE = "codesign:partner"  # where a code leads when the mail names no page of its own


class LinkUnusable(Exception):
    """`reason`: "unknown", or one of `LinkEnd`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CodeRefused(Exception):
    """`reason`: wrong, used, expired or too_many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_link(user: User, purpose: str, case_id: UUID, expires_at: datetime) -> GuestLink:
    link = GuestLink(user=user, purpose=purpose, case_id=case_id, expires_at=expires_at)
    link.token_hash = digest(token_of(link))
    link.save(force_insert=True)
    return link


def token_of(link: GuestLink) -> str:
    """256 bits, made again whenever a mail is rendered."""
    raw = salted_hmac("partners.guest-link", str(link.pk), algorithm="sha256").digest()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def url_for(link: GuestLink, onward: str = "") -> str:
    """Path of the link's page, relative to the site; `onward` is the page of its case that the code then opens."""
    path = reverse("guest_landing", args=[token_of(link)])
    usual = onward in ("", reverse(FIRST_PAGE, args=[link.case_id]))
    return path if usual else f"{path}?{urlencode({ONWARD: onward})}"


def onward(link: GuestLink, path: str) -> str:
    """The path, where it is a page of the link's own case; else "". What may be seen there is decided there."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return path if match.kwargs.get("pk") == link.case_id else ""


def known(token: str) -> GuestLink | None:
    """The link of this token, whether it still opens or not."""
    return GuestLink.objects.select_related("user").filter(token_hash=digest(token)).first()


def find(token: str) -> GuestLink:
    """Raises LinkUnusable with its reason, without any job having run."""
    link = known(token)
    if link is None:
        raise LinkUnusable("unknown")
    return usable(link)


def usable(link: GuestLink) -> GuestLink:
    """Raises LinkUnusable with its reason."""
    end = end_of(link)
    if end:
        raise LinkUnusable(end)
    return link


def end_of(link: GuestLink) -> str:
    """Why it does not open any more; "" where it does."""
    if link.revoked_at is not None or not link.user.is_active:
        return link.closed_because or LinkEnd.REVOKED
    return LinkEnd.EXPIRED if link.expires_at <= timezone.now() else ""


def revoke(link: GuestLink, *, actor: Actor, because: str = LinkEnd.REVOKED) -> None:
    """Closes the link at once, for sessions that it opened too. `actor` may be the system."""
    links = GuestLink.objects.filter(pk=link.pk)
    links.filter(revoked_at=None).update(revoked_at=timezone.now())
    links.update(closed_because=because)


def challenge(link: GuestLink) -> GuestChallenge:
    """Mail a code to the link's own address.

    Raises:
        CodeRefused: too many within the hour.
    """
    now = timezone.now()
    with transaction.atomic():
        GuestLink.objects.select_for_update(of=("self",)).get(pk=link.pk)  # one at a time, so that none is uncounted
        recent = link.challenges.filter(created_at__gt=now - timedelta(hours=1)).count()
        if recent >= CODES_AN_HOUR:
            raise CodeRefused("too_many")
        made = GuestChallenge.objects.create(link=link, expires_at=now + CODE_LIFE)
        with override(link.user.language):
            code_mail(code_of(made), link.user.email).send()
    return made


def code_mail(code: str, address: str) -> EmailMessage:
    """In the active language."""
    body = _("Your code is %(code)s. Type it on the page that asked for it; it works for 15 minutes.") % {"code": code}
    return EmailMessage(_("Action needed: your code for Tidemark"), body, settings.DEFAULT_FROM_EMAIL, [address])


def link_of(challenge_id: UUID | str) -> GuestLink | None:
    """Whose code it is."""
    made = GuestChallenge.objects.select_related("link__user").filter(pk=challenge_id).first()
    return made.link if made else None


def code_of(made: GuestChallenge) -> str:
    """Six digits."""
    raw = salted_hmac("partners.guest-code", str(made.pk), algorithm="sha256").digest()
    return f"{int.from_bytes(raw[:8], 'big') % 1_000_000:06d}"


def redeem(challenge_id: UUID | str, code: str) -> GuestLink:
    """The link, once: of many who redeem at the same time, one gets in.

    Raises:
        CodeRefused, LinkUnusable.
    """
    made = GuestChallenge.objects.select_related("link__user").filter(pk=challenge_id).first()
    if made is None:
        raise CodeRefused("wrong")
    usable(made.link)
    now = timezone.now()
    if made.used_at is not None:
        raise CodeRefused("used")
    if made.expires_at <= now:
        raise CodeRefused("expired")
    tried = GuestChallenge.objects.filter(pk=made.pk, tries_left__gt=0, used_at=None)
    if not tried.update(tries_left=F("tries_left") - 1):
        raise CodeRefused("too_many")
    if not same(code_of(made), code.replace(" ", "").strip()):
        raise CodeRefused("wrong")
    if not GuestChallenge.objects.filter(pk=made.pk, used_at=None).update(used_at=now):
        raise CodeRefused("used")
    return made.link
