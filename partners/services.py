"""People join organisations here: roles, groups, invitations. Role and Django group never differ."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners import typed
from partners.actors import SYSTEM, Actor
from partners.models import Membership, Organisation, OrganisationInvitation, RoleGroup, User
from partners.roles import ROLES_OF, Role
from partners.selectors import administers

INVITATION_LIFE = timedelta(days=14)


class NotAllowed(Exception):
    """The actor does not administer this organisation."""


class InvitationUnusable(Exception):
    """Expired, revoked, used or unknown; `reason` is one of these words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def create_organisation(*, kind: str, name: str, name_fr: str = "", **fields: Any) -> Organisation:
    """An organisation with one group per role that its kind knows."""
    with transaction.atomic():
        organisation = Organisation.objects.create(
            kind=kind, name=name, name_fr=name_fr, admitted_at=timezone.now(), **fields
        )
        for role in sorted(ROLES_OF[organisation.kind]):
            group = Group.objects.create(name=f"{organisation.pk}:{role}")
            RoleGroup.objects.create(organisation=organisation, role=role, group=group)
    return organisation


def group_for(organisation: Organisation, role: str) -> Group:
    """The group that object permissions are granted to.

    Raises:
        RoleGroup.DoesNotExist: this kind of organisation does not know the role.
    """
    return RoleGroup.objects.select_related("group").get(organisation=organisation, role=role).group


def grant_role(user: User, organisation: Organisation, role: str, *, actor: Actor) -> Membership:
    """Raises NotAllowed unless the actor administers the organisation (or is the system)."""
    _must_administer(actor, organisation)
    with transaction.atomic():
        group = group_for(organisation, role)
        membership, _created = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
        user.groups.add(group)
    return membership


def end_role(membership: Membership, *, actor: Actor) -> None:
    """Raises NotAllowed unless the actor administers the organisation."""
    _must_administer(actor, membership.organisation)
    with transaction.atomic():
        membership.user.groups.remove(group_for(membership.organisation, membership.role))
        membership.delete()


def person(email: str, name: str, language: str = "en", *, title: str = "") -> User:
    """The person with this address; a guest without a password where nobody has it yet."""
    address = email.strip().lower()
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found
    return User.objects.create_user(address, None, name=name, language=language, title=title, is_guest=True)


def invite_to_organisation(
    organisation: Organisation, email: str, role: str, *, actor: Actor
) -> OrganisationInvitation:
    """Mail an invitation; it joins the caller's transaction through the outbox.

    Raises:
        NotAllowed: no administrator. RoleGroup.DoesNotExist: unknown role here.
    """
    _must_administer(actor, organisation)
    group_for(organisation, role)
    if actor.user is None:
        raise NotAllowed
    with transaction.atomic():
        invitation = OrganisationInvitation(
            organisation=organisation,
            email=email.strip().lower(),
            role=role,
            invited_by=actor.user,
            expires_at=timezone.now() + INVITATION_LIFE,
        )
        token = invitation_token(invitation)
        invitation.token_hash = digest(token)
        invitation.save(force_insert=True)
        with override("en"):
            invitation_mail(invitation, token).send()
    return invitation


def find_invitation(token: str) -> OrganisationInvitation:
    """Raises InvitationUnusable with the reason, without any job having run."""
    rows = OrganisationInvitation.objects.select_related("organisation", "invited_by")
    invitation = rows.filter(token_hash=digest(token)).first()
    if invitation is None:
        raise InvitationUnusable("unknown")
    if invitation.revoked_at is not None:
        raise InvitationUnusable("revoked")
    if invitation.accepted_at is not None:
        raise InvitationUnusable("used")
    if invitation.expires_at <= timezone.now():
        raise InvitationUnusable("expired")
    return invitation


def accept_invitation(token: str, *, name: str, password: str, language: str) -> User:
    """Join with the invited address; an account is made where there is none. Used once, whoever is quicker.

    Raises:
        InvitationUnusable.
    """
    with transaction.atomic():
        invitation = find_invitation(token)
        user = User.objects.filter(email=invitation.email).first()
        if user is None:
            user = User.objects.create_user(invitation.email, password, name=name, language=language)
        elif user.is_guest:
            user = account_of_guest(user, password=password)
        taken = OrganisationInvitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        confirm_address(user)
        if not taken.update(accepted_at=timezone.now(), accepted_by=user):
            raise InvitationUnusable("used")
        grant_role(user, invitation.organisation, invitation.role, actor=SYSTEM)
    return user


def account_of_guest(user: User, *, name: str = "", title: str = "", password: str = "") -> User:
    """The same person, now with an account: everything that they wrote, signed or drafted stays theirs.

    The caller has proof that the address is theirs: a code or a link mailed to it. Done twice, it changes nothing more.
    """
    with transaction.atomic():
        found = User.objects.select_for_update().get(pk=user.pk)
        if found.is_guest:
            found.is_guest = user.is_guest = False
            found.name, found.title = name.strip() or found.name, title.strip() or found.title
            if password:
                found.set_password(password)
            found.save()
            confirm_address(found)
    return found


def confirm_address(user: User) -> None:
    """The person has come by a link mailed to this address, so it needs no other proof."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def revoke_invitation(invitation: OrganisationInvitation, *, actor: Actor) -> None:
    _must_administer(actor, invitation.organisation)
    OrganisationInvitation.objects.filter(pk=invitation.pk, accepted_at=None).update(revoked_at=timezone.now())


def invitation_token(invitation: OrganisationInvitation) -> str:
    return salted_hmac("partners.invitation", str(invitation.pk), algorithm="sha256").hexdigest()


def digest(token: str) -> str:
    """What is stored instead of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def invitation_mail(invitation: OrganisationInvitation, token: str) -> EmailMessage:
    """In both languages, the other one below `---`: nobody knows yet which one they read. English comes first."""
    url = settings.SITE_URL + reverse("invitation_accept", args=[token])
    subjects, texts = [], []
    for language in ("en", "fr"):
        with override(language):
            organisation = typed.plain_line(invitation.organisation.name_in(language))
            subjects.append(_("Action needed: join %(organisation)s") % {"organisation": organisation})
            texts.append(
                _(
                    "%(person)s asks you to join %(organisation)s on Tidemark as: %(role)s.\n\n"
                    "Open this page to accept. It works for 14 days.\n%(url)s"
                )
                % {
                    "person": typed.plain_line(invitation.invited_by.name),
                    "organisation": organisation,
                    "role": Role(invitation.role).label,
                    "url": url,
                }
            )
    return EmailMessage(" / ".join(subjects), "\n\n---\n\n".join(texts), to=[invitation.email])


def _must_administer(actor: Actor, organisation: Organisation) -> None:
    if not actor.is_system and not administers(actor, organisation):
        raise NotAllowed
