""" "Not me": the invited person names the colleague who should answer instead."""

from uuid import UUID

from django.db import transaction

from partners.actors import SYSTEM, Actor
from partners.services import person as person_at
from proposals import door
from proposals.codesign.inviting import must_be_free
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT, new_link
from proposals.facts import framework_of
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import NotYours, WrongState
from workflow.states import ENDORSEMENT_UNANSWERED


def done(idempotency_key: str, *, actor: Actor) -> bool:
    """Did this form hand the invitation on already?"""
    rows = TransitionRecord.objects.filter(idempotency_key=idempotency_key, transition="hand_on", actor=actor.user)
    return rows.exists()


def hand_on(
    pk: UUID,
    *,
    actor: Actor,
    name: str,
    email: str,
    language: str,
    seen_version: int,
    idempotency_key: str | None,
) -> TransitionRecord:
    """The colleague gets an invitation and a link of their own; the first person's link opens nothing any more.

    Raises:
        NotYours: not the invited person. GateClosed: the colleague was invited before, or writes the proposal.
        WrongState: answered, or handed on already.
    """
    with transaction.atomic():
        first: Endorsement = door.lock(ENDORSEMENT, pk)
        if actor.user is None or first.person_id != actor.user.pk or not actor.reaches(first.proposal_id):
            raise NotYours
        record = TransitionRecord.objects.filter(idempotency_key=idempotency_key, subject_id=pk).first()
        if idempotency_key and record is not None:
            return record
        if first.state not in ENDORSEMENT_UNANSWERED:
            raise WrongState
        colleague = person_at(email, name, language)
        must_be_free(first.proposal, first.organisation, colleague)
        now = clocks.now()
        new = Endorsement(
            proposal=first.proposal,
            organisation=first.organisation,
            person=colleague,
            purpose=first.purpose,
            part=first.part,
            message=first.message,
            invited_by=first.invited_by,
            invited_at=now,
            due_at=max(first.due_at, clocks.deadline("invitation", now, framework_of(first.proposal))),
            handed_on_by=first,
        )
        new.guest_link = new_link(new)
        door.begin(ENDORSEMENT, new, actor=SYSTEM, name="take_over", details={"from": str(first.pk)})
        return door.act(
            ENDORSEMENT,
            pk,
            "hand_on",
            actor=actor,
            seen_version=seen_version,
            idempotency_key=idempotency_key,
            details={"to": str(new.pk)},
        )
