"""The roles that a person holds *in* an organisation, and which kind of organisation knows which role."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    INSTITUTION = "institution", _("Institution")
    PARTNER = "partner", _("Partner")
    PROVINCE = "province", _("Province")


class Role(TextChoices):
    AUTHOR = "author", _("Author")
    SIGNATORY = "signatory", _("Signatory")
    CONTRIBUTOR = "contributor", _("Contributor")
    ENDORSER = "endorser", _("Endorser")
    ADMINISTRATOR = "administrator", _("Organisation administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver")
    FRAMEWORK_MANAGER = "framework_manager", _("Framework manager")
    AUDITOR = "auditor", _("Auditor")


ROLES_OF: dict[str, frozenset[Role]] = {
    OrganisationKind.INSTITUTION: frozenset({Role.AUTHOR, Role.SIGNATORY, Role.ADMINISTRATOR}),
    OrganisationKind.PARTNER: frozenset({Role.CONTRIBUTOR, Role.ENDORSER, Role.ADMINISTRATOR}),
    OrganisationKind.PROVINCE: frozenset(
        {
            Role.COORDINATOR,
            Role.REVIEWER,
            Role.APPROVER,
            Role.FRAMEWORK_MANAGER,
            Role.AUDITOR,
            Role.ADMINISTRATOR,
        }
    ),
}
