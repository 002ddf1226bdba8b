"""The states of every machine, and the named sets that other rooms ask for. A leaf module.

Source: the process description (docs/process.md is generated from here and from `process.py`).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Turn(TextChoices):
    """Who has to act now; the clock runs against the turn."""

    INSTITUTION = "institution", _("the institution")
    INSTITUTION_AND_PARTNERS = "institution_and_partners", _("the institution and its partners")
    SIGNATORY = "signatory", _("the institution’s signatory")
    COORDINATOR = "coordinator", _("the Province’s coordinator")
    REVIEWERS = "reviewers", _("the Province’s reviewers")
    APPROVER = "approver", _("the Province’s approver")
    NOBODY = "nobody", _("nobody")


class Party(TextChoices):
    """Whose time it is, where institution's and Province's are counted apart."""

    INSTITUTION = "institution", _("Institution and partners")
    PROVINCE = "province", _("Province")
    NOBODY = "nobody", _("Nobody")


class ProposalState(TextChoices):
    DRAFT = "draft", _("Draft")
    CO_DESIGN = "co_design", _("Co-design")
    SIGN_OFF = "sign_off", _("Sign-off")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under review")
    DECISION_PENDING = "decision_pending", _("Decision pending")
    RETURNED = "returned", _("Returned for changes")
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class EndorsementState(TextChoices):
    INVITED = "invited", _("Invited")
    OPENED = "opened", _("Opened")
    DRAFTED = "drafted", _("Drafted")
    SIGNED = "signed", _("Signed")
    STALE = "stale", _("Stale")
    REAFFIRMED = "reaffirmed", _("Re-affirmed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    HANDED_ON = "handed_on", _("Handed on")


class ReviewState(TextChoices):
    ASSIGNED = "assigned", _("Assigned")
    DECLARED = "declared", _("No conflict declared")
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Review submitted")
    RECUSED = "recused", _("Recused")


class ListingState(TextChoices):
    PREPARED = "prepared", _("Prepared")
    PUBLISHED = "published", _("Published")
    SUSPENDED = "suspended", _("Suspended")
    TEACH_OUT = "teach_out", _("Being taught out")
    RETIRED = "retired", _("Retired")


class NeedState(TextChoices):
    OPEN = "open", _("Open")
    TAKEN_UP = "taken_up", _("Taken up")
    MET = "met", _("Met")
    CLOSED = "closed", _("Closed")


P = ProposalState

TURN: dict[str, Turn] = {
    P.DRAFT: Turn.INSTITUTION,
    P.CO_DESIGN: Turn.INSTITUTION_AND_PARTNERS,
    P.SIGN_OFF: Turn.SIGNATORY,
    P.SUBMITTED: Turn.COORDINATOR,
    P.UNDER_REVIEW: Turn.REVIEWERS,
    P.DECISION_PENDING: Turn.APPROVER,
    P.RETURNED: Turn.INSTITUTION,
    P.APPROVED_WITH_CONDITIONS: Turn.INSTITUTION,
    P.APPROVED: Turn.NOBODY,
    P.DECLINED: Turn.NOBODY,
    P.WITHDRAWN: Turn.NOBODY,
    P.LAPSED: Turn.NOBODY,
}

PARTY: dict[Turn, Party] = {
    Turn.INSTITUTION: Party.INSTITUTION,
    Turn.INSTITUTION_AND_PARTNERS: Party.INSTITUTION,
    Turn.SIGNATORY: Party.INSTITUTION,
    Turn.COORDINATOR: Party.PROVINCE,
    Turn.REVIEWERS: Party.PROVINCE,
    Turn.APPROVER: Party.PROVINCE,
    Turn.NOBODY: Party.NOBODY,
}

BEFORE_SUBMISSION = frozenset({P.DRAFT, P.CO_DESIGN, P.SIGN_OFF})
AFTER_SUBMISSION = frozenset({P.SUBMITTED, P.UNDER_REVIEW, P.DECISION_PENDING, P.RETURNED, P.APPROVED_WITH_CONDITIONS})
IN_PROVINCE = frozenset({P.SUBMITTED, P.UNDER_REVIEW, P.DECISION_PENDING})
OPEN = BEFORE_SUBMISSION | AFTER_SUBMISSION
ENDED = frozenset({P.DECLINED, P.WITHDRAWN, P.LAPSED})
DECIDED = frozenset({P.APPROVED, P.APPROVED_WITH_CONDITIONS, P.DECLINED})
EDITABLE = frozenset({P.DRAFT, P.CO_DESIGN, P.RETURNED})
TAKEN_BACK_FROM = frozenset({P.RETURNED, P.APPROVED, P.APPROVED_WITH_CONDITIONS, P.DECLINED})

ENDORSEMENT_CURRENT = frozenset({EndorsementState.SIGNED, EndorsementState.REAFFIRMED})
ENDORSEMENT_AWAITS_PARTNER = frozenset(
    {EndorsementState.INVITED, EndorsementState.OPENED, EndorsementState.DRAFTED, EndorsementState.STALE}
)
ENDORSEMENT_UNANSWERED = frozenset({EndorsementState.INVITED, EndorsementState.OPENED, EndorsementState.DRAFTED})
ENDORSEMENT_GONE = frozenset(
    {EndorsementState.DECLINED, EndorsementState.EXPIRED, EndorsementState.REVOKED, EndorsementState.HANDED_ON}
)
REVIEW_ACTIVE = frozenset({ReviewState.ASSIGNED, ReviewState.DECLARED, ReviewState.IN_PROGRESS, ReviewState.SUBMITTED})
REVIEW_CLEAN = frozenset({ReviewState.DECLARED, ReviewState.IN_PROGRESS, ReviewState.SUBMITTED})
LISTING_PUBLIC = frozenset(
    {ListingState.PUBLISHED, ListingState.SUSPENDED, ListingState.TEACH_OUT, ListingState.RETIRED}
)

STATES: dict[str, type[TextChoices]] = {
    "proposal": ProposalState,
    "endorsement": EndorsementState,
    "review": ReviewState,
    "listing": ListingState,
    "need": NeedState,
}
