"""When a decision can be expected: from what cases like it took, or from the deadlines where there are too few."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from proposals.dossiers import framework_of
from proposals.insight.measures import ENOUGH, MEDIAN, NINETIETH, percentile
from proposals.insight.models import Stay
from proposals.insight.scope import months_ago
from proposals.models import Proposal
from workflow import clocks
from workflow.clocks import TRACK_DEADLINE, Track
from workflow.framework import Framework
from workflow.states import BEFORE_SUBMISSION, IN_PROVINCE, ProposalState

MONTHS = 12


@dataclass(frozen=True)
class Expected:
    """`likely`: half of such cases were decided by then; `latest`: nine in ten, or the deadlines' end.

    `cases` is how many decided cases it is made from, 0 where the deadlines alone speak. `if_sent_today`: the case is
    with its institution, and the dates hold if it is submitted today. `latest` None: it takes longer than all that is
    known, and no date is given.
    """

    likely: date | None
    latest: date | None
    cases: int
    if_sent_today: bool


def expected(proposal: Proposal, state: str) -> Expected | None:
    """`state` is the one that the reader knows. None where no decision is to come. At most three queries."""
    now = clocks.now()
    if state in IN_PROVINCE:
        stay = proposal.stays.filter(state=state).order_by("-entered", "-id").first()
        if stay is None:
            return None
        start = stay.entered if state != ProposalState.DECISION_PENDING else _review_began(proposal, stay)
        deadline = _deadline(state, start, framework_of(proposal), Track(stay.track))
        return _expected(state, Track(stay.track), stay.entered, deadline, now, sent=True)
    if state in BEFORE_SUBMISSION or state == ProposalState.RETURNED:
        track = Track.RESUBMISSION if state == ProposalState.RETURNED else Track.FULL
        first = ProposalState.SUBMITTED
        return _expected(first, track, now, _deadline(first, now, framework_of(proposal), track), now, sent=False)
    return None


def _expected(state: str, track: Track, start: datetime, deadline: datetime, now: datetime, *, sent: bool) -> Expected:
    """A case that has waited for some days is compared with those only that took at least as long."""
    waited = clocks.business_days_between(start, now)
    counts = {days: times for days, times in _durations(state, track, now).items() if days >= waited}
    cases = sum(counts.values())
    if cases >= ENOUGH:
        likely, latest = (
            clocks.local_date(clocks.add_business_days(start, percentile(counts, percent)))
            for percent in (MEDIAN, NINETIETH)
        )
        return Expected(likely, latest, cases, not sent)
    return Expected(None, clocks.local_date(deadline) if deadline >= now else None, 0, not sent)


def _durations(state: str, track: Track, now: datetime) -> dict[int, int]:
    """{business days from entering this stage to the decision: how often}, of decisions that are told."""
    told = Q(proposal__held_until=None) | Q(proposal__held_until__lte=now)
    rows = Stay.objects.filter(told, state=state, track=str(track), decided__gte=months_ago(MONTHS))
    return dict(rows.order_by().values_list("to_decision").annotate(Count("pk")))


def _deadline(state: str, start: datetime, framework: Framework, track: Track) -> datetime:
    """The end of what the deadlines give from here: completeness, assignment, review."""
    review = framework.deadlines[TRACK_DEADLINE[track]]
    before = framework.deadlines["completeness"] + framework.deadlines["assignment"]
    days = review + before if state == ProposalState.SUBMITTED else review
    return clocks.end_of_day(clocks.add_business_days(start, days))


def _review_began(proposal: Proposal, stay: Stay) -> datetime:
    """Review and decision share one clock."""
    began = proposal.stays.filter(state=ProposalState.UNDER_REVIEW, round=stay.round).first()
    return began.entered if began else stay.entered
