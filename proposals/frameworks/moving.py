"""Moving a proposal to another version: a recorded act of the coordinator, whose effect is shown first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door, selectors
from proposals.dossiers import Dossier, dossier
from proposals.effects import due_of, renew_clock, set_fields
from proposals.facts import is_held
from proposals.frameworks.asking import ask, facts_for, newly, sentences
from proposals.frameworks.models import FrameworkMove
from proposals.intake.circle import duties
from proposals.models import Proposal
from proposals.review.models import Condition, Consensus, RequiredChange, Verdict
from workflow import clocks
from workflow import framework as frameworks
from workflow.framework import Framework
from workflow.models import FrameworkState, FrameworkVersion, TransitionRecord
from workflow.refusals import GateClosed, NotYours, ReasonMissing, WrongState
from workflow.states import AFTER_SUBMISSION


@dataclass(frozen=True)
class Effect:
    """What the move does: `closed` are sentences, move by move, of what would hold the proposal up and does not today;
    `due` before and after; `added` and `dropped` are keys of criteria; `obstacles` keep it from being moved."""

    closed: list[str]
    due: tuple[datetime | None, datetime | None]
    added: list[str]
    dropped: list[str]
    obstacles: list[str]

    def as_json(self) -> dict[str, Any]:
        due = [moment.isoformat() if moment else None for moment in self.due]
        return {"closed": self.closed, "due": due, "added": self.added, "dropped": self.dropped}


def targets(proposal: Proposal) -> QuerySet[FrameworkVersion]:
    """Versions that are or were in force, but for its own. A proposal that goes by none yet has nothing to leave."""
    found = FrameworkVersion.objects.exclude(state=FrameworkState.DRAFT).filter(effective_from__lte=clocks.today())
    return found.exclude(pk=proposal.framework_id) if proposal.framework_id else found.none()


def effect(proposal: Proposal, target: FrameworkVersion) -> Effect:
    case, now = dossier(proposal), clocks.now()
    framework = frameworks.load(target)
    records = list(TransitionRecord.objects.filter(subject_id=proposal.pk).order_by("id"))
    own, moved = (ask(case, one, records, now) for one in (case.framework, framework))
    under = case.under(framework)
    facts, before = facts_for(under, now), facts_for(case, now)
    said = []
    for name in newly(own.closed, moved.closed):
        said += [one for one in sentences(name, under, facts) if one not in sentences(name, case, before)]
    return Effect(
        closed=list(dict.fromkeys(said)),
        due=(due_of(case, records), due_of(under, records)),
        added=[one.key for one in framework.criteria if one.key not in _keys(case.framework)],
        dropped=[one.key for one in case.framework.criteria if one.key not in _keys(framework)],
        obstacles=list(_obstacles(case, framework, now)),
    )


def move(
    pk: UUID | str, target: FrameworkVersion, reason: str, *, actor: Actor, seen_version: int, idempotency_key: str
) -> FrameworkMove:
    """Raises Http404, WrongState, GateClosed, ReasonMissing, StaleVersion; sent twice, it is one act."""
    access = selectors.get(actor, pk, "coordinate")
    if not reason.strip():
        raise ReasonMissing(_("Give a reason."))
    with transaction.atomic():
        proposal: Proposal = door.lock_row(Proposal, access.proposal.pk)
        earlier = FrameworkMove.objects.filter(idempotency_key=idempotency_key).first()
        if earlier is not None:
            if earlier.proposal_id != proposal.pk:
                raise NotYours
            return earlier
        if seen_version == proposal.version and not targets(proposal).filter(pk=target.pk).exists():
            raise WrongState(_("It cannot be moved to this version."))
        door.touch(proposal, seen_version=seen_version)
        shown = effect(proposal, target)
        closed = [*duties(proposal, actor.user), *shown.obstacles]
        if closed:
            raise GateClosed(*closed)
        source = proposal.framework
        set_fields(proposal, framework=target)
        renew_clock(proposal)
        return FrameworkMove.objects.create(
            proposal=proposal,
            source=source,
            target=target,
            reason=reason.strip(),
            effect=shown.as_json(),
            by=actor.user,
            case_version=proposal.version,
            idempotency_key=idempotency_key,
        )


def moves(proposal: Proposal) -> QuerySet[FrameworkMove]:
    return FrameworkMove.objects.filter(proposal=proposal).select_related("source", "target", "by")


def _obstacles(case: Dossier, framework: Framework, now: datetime) -> list[str]:
    proposal = case.proposal
    if proposal.state not in AFTER_SUBMISSION:
        return [_("Only a proposal that is submitted and open can be moved.")]
    found = []
    if is_held(proposal, now):
        found.append(_("The last decision can still be taken back; wait until it has been sent."))
    spoken = sorted(_spoken_of(proposal) - _keys(framework))
    if spoken:
        sentence = _("Its review speaks of criteria that the other version does not have: %(keys)s.")
        found.append(sentence % {"keys": ", ".join(spoken)})
    return found


def _keys(framework: Framework) -> set[str]:
    return {one.key for one in framework.criteria}


def _spoken_of(proposal: Proposal) -> set[str]:
    """Criteria that some verdict, agreed verdict, change or condition of the case is tied to."""
    rows: list[QuerySet[Any]] = [
        Verdict.objects.filter(review__proposal=proposal),
        *(model.objects.filter(proposal=proposal) for model in (Consensus, RequiredChange, Condition)),
    ]
    return {key for found in rows for key in found.values_list("criterion", flat=True) if key}


def earlier(pk: str) -> FrameworkVersion | None:
    """A version by its key, whatever its state: a form that is sent again names where the proposal went already."""
    try:
        return FrameworkVersion.objects.exclude(state=FrameworkState.DRAFT).filter(pk=pk).first()
    except ValidationError:
        return None
