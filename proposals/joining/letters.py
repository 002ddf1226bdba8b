"""Mail to somebody who has no account yet; in the language that is active, which is the one that they asked in."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from partners import typed
from partners.models import Organisation
from partners.roles import OrganisationKind
from proposals.joining.models import JoinRequest


def confirm(request: JoinRequest, path: str) -> EmailMessage:
    """Holds nothing that was typed: the address may be somebody else's."""
    body = _(
        "Somebody asked, with this address, that an organisation may take part in Tidemark.\n\n"
        "If it was you, open this page and press the button. It works for 7 days; until then nobody sees the "
        "request.\n%(url)s\n\n"
        "If it was not you, do nothing."
    ) % {"url": settings.SITE_URL + path}
    return _mail(request, _("Action needed: confirm your address"), body)


def admitted(request: JoinRequest, organisation: Organisation, path: str, *, new: bool) -> EmailMessage:
    name = typed.plain_line(organisation.name_in(request.language))
    if new:
        subject = _("Action needed: %(organisation)s takes part") % {"organisation": name}
        first = _("Open this page and choose a password. It works for 14 days.")
    else:
        subject = _("For information: %(organisation)s takes part") % {"organisation": name}
        first = _("Sign in as you are used to. Your account now belongs to this organisation too.")
    last = (
        _("Look at the needs that employers have stated, and start a proposal.")
        if request.kind == OrganisationKind.INSTITUTION
        else _("State which skill you cannot find, or say where you have the same need as others.")
    )
    body = _(
        "%(organisation)s is admitted. You administer it, and you can act for it at once.\n\n"
        "1. %(first)s\n%(url)s\n\n"
        "2. Invite your colleagues on the page of your organisation, under your account.\n\n"
        "3. %(last)s"
    ) % {"organisation": name, "first": first, "url": settings.SITE_URL + path, "last": last}
    return _mail(request, subject, body)


def declined(request: JoinRequest, reason: str) -> EmailMessage:
    lines = [line.strip() for line in typed.plain(reason).splitlines()]
    body = _(
        "Thank you for asking that %(organisation)s may take part. The Province does not admit it now, because:\n\n"
        "%(reason)s\n\n"
        "When this has changed, ask again. What is in the register stays open to everybody."
    ) % {"organisation": typed.plain_line(request.name), "reason": "\n".join(f"> {line}" for line in lines if line)}
    return _mail(request, _("For information: your request to join"), body)


def _mail(request: JoinRequest, subject: str, body: str) -> EmailMessage:
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [request.email])
