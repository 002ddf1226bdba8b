"""What the gates are told: small frozen records, gathered once per question by the rooms that know the data."""

from dataclasses import dataclass
from datetime import datetime

from workflow.minimum import Endorsed
from workflow.process import Who


@dataclass(frozen=True, kw_only=True)
class Facts:
    """`standing` is what the actor is to this case; `now` is the moment of the question."""

    state: str
    standing: frozenset[Who]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ProposalFacts(Facts):
    """Texts are names or sentences ready to be shown; tuples are empty where nothing is amiss.

    `involvement` says why the actor may take no step of the Province, `approver_involvement` why they may not decide.

    `letter_for` is the decision that the drafted letter speaks of: the name of a row of the table, or empty.
    """

    partners_invited: int = 0
    missing_to_begin: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    endorsements: tuple[Endorsed, ...] = ()
    stale_unexplained: tuple[str, ...] = ()
    declarations_missing: tuple[str, ...] = ()
    fast_track: bool = False
    comments_unsettled: tuple[str, ...] = ()
    reviewers_needed: int = 2
    reviewers_clear: int = 0
    reviewers_undeclared: tuple[str, ...] = ()
    changes_required: int = 0
    changes_unanswered: tuple[int, ...] = ()
    reviews_outstanding: tuple[str, ...] = ()
    consensus_missing: tuple[str, ...] = ()
    gates_unmet: tuple[str, ...] = ()
    gates_partly: tuple[str, ...] = ()
    gates_partly_unconditioned: tuple[str, ...] = ()
    recommendation: str = ""
    letter_for: str = ""
    approver_involvement: tuple[str, ...] = ()
    involvement: tuple[str, ...] = ()
    intake_unconfirmed: tuple[str, ...] = ()
    conditions: int = 0
    conditions_incomplete: tuple[int, ...] = ()
    conditions_unmet: tuple[int, ...] = ()
    held_until: datetime | None = None
    reconsider_until: datetime | None = None
    due_at: datetime | None = None
    reminders_expected: int = 0
    reminders_sent: int = 0


@dataclass(frozen=True, kw_only=True)
class EndorsementFacts(Facts):
    case_state: str
    statement_missing: tuple[str, ...] = ()
    authority_confirmed: bool = False
    signer_is_author: bool = False
    due_at: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewFacts(Facts):
    """`absolute_conflict` are sentences that no reason lifts, `automatic_conflict` those that a coordinator may
    override; `involvement` is the acting coordinator's own."""

    case_state: str
    absolute_conflict: tuple[str, ...] = ()
    automatic_conflict: tuple[str, ...] = ()
    conflict_overridden: bool = False
    tie_explained: bool = False
    involvement: tuple[str, ...] = ()
    verdicts_missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListingFacts(Facts):
    """`involvement` is the acting coordinator's own: an institution's signatory takes part by their office."""

    involvement: tuple[str, ...] = ()
    held_until: datetime | None = None
    review_due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NeedFacts(Facts):
    pass
