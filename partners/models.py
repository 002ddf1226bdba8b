"""People, organisations, memberships, invitations and guest links.

A person is a `User`, signed up or invited as a guest (no usable password). What a person may do follows from
`Membership` (a role in an organisation, mirrored into one Django group per organisation and role so that guardian can
grant object permissions to "the authors of Acadia") and from object permissions granted to groups or to one person.
"""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.roles import OrganisationKind, Role

LANGUAGES = [("en", "English"), ("fr", "Français")]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """The operator's account: administers the installation, passes no transition."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title or position"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="en")
    is_guest = models.BooleanField(default=False, help_text="Reached by mailed links only; has no password.")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "email"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name in English"), max_length=200, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    naics_sector = models.CharField(_("NAICS sector"), max_length=8, blank=True)
    is_fictional = models.BooleanField(default=False, help_text="Demo organisations that do not exist.")
    admitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_is_known"
            )
        ]

    def __str__(self) -> str:
        """In the reader's language."""
        return self.name_in((get_language() or "en")[:2])

    def name_in(self, language: str) -> str:
        return self.name_fr if language == "fr" and self.name_fr else self.name


class RoleGroup(models.Model):
    """The Django group that stands for one role in one organisation; object permissions are granted to `group`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="role_groups")
    role = models.CharField(max_length=20, choices=Role.choices)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="role_group")

    class Meta:
        ordering = ["organisation", "role"]
        constraints = [models.UniqueConstraint(fields=["organisation", "role"], name="one_group_per_role")]


class Membership(models.Model):
    """A person holds a role in an organisation. Written by `partners.services.grant_role` and `end_role` only."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["organisation", "role", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership_per_role"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class OrganisationInvitation(models.Model):
    """Somebody is asked to join an organisation in a role; accepted by a POST from the mailed link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]


class GuestPurpose(models.TextChoices):
    CONTRIBUTE = "contribute", _("comment")
    ENDORSE = "endorse", _("comment and endorse")


class LinkEnd(models.TextChoices):
    """Why a link was closed before its time; its page says what to do next."""

    REVOKED = "revoked", _("taken back")
    EXPIRED = "expired", _("the day to answer by is over")
    HANDED_ON = "handed_on", _("handed on to a colleague")
    REPLACED = "replaced", _("a newer link was sent")


class GuestLink(models.Model):
    """A mailed link to one case for one person. The token is never stored: only its SHA-256.

    The token is HMAC(SECRET_KEY, link id) so that it can be made again when a mail is rendered; see
    `partners.guests`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="guest_links")
    purpose = models.CharField(max_length=20, choices=GuestPurpose.choices)
    case_id = models.UUIDField(help_text="The proposal this link opens, and no other.")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=20, choices=LinkEnd.choices, blank=True)

    class Meta:
        ordering = ["-created_at"]


class GuestChallenge(models.Model):
    """A short code, sent to the link's own address, that proves the reader owns it. Used once, expires, few tries."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(GuestLink, on_delete=models.CASCADE, related_name="challenges")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
