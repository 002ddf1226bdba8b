"""What machines may be told of a case, and which organisations may know: `audiences` for webhooks."""

from uuid import UUID

from django.urls import reverse

from notifications.webhooks.hearing import Ear, Hearing, Matter
from proposals.audiences import page
from proposals.codesign.models import Endorsement
from proposals.models import Proposal
from proposals.needs.models import Need
from proposals.review.models import Review


def of_case(proposal: Proposal) -> Matter:
    return of_part(proposal, proposal.pk, proposal.state)


def of_part(proposal: Proposal, subject: UUID, state: str, *more: Hearing) -> Matter:
    """The Province may know of a case from its first submission on, which begins the first round.

    `revision` is the submitted one: those after it are the institution's own.
    """
    path = page(proposal)
    hearings = [Hearing(Ear.INSTITUTION, path, proposal.lead_id)]
    if proposal.round:
        hearings.append(Hearing(Ear.PROVINCE, path))
    return Matter(
        hearings=(*hearings, *more),
        subject=subject,
        state=state,
        case=proposal.pk,
        number=proposal.number,
        revision=proposal.frozen_revision,
    )


def of_endorsement(endorsement: Endorsement) -> Matter:
    path = reverse("codesign:partner", args=[endorsement.proposal_id])
    partner = Hearing(Ear.PARTNER, path, endorsement.organisation_id)
    return of_part(endorsement.proposal, endorsement.pk, endorsement.state, partner)


def of_review(review: Review) -> Matter:
    return of_part(review.proposal, review.pk, review.state)


def of_need(need: Need) -> Matter:
    owner = Hearing(Ear.OWNER, reverse("needs:page", args=[need.pk]), need.organisation_id)
    return Matter((owner,), need.pk, need.state, case=need.pk)
