"""What is told once: a unique row for each event, subject, period and planned moment."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from notifications import services as notifications
from notifications.webhooks.hearing import Matter
from partners.actors import Actor
from proposals import audiences, door, matters
from proposals.models import Proposal, Reminder


def first_time(
    proposal: Proposal,
    event: str,
    subject_id: UUID,
    since: datetime,
    moment: datetime,
    *,
    actor: Actor,
    resolve: door.Resolver | None = None,
    context: dict[str, object] | None = None,
    matter: Matter | None = None,
) -> bool:
    """True the first time: announced once per event, subject, period and moment.

    Each person of the audience hears of it once, by the key of their notice. Looking first spares the database a
    refused row on every run; of two schedulers that both found nothing, the unique row lets one tell.
    """
    told = Reminder.objects.filter(event=event, subject_id=subject_id, since=since, due=moment)
    if told.exists():
        return False
    try:
        with transaction.atomic():
            Reminder.objects.create(proposal=proposal, event=event, subject_id=subject_id, since=since, due=moment)
            notifications.announce(
                event,
                resolve or (lambda audience: audiences.resolve(audience, proposal)),
                actor=actor,
                event_key=f"{event}:{subject_id}:{since.isoformat()}:{moment.isoformat()}",
                context=context or audiences.context(proposal, actor, ""),
                matter=matter or matters.of_case(proposal),
                case_id=proposal.pk,
            )
            transaction.on_commit(notifications.ring)
    except IntegrityError:
        return False
    return True
