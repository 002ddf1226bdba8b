"""A legal hold keeps a case from disposal, and the people on it from being anonymised, until it is lifted."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door, selectors
from proposals.passages import PROPOSAL
from proposals.records.models import Hold
from proposals.records.selectors import KEEPERS
from workflow import clocks
from workflow.refusals import NotYours, ReasonMissing, WrongState


def put(pk: UUID | str, *, actor: Actor, reason: str) -> Hold:
    """Raises Http404, ReasonMissing, WrongState: it is on hold."""
    return _write(pk, True, actor, reason)


def lift(pk: UUID | str, *, actor: Actor, reason: str) -> Hold:
    """Raises Http404, ReasonMissing, WrongState: it is not on hold."""
    return _write(pk, False, actor, reason)


def _write(pk: UUID | str, wanted: bool, actor: Actor, reason: str) -> Hold:
    access = selectors.get(actor, pk, *KEEPERS)
    if actor.user is None:
        raise NotYours
    if not reason.strip():
        raise ReasonMissing(_("Give a reason."))
    with transaction.atomic():
        door.lock(PROPOSAL, access.proposal.pk)
        newest = Hold.objects.filter(proposal=access.proposal).first()
        if bool(newest and newest.put) == wanted:
            raise WrongState(_("This case is on hold already.") if wanted else _("This case is not on hold any more."))
        return Hold.objects.create(
            proposal=access.proposal, put=wanted, reason=reason.strip(), by=actor.user, at=clocks.now()
        )
