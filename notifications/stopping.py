"""Signed addresses that stand in mails: stop hearing of this (RFC 8058), and choose how to hear of it.

An address names one notice, or one person and event. It is signed, so that nobody can make another one, and it opens
without a sign-in nothing but that setting.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.models import DIGEST, Channel, Notice
from notifications.preferences import LABELS, offered

STOP = Signer(salt="notifications.stop")
CHOOSE = Signer(salt="notifications.choose")
ONE_CLICK = "List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class Setting:
    """A setting that a mail was sent by, with the page that changes it."""

    event: str
    label: str
    address: str


@dataclass(frozen=True)
class Foot:
    """Why it came, the very settings it came by, and the address that stops it, "" where it can't stop."""

    lines: tuple[str, ...]
    settings: tuple[Setting, ...] = ()
    stop: str = ""


def rows_of(notice: Notice) -> list[Notice]:
    """What the mail tells: itself, or what it gathered."""
    if notice.message != DIGEST:
        return [notice]
    return list(notice.gathered.select_related("guest_link", "recipient").order_by("-created_at", "id"))


def for_information(rows: list[Notice]) -> list[str]:
    """The events of which mail may stop."""
    return sorted({row.event for row in rows if not row.act})


def stop_address(notice: Notice, rows: list[Notice]) -> str:
    """Absolute; "" where everything asks the person to act, or where nobody is known to have chosen."""
    if notice.recipient_id is None or not for_information(rows):
        return ""
    return settings.SITE_URL + reverse("notifications:stop", args=[STOP.sign(notice.pk.hex)])


def headers(address: str) -> dict[str, str]:
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": ONE_CLICK}


def settings_of(notice: Notice, rows: list[Notice]) -> list[Setting]:
    """The settings that this mail came by, in the active language."""
    events = sorted({row.event for row in rows if offered(row.event, Channel.MAIL)})
    return [Setting(event, str(LABELS[event]), settings.SITE_URL + _page(notice, event)) for event in events]


def _page(notice: Notice, event: str) -> str:
    """Guests have no sign-in, so their address is signed."""
    if notice.recipient is not None and notice.recipient.is_guest:
        return reverse("notifications:choose", args=[CHOOSE.sign(f"{notice.recipient.pk.hex}.{event}")])
    return reverse("notifications:setting", args=[event])


def noticed(token: str) -> Notice | None:
    """The notice of a stop address; None where we did not sign it, or where the person is gone."""
    try:
        key = UUID(STOP.unsign(token))
    except (BadSignature, ValueError):
        return None
    found = Notice.objects.filter(pk=key, recipient__is_active=True)
    return found.select_related("recipient").first()


def chooser(token: str) -> tuple[UUID, str] | None:
    """Person and event of a guest's address."""
    try:
        person, _dot, event = CHOOSE.unsign(token).partition(".")
        return UUID(person), event
    except (BadSignature, ValueError):
        return None


def foot(notice: Notice, rows: list[Notice], why: str) -> Foot:
    """What stands under a mail, in the active language."""
    lines = [_("You get this because %(why)s.") % {"why": why}]
    if rows and not for_information(rows):
        lines.append(_("It needs you, so it can’t be turned off. You can have it in one mail a day or a week."))
    return Foot(tuple(lines), tuple(settings_of(notice, rows)), stop_address(notice, rows))
