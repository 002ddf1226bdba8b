"""What somebody can be to one case. A leaf module."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Who(StrEnum):
    """Standing of an actor towards one case, derived from object permissions or from a relation to the subject."""

    AUTHOR = "author"  # object permission `write`
    SIGNATORY = "signatory"  # object permission `sign`
    CONTRIBUTOR = "contributor"  # object permission `contribute`
    ENDORSER = "endorser"  # object permission `endorse`, and the endorsement is their organisation's
    COORDINATOR = "coordinator"  # object permission `coordinate`
    APPROVER = "approver"  # object permission `decide`
    ASSIGNEE = "assignee"  # the reviewer whom this review is assigned to
    DECIDER = "decider"  # who took the decision that is still held
    OWNER = "owner"  # may act for the organisation that stated the need
    ANY_AUTHOR = "any_author"  # author at any institution
    ANY_MEMBER = "any_member"  # member of an institution or a partner organisation
    SYSTEM = "system"  # time, or a consequence of another transition


WHO_LABELS: dict[Who, Promise] = {
    Who.AUTHOR: _("author"),
    Who.SIGNATORY: _("signatory"),
    Who.CONTRIBUTOR: _("contributor"),
    Who.ENDORSER: _("endorser"),
    Who.COORDINATOR: _("coordinator"),
    Who.APPROVER: _("approver"),
    Who.ASSIGNEE: _("the assigned reviewer"),
    Who.DECIDER: _("who decided"),
    Who.OWNER: _("who stated the need"),
    Who.ANY_AUTHOR: _("an author at any institution"),
    Who.ANY_MEMBER: _("a member of any institution or partner"),
    Who.SYSTEM: _("the system"),
}
