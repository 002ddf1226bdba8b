"""The completeness check of a submission: computed, and confirmed point by point by a coordinator."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.actors import Actor
from proposals.completeness import confirmed
from proposals.facts import dossier, points_of
from proposals.intake.checklist import Point, holds
from proposals.intake.models import Confirmation
from proposals.models import Proposal
from proposals.review.locked import coordinated, person
from workflow import clocks
from workflow.refusals import GateClosed, WrongState
from workflow.states import ProposalState

CHANGED = gettext_lazy("What is there has changed since you opened the page. Look at it again.")


@dataclass(frozen=True)
class Check:
    """A point with its confirmation, where it still holds."""

    point: Point
    confirmation: Confirmation | None


def checks(proposal: Proposal) -> list[Check]:
    rows = confirmed(proposal)
    found = points_of(dossier(proposal), clocks.now())
    return [Check(one, rows[one.key] if holds(one, rows.get(one.key)) else None) for one in found]


def confirm(pk: UUID, marks: Mapping[str, tuple[str, str]], *, actor: Actor) -> list[Confirmation]:
    """Confirm points, {key: (mark that was shown, note)}, all or none; one that is confirmed already is left alone.

    Raises:
        NotYours. WrongState: not submitted, or a point is not what was shown. GateClosed: the note is missing where
        something lacks, or the actor takes part in the case.
    """
    with transaction.atomic():
        proposal = coordinated(pk, actor, {ProposalState.SUBMITTED})
        open_points = {one.point.key: one.point for one in checks(proposal) if one.confirmation is None}
        made = []
        for key, (mark, note) in marks.items():
            if key not in open_points:
                continue
            point = open_points[key]
            if mark != point.mark:
                raise WrongState(str(CHANGED))
            if point.lacking and not note.strip():
                raise GateClosed(_("Say why it may go on: %(point)s.") % {"point": point.title})
            made.append(_row(proposal, point, note if point.lacking else "", actor))
        return Confirmation.objects.bulk_create(made)


def _row(proposal: Proposal, point: Point, note: str, actor: Actor) -> Confirmation:
    return Confirmation(
        proposal=proposal,
        round=proposal.round,
        revision=proposal.frozen_revision,
        point=point.key,
        mark=point.mark,
        note=note.strip(),
        by=person(actor),
        at=clocks.now(),
    )
