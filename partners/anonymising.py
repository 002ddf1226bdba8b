"""Takes the person out of an account. The row and its id stay: histories name who acted by the id."""

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from partners.actors import SYSTEM
from partners.actors_http import GUEST_SESSION
from partners.models import GuestChallenge, GuestLink, OrganisationInvitation, User
from partners.services import end_role

NOWHERE = "anonymised.invalid"  # no mail can ever be delivered there (RFC 2606)


def name_of(user: User) -> str:
    """In both languages, because it is shown in both."""
    return f"Anonymised · Anonymisé ({str(user.pk)[:8]})"


def address_of(user: User) -> str:
    return f"{user.pk}@{NOWHERE}"


def anonymise(user: User) -> None:
    """Replace name, address and title; end roles, links, invitations and sessions. A second time changes nothing."""
    with transaction.atomic():
        now = timezone.now()
        for held in user.memberships.select_related("organisation"):
            end_role(held, actor=SYSTEM)
        links = GuestLink.objects.filter(user=user)
        GuestChallenge.objects.filter(link__in=links, used_at=None).update(used_at=now)
        links.filter(revoked_at=None).update(revoked_at=now)
        invited = OrganisationInvitation.objects.filter(email__iexact=user.email)
        invited.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
        invited.update(email=address_of(user))
        EmailAddress.objects.filter(user=user).delete()
        _end_sessions(user)
        user.email, user.name, user.title = address_of(user), name_of(user), ""
        user.is_active = user.is_staff = user.is_superuser = False
        user.last_login = None
        user.set_unusable_password()
        user.save()


def _end_sessions(user: User) -> None:
    """Those that are open; the account's new state would refuse them anyway."""
    links = {str(pk) for pk in GuestLink.objects.filter(user=user).values_list("pk", flat=True)}
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500):
        data = session.get_decoded()
        if data.get("_auth_user_id") == str(user.pk) or str(data.get(GUEST_SESSION)) in links:
            session.delete()
