"""Framework versions, as their readers may know them: drafts are for framework managers and auditors."""

from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from partners.actors import Actor
from partners.roles import Role
from partners.selectors import has_role
from proposals.frameworks.endorsement import up_to_date
from proposals.frameworks.models import Entry, Trial, TrialLine
from proposals.frameworks.shapes import Content
from workflow import framework as frameworks
from workflow.models import FrameworkState, FrameworkVersion


def manages(actor: Actor) -> bool:
    return actor.guest_link is None and has_role(actor.user, Role.FRAMEWORK_MANAGER)


def reads_drafts(actor: Actor) -> bool:
    return manages(actor) or (actor.guest_link is None and has_role(actor.user, Role.AUDITOR))


def versions(actor: Actor) -> QuerySet[FrameworkVersion]:
    """The newest first. Nobody's list holds what they may not read."""
    found = FrameworkVersion.objects.order_by("-effective_from", "-created_at")
    return found if reads_drafts(actor) else found.exclude(state=FrameworkState.DRAFT)


def get(actor: Actor, pk: UUID | str) -> FrameworkVersion:
    """Raises Http404: absent, or a draft that is not for the actor."""
    found = versions(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def draft(actor: Actor, pk: UUID | str) -> FrameworkVersion:
    """A draft that the actor may edit. Raises Http404."""
    found = FrameworkVersion.objects.filter(pk=pk, state=FrameworkState.DRAFT).first()
    if found is None or not manages(actor):
        raise Http404
    return found


def in_force() -> FrameworkVersion:
    """Raises Http404 where the operator has published none."""
    try:
        return frameworks.current()
    except FrameworkVersion.DoesNotExist:
        raise Http404 from None


def written(version: FrameworkVersion) -> Content:
    """The version as the declaration speaks of it: its content in today's words, and its name."""
    return {**up_to_date(version.content), "name": version.name}


def seen(version: FrameworkVersion) -> int:
    """How many entries the version's history has; a form carries it back."""
    return Entry.objects.filter(framework=version).aggregate(last=Max("number"))["last"] or 0


def history(version: FrameworkVersion) -> QuerySet[Entry]:
    """The newest first."""
    return Entry.objects.filter(framework=version).select_related("by", "source").order_by("-number")


def last_edit(version: FrameworkVersion, part: str) -> Entry | None:
    return history(version).filter(part=part).first()


def trials(actor: Actor, version: FrameworkVersion) -> QuerySet[Trial]:
    """The newest first, with `total` lines and how many are `asked`."""
    if not reads_drafts(actor):
        return Trial.objects.none()
    return _counted(Trial.objects.filter(framework=version))


def trial(actor: Actor, pk: UUID | str) -> Trial:
    """Raises Http404: absent, or not for the actor."""
    found = _counted(Trial.objects.filter(pk=pk)).first() if reads_drafts(actor) else None
    if found is None:
        raise Http404
    return found


def lines(trial: Trial, *, blocked_only: bool) -> QuerySet[TrialLine]:
    """Proposals that were submitted; what never was is counted only, because nobody has shown it to the Province."""
    found = TrialLine.objects.filter(trial=trial, shown=True).exclude(blocked=None)
    found = found.select_related("proposal__lead", "proposal__framework")
    return found.filter(blocked=True) if blocked_only else found


def _counted(found: QuerySet[Trial]) -> QuerySet[Trial]:
    counted = found.annotate(total=Count("lines"), asked=Count("lines", filter=~Q(lines__blocked=None)))
    return counted.select_related("framework", "made_by").order_by("-made_at", "id")
