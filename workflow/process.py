"""The process on one page: every transition of every machine, who may call it, and what must hold.

This table is the only place where the shape is written. `moves.py` makes the FSM transitions from it, `services.py`
asks it, `docs/process.md` and the permission matrix in the tests are generated from it. Numbers (limits, deadlines,
minimum endorsements) are not here: they belong to the framework version.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow.states import (
    AFTER_SUBMISSION,
    BEFORE_SUBMISSION,
    TAKEN_BACK_FROM,
)
from workflow.states import (
    EndorsementState as E,
)
from workflow.states import (
    ListingState as L,
)
from workflow.states import (
    NeedState as N,
)
from workflow.states import (
    ProposalState as P,
)
from workflow.states import (
    ReviewState as R,
)
from workflow.who import WHO_LABELS as WHO_LABELS
from workflow.who import Who as Who

CREATED = ""  # the source of a machine's first row
PREVIOUS = "previous"  # target of take_back: the state before the held decision


@dataclass(frozen=True)
class Row:
    """One line of the table. `gates` name functions of `workflow.gates`; all must hold."""

    machine: str
    name: str
    sources: frozenset[str]
    target: str
    who: frozenset[Who]
    label: Promise
    gates: tuple[str, ...] = ()
    needs_reason: bool = False

    @property
    def event(self) -> str:
        """The key under which `notifications.rules` says who is told."""
        return f"{self.machine}.{self.name}"


def _rows(machine: str, *rows: tuple[Any, ...]) -> tuple[Row, ...]:
    return tuple(_row(machine, *row) for row in rows)


def _row(
    machine: str,
    name: str,
    sources: str | Iterable[str],
    target: str,
    who: Who | Iterable[Who],
    label: Promise,
    gates: str = "",
    reason: bool = False,
) -> Row:
    return Row(
        machine=machine,
        name=name,
        sources=frozenset({str(sources)}) if isinstance(sources, str) else frozenset(str(s) for s in sources),
        target=str(target),
        who=frozenset({who}) if isinstance(who, Who) else frozenset(who),
        label=label,
        gates=tuple(gates.split()),
        needs_reason=reason,
    )


W = Who
REASON = True

PROPOSAL = _rows(
    "proposal",
    ("create", CREATED, P.DRAFT, W.ANY_AUTHOR, _("Start a proposal")),
    ("open_co_design", P.DRAFT, P.CO_DESIGN, W.AUTHOR, _("Open co-design"), "partner_invited content_begun"),
    ("close_co_design", P.CO_DESIGN, P.DRAFT, W.AUTHOR, _("Close co-design")),
    ("request_sign_off", P.CO_DESIGN, P.SIGN_OFF, W.AUTHOR, _("Ask for sign-off"), "ready comments_settled"),
    (
        "refuse_sign_off",
        P.SIGN_OFF,
        P.CO_DESIGN,
        W.SIGNATORY,
        _("Send back to co-design"),
        "",
        REASON,
    ),
    (
        "submit",
        P.SIGN_OFF,
        P.SUBMITTED,
        W.SIGNATORY,
        _("Sign and submit"),
        "ready endorsed endorsed_independently endorsed_confirming endorsed_by_kind "
        "declarations_accepted comments_settled",
    ),
    (
        "start_review",
        P.SUBMITTED,
        P.UNDER_REVIEW,
        W.COORDINATOR,
        _("Start the review"),
        "independent complete completeness_confirmed reviewers_clear",
    ),
    ("send_to_full_review", P.UNDER_REVIEW, P.UNDER_REVIEW, W.SYSTEM, _("Send to the full review"), "on_fast_track"),
    (
        "return_for_changes",
        {P.SUBMITTED, P.UNDER_REVIEW, P.DECISION_PENDING},
        P.RETURNED,
        {W.COORDINATOR, W.APPROVER},
        _("Return for changes"),
        "independent change_required",
    ),
    (
        "resubmit",
        P.RETURNED,
        P.SUBMITTED,
        W.SIGNATORY,
        _("Sign and resubmit"),
        "told ready changes_answered endorsements_settled "
        "endorsed_independently endorsed_confirming endorsed_by_kind declarations_accepted comments_settled",
    ),
    ("reopen_co_design", P.RETURNED, P.CO_DESIGN, W.AUTHOR, _("Reopen co-design"), "told"),
    (
        "recommend",
        P.UNDER_REVIEW,
        P.DECISION_PENDING,
        W.COORDINATOR,
        _("Recommend a decision"),
        "independent reviews_in consensus_reached recommendation_written",
    ),
    (
        "approve",
        P.DECISION_PENDING,
        P.APPROVED,
        W.APPROVER,
        _("Approve"),
        "gate_criteria_met approver_independent approval_letter_written",
    ),
    (
        "approve_with_conditions",
        P.DECISION_PENDING,
        P.APPROVED_WITH_CONDITIONS,
        W.APPROVER,
        _("Approve with conditions"),
        "gate_criteria_met_or_conditioned approver_independent conditional_letter_written condition_set",
    ),
    (
        "confirm_conditions",
        P.APPROVED_WITH_CONDITIONS,
        P.APPROVED,
        W.COORDINATOR,
        _("Confirm that the conditions are met"),
        "told independent conditions_met",
    ),
    (
        "decline",
        P.DECISION_PENDING,
        P.DECLINED,
        W.APPROVER,
        _("Decline"),
        "approver_independent decline_letter_written",
        REASON,
    ),
    (
        "reconsider",
        P.DECLINED,
        P.SUBMITTED,
        W.SIGNATORY,
        _("Ask for reconsideration"),
        "told within_reconsideration",
        REASON,
    ),
    ("withdraw", BEFORE_SUBMISSION, P.WITHDRAWN, W.AUTHOR, _("Withdraw"), "", REASON),
    ("withdraw", AFTER_SUBMISSION, P.WITHDRAWN, W.SIGNATORY, _("Withdraw"), "told", REASON),
    (
        "lapse",
        {P.RETURNED, P.APPROVED_WITH_CONDITIONS},
        P.LAPSED,
        W.SYSTEM,
        _("Lapse"),
        "deadline_passed reminders_sent",
    ),
    ("reopen", {P.WITHDRAWN, P.LAPSED}, P.DRAFT, W.AUTHOR, _("Reopen as a draft")),
    (
        "take_back",
        TAKEN_BACK_FROM,
        PREVIOUS,
        W.DECIDER,
        _("Take the decision back"),
        "within_holding_window",
        REASON,
    ),
)

ENDORSEMENT = _rows(
    "endorsement",
    ("invite", CREATED, E.INVITED, W.AUTHOR, _("Invite a partner")),
    ("open", E.INVITED, E.OPENED, W.ENDORSER, _("Open the invitation")),
    ("draft", E.OPENED, E.DRAFTED, W.ENDORSER, _("Save a draft statement"), "case_takes_endorsements"),
    (
        "sign",
        {E.OPENED, E.DRAFTED},
        E.SIGNED,
        W.ENDORSER,
        _("Sign the endorsement"),
        "case_takes_endorsements statement_complete authority_confirmed not_an_author",
    ),
    ("mark_stale", {E.SIGNED, E.REAFFIRMED}, E.STALE, W.SYSTEM, _("Mark stale")),
    (
        "reaffirm",
        {E.SIGNED, E.REAFFIRMED, E.STALE},
        E.REAFFIRMED,
        W.ENDORSER,
        _("Endorse again"),
        "case_takes_endorsements statement_complete authority_confirmed not_an_author",
    ),
    (
        "decline",
        {E.INVITED, E.OPENED, E.DRAFTED},
        E.DECLINED,
        W.ENDORSER,
        _("Decline to endorse"),
        "",
        REASON,
    ),
    (
        "withdraw",
        {E.SIGNED, E.REAFFIRMED, E.STALE},
        E.WITHDRAWN,
        W.ENDORSER,
        _("Withdraw the endorsement"),
        "",
        REASON,
    ),
    (
        "expire",
        {E.INVITED, E.OPENED, E.DRAFTED, E.SIGNED, E.REAFFIRMED, E.STALE},
        E.EXPIRED,
        W.SYSTEM,
        _("Expire"),
        "validity_over",
    ),
    ("revoke", {E.INVITED, E.OPENED, E.DRAFTED}, E.REVOKED, W.AUTHOR, _("Take the invitation back"), "", REASON),
    (
        "hand_on",
        {E.INVITED, E.OPENED, E.DRAFTED},
        E.HANDED_ON,
        {W.CONTRIBUTOR, W.ENDORSER},
        _("Hand the invitation on to a colleague"),
        "case_takes_endorsements",
    ),
    ("take_over", CREATED, E.INVITED, W.SYSTEM, _("Invite the colleague whom the invited person named")),
    (
        "invite_again",
        {E.DECLINED, E.EXPIRED, E.REVOKED},
        E.INVITED,
        W.AUTHOR,
        _("Invite again"),
        "case_invites",
    ),
)

REVIEW = _rows(
    "review",
    (
        "assign",
        CREATED,
        R.ASSIGNED,
        W.COORDINATOR,
        _("Assign a reviewer"),
        "coordinator_independent no_automatic_conflict",
    ),
    (
        "declare_clear",
        R.ASSIGNED,
        R.DECLARED,
        W.ASSIGNEE,
        _("Declare that there is no conflict"),
        "no_automatic_conflict no_tie_explained",
    ),
    (
        "declare_possible",
        R.ASSIGNED,
        R.ASSIGNED,
        W.ASSIGNEE,
        _("Declare a possible conflict, explained"),
        "no_automatic_conflict no_tie_explained",
        REASON,
    ),
    (
        "accept_tie",
        R.ASSIGNED,
        R.DECLARED,
        W.COORDINATOR,
        _("Let the reviewer judge in spite of the tie"),
        "coordinator_independent tie_to_accept no_absolute_conflict",
        REASON,
    ),
    (
        "suspend",
        {R.DECLARED, R.IN_PROGRESS, R.SUBMITTED},
        R.ASSIGNED,
        W.SYSTEM,
        _("Close the document: a tie has come up"),
        "conflict_found",
        REASON,
    ),
    (
        "declare_conflict",
        {R.ASSIGNED, R.DECLARED, R.IN_PROGRESS},
        R.RECUSED,
        W.ASSIGNEE,
        _("Declare a conflict of interest"),
        "",
        REASON,
    ),
    ("begin", R.DECLARED, R.IN_PROGRESS, W.ASSIGNEE, _("Begin reviewing"), "case_under_review"),
    (
        "submit",
        R.IN_PROGRESS,
        R.SUBMITTED,
        W.ASSIGNEE,
        _("Submit the review"),
        "case_under_review no_automatic_conflict verdicts_complete",
    ),
    (
        "recuse",
        {R.ASSIGNED, R.DECLARED, R.IN_PROGRESS, R.SUBMITTED},
        R.RECUSED,
        {W.COORDINATOR, W.SYSTEM},
        _("Take the reviewer off"),
        "coordinator_independent",
        REASON,
    ),
    ("reopen", R.SUBMITTED, R.IN_PROGRESS, W.SYSTEM, _("Reopen for another round")),
)

LISTING = _rows(
    "listing",
    ("prepare", CREATED, L.PREPARED, W.SYSTEM, _("Prepare the listing")),
    ("publish", L.PREPARED, L.PUBLISHED, W.SYSTEM, _("Publish"), "decision_told"),
    ("suspend", L.PUBLISHED, L.SUSPENDED, W.COORDINATOR, _("Suspend"), "independent", REASON),
    ("resume", L.SUSPENDED, L.PUBLISHED, W.COORDINATOR, _("Resume"), "independent", REASON),
    (
        "start_teach_out",
        {L.PUBLISHED, L.SUSPENDED},
        L.TEACH_OUT,
        {W.SIGNATORY, W.COORDINATOR},
        _("Start the teach-out"),
        "independent",
        REASON,
    ),
    ("retire", {L.TEACH_OUT, L.SUSPENDED}, L.RETIRED, W.COORDINATOR, _("Retire"), "independent", REASON),
    ("renew", L.PUBLISHED, L.PUBLISHED, W.COORDINATOR, _("Renew"), "independent renewal_due"),
)

NEED = _rows(
    "need",
    ("state", CREATED, N.OPEN, W.ANY_MEMBER, _("State a need")),
    ("take_up", {N.OPEN, N.TAKEN_UP}, N.TAKEN_UP, W.ANY_AUTHOR, _("Take the need up")),
    ("release", N.TAKEN_UP, N.OPEN, W.SYSTEM, _("Open the need again")),
    ("meet", {N.OPEN, N.TAKEN_UP}, N.MET, W.SYSTEM, _("Mark as met")),
    ("close", {N.OPEN, N.TAKEN_UP}, N.CLOSED, W.OWNER, _("Close the need"), "", REASON),
)

TABLE: tuple[Row, ...] = PROPOSAL + ENDORSEMENT + REVIEW + LISTING + NEED
MACHINES: tuple[str, ...] = ("proposal", "endorsement", "review", "listing", "need")


def rows_of(machine: str) -> tuple[Row, ...]:
    return tuple(row for row in TABLE if row.machine == machine)


def find(machine: str, name: str, source: str) -> Row | None:
    """The row that moves `machine` from `source`, or None where the shape has none."""
    return next((row for row in TABLE if (row.machine, row.name) == (machine, name) and source in row.sources), None)


def is_known(machine: str, name: str) -> bool:
    return any((row.machine, row.name) == (machine, name) for row in TABLE)
