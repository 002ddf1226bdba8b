"""Gathers a proposal's facts for the gates: the one place that looks into every room of the case."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import completeness
from proposals.document.declaration import SECTIONS
from proposals.document.readiness import Finding, ReadinessFacts, begun, check
from proposals.document.translation import texts_of
from proposals.dossiers import Dossier as Dossier  # other rooms know them as part of the facts
from proposals.dossiers import dossier as dossier
from proposals.dossiers import framework_of as framework_of
from proposals.intake import ties
from proposals.intake.checklist import Point, points
from proposals.intake.circle import own_ties
from proposals.models import Proposal, Track
from proposals.overlap.selectors import near
from proposals.review.models import Scale
from proposals.standing import standing
from proposals.talk.anchors import label
from proposals.talk.lanes import unsettled
from workflow import clocks
from workflow.events import OTHER_EVENTS
from workflow.facts import Facts, ProposalFacts
from workflow.framework import Framework
from workflow.minimum import Endorsed, tally
from workflow.models import TransitionRecord
from workflow.process import CREATED, Who
from workflow.states import (
    BEFORE_SUBMISSION,
    EDITABLE,
    ENDED,
    ENDORSEMENT_GONE,
    REVIEW_ACTIVE,
    REVIEW_CLEAN,
    EndorsementState,
    ProposalState,
    ReviewState,
)

NEAR = "near_duplicate"
NAMED = 3  # near offers that the readiness panel names; the overlap page has them all
_OFFICES = frozenset({Who.COORDINATOR, Who.APPROVER})
_PROVINCIAL = frozenset({Who.COORDINATOR, Who.APPROVER, Who.DECIDER, Who.SYSTEM})


def endorsed(case: Dossier) -> tuple[Endorsed, ...]:
    """The current endorsements, by what was signed."""
    return tuple(
        Endorsed(
            name=str(row.organisation),
            kind=answers.get("speaks_for", ""),
            outside=row.organisation_id not in case.inside,
            interests=frozenset(answers.get("interests") or ()),
            answers={key: str(answers.get(key, "")) for key in case.framework.endorsement.confirmations},
        )
        for row, answers in case.signed
    )


def findings(case: Dossier, now: datetime) -> list[Finding]:
    """The readiness panel: what is missing or doubtful, blocking first as the framework says."""
    return _found(case, now, near=_once(case, "near", _near))


def blocking(case: Dossier, now: datetime) -> list[Finding]:
    """Those that block. What is near is looked up only where the framework lets it block."""
    key = f"blocking {now} {get_language()}"
    if key not in case.judged:
        blocks = NEAR in case.framework.limits["blocking"]
        found = _found(case, now, near=_once(case, "near", _near) if blocks else ())
        case.judged[key] = [finding for finding in found if finding.blocking]
    return case.judged[key]


def _found(case: Dossier, now: datetime, *, near: tuple[str, ...]) -> list[Finding]:
    authors = {case.proposal.created_by_id}
    facts = ReadinessFacts(
        endorsements_current=len(tally(endorsed(case), case.framework.endorsement).confirming),
        endorsements_stale=sum(row.state == EndorsementState.STALE for row in case.endorsements),
        today=now.date(),
        near_duplicates=near,
        authors_endorsing=any(row.person_id in authors for row in case.endorsements),
        names=_names(case),
        title_taken=_once(case, "title taken", _title_taken),
    )
    return check(case.content, facts, case.framework.limits)


def _once(case: Dossier, name: str, look_up: Callable[[Dossier], Any]) -> Any:
    """Look up what no framework changes once for all questions about the same dossier."""
    key = f"{name} {get_language()}"
    if key not in case.asked:
        case.asked[key] = look_up(case)
    return case.asked[key]


def _near(case: Dossier) -> tuple[str, ...]:
    """Asked while the institution can still say how its own differs."""
    if case.proposal.state not in BEFORE_SUBMISSION | EDITABLE:
        return ()
    language = (get_language() or "en")[:2]
    found = near(case.proposal, case.content)[:NAMED]
    return tuple(f"{match.title_in(language)}, {match.proposal.lead.name_in(language)}" for match in found)


def _names(case: Dossier) -> tuple[str, ...]:
    """Organisations of the case: a title must not carry one."""
    rows = [case.proposal.lead, *(row.organisation for row in case.endorsements)]
    names = {name.partition(" (")[0].strip() for row in rows for name in (row.name, row.name_fr)}
    return tuple(sorted(names - {""}))


def _title_taken(case: Dossier) -> str:
    """The number of another open or approved proposal of the institution with this title, or ""."""
    titles = [text.strip() for text in texts_of(case.content.get("A", {}).get("title")).values()]
    live = Proposal.objects.filter(lead=case.proposal.lead_id).exclude(state__in=ENDED).exclude(pk=case.proposal.pk)
    same = Q(pk=None)
    for title in titles:
        same |= Q(title__iexact=title) | Q(title_fr__iexact=title)
    return live.filter(same).values_list("number", flat=True).order_by("number").first() or ""


def stand(proposal: Proposal, actor: Actor, state: str) -> Facts:
    """`state` is the state as the actor may know it."""
    now = clocks.now()
    who = _standing(proposal, actor, state)
    shown = state if state == CREATED or who & _PROVINCIAL else shown_state(proposal, now)
    return Facts(state=shown, standing=who, now=now)


def gather(proposal: Proposal, actor: Actor, state: str) -> ProposalFacts:
    known = stand(proposal, actor, state)
    return facts_of(dossier(proposal), actor, known.state, known.standing, known.now)


def facts_of(case: Dossier, actor: Actor, state: str, who: frozenset[Who], now: datetime) -> ProposalFacts:
    """What the gates are told of a case whose dossier is there. `state` is the state as the actor may know it."""
    proposal = case.proposal
    document, codesign = _document(case, now), _codesign(case)
    return ProposalFacts(
        state=state,
        standing=who,
        now=now,
        held_until=proposal.held_until,
        due_at=proposal.due_at,
        reconsider_until=_reconsider_until(proposal, case.framework),
        **document,
        **codesign,
        intake_unconfirmed=_unconfirmed(case, who, document, codesign),
        comments_unsettled=_unsettled(case, who),
        **_review(case),
        **_decision(case, actor, who),
        **_reminders(proposal, case.framework),
    )


def is_held(proposal: Proposal, now: datetime) -> bool:
    return proposal.held_until is not None and now < proposal.held_until


def shown_state(proposal: Proposal, now: datetime) -> str:
    """What people outside the Province see: a decision shows only once it is told."""
    return proposal.held_from if is_held(proposal, now) else str(proposal.state)


def _standing(proposal: Proposal, actor: Actor, state: str) -> frozenset[Who]:
    if actor.is_system:
        return frozenset({Who.SYSTEM})
    if state == CREATED:
        return _creator(proposal, actor)
    who = standing(actor, proposal)
    if is_held(proposal, clocks.now()) and _decided_by(proposal) == actor.user:
        who |= {Who.DECIDER}
    return who


def _creator(proposal: Proposal, actor: Actor) -> frozenset[Who]:
    writes = actor.user is not None and actor.user.memberships.filter(organisation=proposal.lead_id, role="author")
    return frozenset({Who.ANY_AUTHOR}) if writes else frozenset()


def _decided_by(proposal: Proposal) -> Any:
    last = TransitionRecord.objects.filter(subject_id=proposal.pk).select_related("actor").last()
    return last.actor if last else None


def _document(case: Dossier, now: datetime) -> dict[str, Any]:
    declarations = case.content.get("K", {})
    section = next(section for section in SECTIONS if section.key == "K")
    missing = [f for f in section.fields if not (declarations.get(f.key) or {}).get("accepted")]
    return {
        "missing_to_begin": tuple(str(title) for title in begun(case.content)),
        "blocking": tuple(str(f.sentence) for f in blocking(case, now) if f.section != "K"),
        "declarations_missing": tuple(str(f.label) for f in missing),
    }


def _codesign(case: Dossier) -> dict[str, Any]:
    stale = [row for row in case.endorsements if row.state == EndorsementState.STALE]
    explained = bool(case.proposal.gap_explained.strip())
    return {
        "partners_invited": sum(row.state not in ENDORSEMENT_GONE for row in case.endorsements),
        "endorsements": endorsed(case),
        "stale_unexplained": () if explained else tuple(row.organisation.name for row in stale),
    }


def _unsettled(case: Dossier, who: frozenset[Who]) -> tuple[str, ...]:
    """Places of the comments that hold a submission back, in the lanes that the actor reads."""
    rows = unsettled(case.proposal, who).order_by("section", "field", "item")
    return tuple(dict.fromkeys(label(row.place, case.content) for row in rows))


def _review(case: Dossier) -> dict[str, Any]:
    active = [row for row in case.reviews if row.state in REVIEW_ACTIVE]
    agreed = {row.criterion: row.value for row in case.consensus}
    conditioned = {row.criterion for row in case.conditions}
    criteria = criteria_in_play(case)
    gates = [c for c in criteria if c.gate]
    partly = [c for c in gates if agreed.get(c.key) == Scale.PARTLY]
    return {
        "fast_track": case.proposal.track == Track.FAST,
        "reviewers_needed": reviewers_needed(case),
        "reviewers_clear": sum(row.state in REVIEW_CLEAN for row in active),
        "reviewers_undeclared": tuple(row.reviewer.name for row in active if row.state == ReviewState.ASSIGNED),
        "reviews_outstanding": tuple(row.reviewer.name for row in active if row.state != ReviewState.SUBMITTED),
        "consensus_missing": tuple(c.key for c in criteria if c.key not in agreed),
        "gates_unmet": tuple(c.key for c in gates if agreed.get(c.key) == Scale.NOT_MET),
        "gates_partly": tuple(c.key for c in partly),
        "gates_partly_unconditioned": tuple(c.key for c in partly if c.key not in conditioned),
        "changes_required": len(case.changes),
        "changes_unanswered": tuple(row.number for row in case.changes if not row.answer.strip()),
    }


def criteria_in_play(case: Dossier) -> list[Any]:
    """Gate criteria only on the fast track, all twelve else."""
    if case.proposal.track == Track.FAST:
        return [c for c in case.framework.criteria if c.gate]
    return list(case.framework.criteria)


def reviewers_needed(case: Dossier) -> int:
    fast = case.proposal.track == Track.FAST
    return case.framework.fast_track.reviewers if fast else case.framework.reviewers_full


def _decision(case: Dossier, actor: Actor, who: frozenset[Who]) -> dict[str, Any]:
    draft = case.recommendation
    return {
        "recommendation": draft.reasons if draft else "",
        "letter_for": draft.outcome if draft and draft.letter.strip() else "",
        **_duties(case, actor, who),
        "conditions": len(case.conditions),
        "conditions_incomplete": tuple(c.number for c in case.conditions if not (c.owner and c.due)),
        "conditions_unmet": tuple(c.number for c in case.conditions if not c.met),
    }


def points_of(case: Dossier, now: datetime) -> list[Point]:
    """The points of the completeness check, as they are now."""
    return points(completeness.given(case, _document(case, now), _codesign(case)))


def _unconfirmed(
    case: Dossier, who: frozenset[Who], document: dict[str, Any], codesign: dict[str, Any]
) -> tuple[str, ...]:
    """Asked where a coordinator could start the review."""
    if case.proposal.state != ProposalState.SUBMITTED or Who.COORDINATOR not in who:
        return ()
    return completeness.open_points(case, document, codesign)


def _duties(case: Dossier, actor: Actor, who: frozenset[Who]) -> dict[str, tuple[str, ...]]:
    """Separation of duties, with its sentences; asked for whoever could act for the Province."""
    if actor.user is None or not who & _OFFICES:
        return {}
    why = ties.involvement(own_ties(case.proposal, actor.user))
    decides = (*why, *([_("You recommended this decision")] if _recommended(case.proposal, actor) else []))
    return {
        "involvement": tuple(ties.may_not_act(one) for one in why),
        "approver_involvement": tuple(ties.may_not_decide(one) for one in decides),
    }


def _recommended(proposal: Proposal, actor: Actor) -> bool:
    """Did this person make the recommendation that stands to be decided?"""
    if proposal.state != ProposalState.DECISION_PENDING:
        return False
    moves = TransitionRecord.objects.filter(subject_id=proposal.pk, transition="recommend").order_by("id")
    last = moves.values_list("actor", flat=True).last()
    return actor.user is not None and last == actor.user.pk


def _reconsider_until(proposal: Proposal, framework: Framework) -> datetime | None:
    if proposal.state != ProposalState.DECLINED:
        return None
    return clocks.deadline("reconsideration", proposal.turn_since, framework)


REMINDER_EVENTS = {
    ProposalState.RETURNED: "returned.reminder",
    ProposalState.APPROVED_WITH_CONDITIONS: "condition.reminder",
}
assert set(REMINDER_EVENTS.values()) <= set(OTHER_EVENTS)


def _reminders(proposal: Proposal, framework: Framework) -> dict[str, int]:
    """Reminders due before the deadline and those already told; the rows are `timed.Reminder`."""
    state = ProposalState(proposal.state)
    if state not in REMINDER_EVENTS:
        return {"reminders_expected": 0, "reminders_sent": 0}
    sent = proposal.reminders.filter(event=REMINDER_EVENTS[state], since=proposal.turn_since).count()
    return {"reminders_expected": len(reminder_moments(proposal, framework)), "reminders_sent": sent}


def reminder_moments(proposal: Proposal, framework: Framework) -> list[datetime]:
    """When the institution is reminded of a return or of conditions; empty in other states."""
    if proposal.state == ProposalState.RETURNED:
        return list(clocks.reminders("answer_to_return", proposal.turn_since, framework))
    if proposal.state == ProposalState.APPROVED_WITH_CONDITIONS and proposal.due_at:
        return [proposal.due_at - timedelta(days=framework.deadlines["condition_notice"])]
    return []
