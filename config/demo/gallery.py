"""Every mail that Tidemark can send, to look at: messages of the rules, bundles of them, and mail to an address.

The words come from `notifications.samples`; here stands what the other rooms and libraries write.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications import rendering, samples
from notifications.preferences import part_of
from notifications.rendering import Letter
from notifications.rules import AUDIENCES, MESSAGES
from notifications.table import HEADINGS
from partners import guests
from partners.models import Organisation, OrganisationInvitation, User
from partners.roles import OrganisationKind, Role
from partners.services import invitation_mail
from proposals.joining import letters
from proposals.joining.models import JoinRequest

LANGUAGES = ("en", "fr")
FORMS: dict[str, Promise] = {"full": _("With everything known"), "least": _("With the least known")}
BUNDLES: dict[str, Promise] = {
    "daily": _("The mail of a day"),
    "weekly": _("The mail of a week"),
    "quiet": _("What came in quiet hours"),
    "burst": _("A conversation as one mail"),
}
ADDRESS = "reader@reader.example"
TOKEN = "an-address-of-its-own"
WORKS = {"name": "Fundy Ocean Works", "name_fr": "Ateliers de Fundy"}


@dataclass(frozen=True)
class Shown:
    """A line of the gallery: `name` and `form` are its address, `note` says who gets it and whether they must act."""

    name: str
    form: str
    subject: str
    note: str = ""


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    lines: tuple[Shown, ...]


def _organisation() -> Organisation:
    return Organisation(kind=OrganisationKind.PARTNER, **WORKS)


def _request() -> JoinRequest:
    return JoinRequest(kind=OrganisationKind.PARTNER, email=ADDRESS, language=_language(), name=WORKS["name"])


def _library(template: str, **words: str) -> EmailMessage:
    """As allauth writes it. Needs the request that its middleware keeps."""
    made: EmailMessage = get_adapter().render_mail(f"account/email/{template}", ADDRESS, {"email": ADDRESS, **words})
    return made


def _page(name: str, *arguments: str) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)


def _invitation() -> EmailMessage:
    inviter = User(name="Ida Administrator")
    role = OrganisationInvitation(organisation=_organisation(), invited_by=inviter, role=Role.ENDORSER, email=ADDRESS)
    return invitation_mail(role, TOKEN)


LETTERS: dict[str, Callable[[], EmailMessage]] = {
    "guest_code": lambda: guests.code_mail("123456", ADDRESS),
    "sign_in_code": lambda: _library("login_code", code="123456"),
    "new_password": lambda: _library(
        "password_reset_key", password_reset_url=_page("account_reset_password_from_key", "1", TOKEN)
    ),
    "no_account": lambda: _library("unknown_account"),
    "new_address": lambda: _library("email_confirmation", activate_url=_page("account_confirm_email", TOKEN)),
    "role_invitation": _invitation,
    "join_confirm": lambda: letters.confirm(_request(), reverse("joining:confirm", args=[TOKEN])),
    "join_admitted": lambda: letters.admitted(_request(), _organisation(), "/accounts/", new=True),
    "join_admitted_known": lambda: letters.admitted(_request(), _organisation(), reverse("proposals:queue"), new=False),
    "join_declined": lambda: letters.declined(_request(), "It is no organisation of this province."),
}
IN_BOTH = "role_invitation"


def letter(name: str, form: str, language: str) -> Letter | None:
    """What would be sent; None where there is no such mail."""
    if language not in LANGUAGES:
        return None
    if name in MESSAGES and form in FORMS:
        return samples.letter(name, language, {"full": samples.full, "least": samples.least}[form](name))
    if name == "bundle" and form in BUNDLES:
        return samples.bundle(form, language)
    if name == "letter" and form in LETTERS:
        with translation.override("en" if form == IN_BOTH else language):
            mail = LETTERS[form]()
            return rendering.around(str(mail.subject), str(mail.body), _language())
    return None


def _language() -> str:
    return (translation.get_language() or "en")[:2]


def every() -> Iterator[tuple[str, str]]:
    """(name, form) of each."""
    yield from ((name, form) for name in MESSAGES for form in FORMS)
    yield from (("bundle", kind) for kind in BUNDLES)
    yield from (("letter", name) for name in LETTERS)


def parts(language: str) -> list[Part]:
    """By part of the process, each message once, with its subject in words."""
    found: dict[str, list[Shown]] = {key: [] for key in HEADINGS}
    for name, act in MESSAGES.items():
        event = samples.sent_by(name)[0].event
        people = ", ".join(dict.fromkeys(str(AUDIENCES[one.rule.audience]) for one in samples.sent_by(name)))
        note = f"{people} ({_('to act') if act else _('for information')})"
        found[part_of(event)].append(Shown(name, "full", rendering.subject_in_words(name, language), note))
    bundles = [Shown("bundle", kind, str(label)) for kind, label in BUNDLES.items()]
    written = [Shown("letter", form, made.subject) for form in LETTERS if (made := letter("letter", form, language))]
    return [
        *(Part(key or "other", str(HEADINGS[key]), tuple(lines)) for key, lines in found.items()),
        Part("bundles", str(_("Several as one mail")), tuple(bundles)),
        Part("letters", str(_("To an address, without a proposal")), tuple(written)),
    ]
