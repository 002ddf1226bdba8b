"""Attachments that a reader of the case may see: what stands to the institution, what was submitted to the Province,
and to partners what was not supplied in confidence."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from partners.actors import Actor
from proposals import selectors
from proposals.files.models import Attachment
from proposals.selectors import Access
from workflow.models import TransitionRecord


def attachments(access: Access) -> QuerySet[Attachment]:
    found = Attachment.objects.filter(proposal=access.proposal).select_related("added_by")
    if access.of_institution:
        return found.filter(removed_at=None)
    if access.of_province:
        return found.filter(_submitted(access))
    return found.filter(removed_at=None, confidential=False)


def attachment(actor: Actor, pk: UUID | str) -> tuple[Access, Attachment]:
    """Raises Http404: absent, removed, in confidence, or of a case that is not this person's to read."""
    row = Attachment.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    access = selectors.get(actor, row.proposal_id)
    found = attachments(access).filter(pk=pk).first()
    if found is None:
        raise Http404
    return access, found


def _submitted(access: Access) -> Q:
    """There at the last submission."""
    at = _last_submission(access)
    if at is None:
        return Q(pk__in=[])
    return Q(added_at__lte=at) & (Q(removed_at=None) | Q(removed_at__gt=at))


def _last_submission(access: Access) -> datetime | None:
    moves = TransitionRecord.objects.filter(subject_id=access.proposal.pk, machine="proposal")
    submitted = moves.filter(transition__in=["submit", "resubmit"]).order_by("-id")
    return submitted.values_list("at", flat=True).first()
