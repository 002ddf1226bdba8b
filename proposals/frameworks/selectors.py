"""Framework versions, as their readers may know them: drafts are for framework managers and auditors."""

from uuid import UUID

from django.db.models import Max, QuerySet
from django.http import Http404

from partners.actors import Actor
from partners.roles import Role
from partners.selectors import has_role
from proposals.frameworks.models import Entry
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
    """The version as the declaration speaks of it: its content, and its name."""
    return {**version.content, "name": version.name}


def seen(version: FrameworkVersion) -> int:
    """How many entries the version's history has; a form carries it back."""
    return Entry.objects.filter(framework=version).aggregate(last=Max("number"))["last"] or 0


def history(version: FrameworkVersion) -> QuerySet[Entry]:
    """The newest first."""
    return Entry.objects.filter(framework=version).select_related("by", "source").order_by("-number")


def last_edit(version: FrameworkVersion, part: str) -> Entry | None:
    return history(version).filter(part=part).first()
