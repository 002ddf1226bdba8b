"""Saying that one is away, and that one is back."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications import services as notifications
from notifications.rules import Audience
from notifications.services import Recipient
from notifications.webhooks.hearing import NOTHING
from partners.actors import Actor
from partners.models import User
from proposals.intake.absences import may_be_away, working
from proposals.intake.models import Absence
from workflow import clocks
from workflow.refusals import GateClosed, NotYours


def announce_absence(*, actor: Actor, since: date, until: date, stand_in: User | None) -> Absence:
    """Raises NotYours: nothing to do for the Province. GateClosed: the days, or the person, do not fit."""
    if actor.user is None or actor.guest_link is not None or not may_be_away(actor.user):
        raise NotYours
    if until < max(since, clocks.today()):
        raise GateClosed(_("The last day lies before the first, or is over."))
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=actor.user.pk)
        said = Absence.objects.filter(person=actor.user, ended_at=None, since__lte=until, until__gte=since)
        if said.exists():
            raise GateClosed(_("You are away on some of these days already. End that absence first."))
        if stand_in is not None and not working().filter(pk=stand_in.pk).exclude(pk=actor.user.pk).exists():
            raise GateClosed(_("Choose somebody else who works for the Province."))
        absence = Absence.objects.create(
            person=actor.user, stand_in=stand_in, since=since, until=until, said_at=clocks.now()
        )
        _tell("absence.announced", absence, actor)
    return absence


def end_absence(pk: UUID, *, actor: Actor) -> Absence:
    """Back early, or not away after all. Raises NotYours: somebody else's, or over."""
    with transaction.atomic():
        rows = Absence.objects.select_for_update(of=("self",)).filter(pk=pk, person=actor.user, ended_at=None)
        absence = rows.filter(until__gte=clocks.today()).first()
        if absence is None or actor.user is None:
            raise NotYours
        absence.ended_at = clocks.now()
        absence.save(update_fields=["ended_at"])
        _tell("absence.ended", absence, actor)
    return absence


def _tell(event: str, absence: Absence, actor: Actor) -> None:
    stand_in = absence.stand_in
    if stand_in is None:
        return

    def people(audience: Audience) -> list[Recipient]:
        return [Recipient(user=stand_in, path=reverse("proposals:queue"))] if audience == Audience.STAND_IN else []

    name = absence.person.name
    notifications.announce(
        event,
        people,
        actor=actor,
        event_key=f"{event}:{absence.pk}",
        context={
            "number": "",
            "title": {"en": name, "fr": name},
            "institution": {"en": name, "fr": name},
            "actor_name": name,
            "reason": "",
            "since": absence.since.isoformat(),
            "due": absence.until.isoformat(),
        },
        matter=NOTHING,
        case_id=None,
    )
    transaction.on_commit(notifications.ring)
