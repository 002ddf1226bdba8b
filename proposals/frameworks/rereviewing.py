"""After publication: listings that fail the new version, grouped by institution and by what they fail in, as tasks for
the coordinators. Nothing happens to a listing by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import Organisation
from partners.roles import Role
from partners.selectors import has_role
from proposals.frameworks import selectors
from proposals.frameworks.asking import newly, reasons
from proposals.frameworks.models import RereviewTask, Status, TaskState, Trial, TrialLine
from proposals.models import Proposal
from workflow import clocks
from workflow.models import FrameworkState
from workflow.refusals import NotYours, WrongState
from workflow.states import LISTING_PUBLIC, ListingState

NOTE_LENGTH = 4000
OFFERED = [state for state in LISTING_PUBLIC if state != ListingState.RETIRED]


@dataclass(frozen=True)
class Group:
    institution: Organisation
    gate: str
    named: str
    proposals: list[Proposal]


def groups(trial: Trial) -> list[Group]:
    """Of the trial's decided proposals that are in the register and still offered."""
    listed = TrialLine.objects.filter(trial=trial, blocked=True, proposal__listing__state__in=OFFERED)
    found: dict[tuple[UUID, str, str], Group] = {}
    for line in listed.select_related("proposal__lead").order_by("proposal__number"):
        for gate, named in reasons(newly(line.own["closed"], line.tried["closed"])):
            lead = line.proposal.lead
            group = found.setdefault((lead.pk, gate, named), Group(lead, gate, named, []))
            group.proposals.append(line.proposal)
    return sorted(found.values(), key=lambda one: (one.institution.name, one.gate, one.named))


def may_make(trial: Trial) -> bool:
    """The trial says what the version says, and the version is published."""
    version = trial.framework
    return (
        version.state == FrameworkState.PUBLISHED and trial.status == Status.DONE and trial.content == version.content
    )


def make(pk: UUID | str, *, actor: Actor) -> int:
    """A task for each group; made twice, each is there once. Returns how many are new.

    Raises Http404; NotYours; WrongState: the version is not published, or the trial tried something else.
    """
    trial = selectors.trial(actor, pk)
    if not selectors.manages(actor) or actor.user is None:
        raise NotYours
    if not may_make(trial):
        raise WrongState(_("Publish the version first, and try it as it was published."))
    with transaction.atomic():
        made = [_task(trial, group, actor) for group in groups(trial)]
    return sum(made)


def _task(trial: Trial, group: Group, actor: Actor) -> bool:
    task, new = RereviewTask.objects.get_or_create(
        framework=trial.framework,
        institution=group.institution,
        gate=group.gate,
        named=group.named,
        defaults={"made_by": actor.user},
    )
    if new:
        task.proposals.set(group.proposals)
    return new


def reads(actor: Actor) -> bool:
    """Coordinators, whose work they are; framework managers and auditors."""
    coordinates = actor.guest_link is None and has_role(actor.user, Role.COORDINATOR)
    return coordinates or selectors.reads_drafts(actor)


def tasks(actor: Actor) -> QuerySet[RereviewTask]:
    """The open ones first, the oldest first; each with how many `listings` it holds."""
    if not reads(actor):
        return RereviewTask.objects.none()
    found = RereviewTask.objects.select_related("framework", "institution", "made_by", "done_by")
    return found.annotate(listings=Count("proposals")).order_by("-status", "made_at", "id")


def task(actor: Actor, pk: UUID | str) -> RereviewTask:
    """Raises Http404: absent, or not for the actor."""
    found = tasks(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_for(actor: Actor) -> int:
    """How many wait for this coordinator and the others; 0 for whoever coordinates nothing."""
    coordinates = actor.guest_link is None and has_role(actor.user, Role.COORDINATOR)
    return RereviewTask.objects.filter(status=TaskState.OPEN).count() if coordinates else 0


def finish(pk: UUID | str, note: str, *, actor: Actor) -> RereviewTask:
    """Raises Http404, NotYours (only a coordinator does), WrongState (somebody has done it already)."""
    found = task(actor, pk)
    if not has_role(actor.user, Role.COORDINATOR) or actor.user is None:
        raise NotYours
    waiting = RereviewTask.objects.filter(pk=found.pk, status=TaskState.OPEN)
    done = {"status": TaskState.DONE, "note": note.strip(), "done_by": actor.user, "done_at": clocks.now()}
    if not waiting.update(**done):
        raise WrongState(_("Somebody has done this already."))
    return task(actor, pk)


def proposals(found: RereviewTask) -> Iterable[Proposal]:
    return found.proposals.select_related("lead").order_by("number")
