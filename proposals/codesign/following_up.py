"""What authors do with an invitation that is out: remind, another day, take back, ask again, a new link."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from notifications import services as notifications
from notifications.selectors import was_told
from partners.actors import Actor
from partners.models import GuestLink
from proposals import door
from proposals.codesign.inviting import due_moment
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT, context, renew_link, resolve
from proposals.matters import of_endorsement
from proposals.models import Reminder
from proposals.reminding import first_time
from proposals.selectors import get
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import StaleVersion, WrongState
from workflow.states import (
    ENDORSEMENT_AWAITS_PARTNER,
    ENDORSEMENT_CURRENT,
    ENDORSEMENT_UNANSWERED,
    EndorsementState,
    ProposalState,
)

ANSWERABLE = frozenset({ProposalState.CO_DESIGN, ProposalState.SIGN_OFF, ProposalState.RETURNED})
LIVE = ENDORSEMENT_AWAITS_PARTNER | ENDORSEMENT_CURRENT
REMINDER, NEW_LINK, LINK_ASKED = "invitation.reminder", "invitation.new_link", "invitation.link_asked"
DUE_CHANGED = "invitation.due_changed"
MAILED = frozenset({REMINDER, NEW_LINK})
EVENTS = {"remind": REMINDER, "link": NEW_LINK, "due": DUE_CHANGED}


def remind(pk: UUID, *, actor: Actor) -> bool:
    """Write to the partner now; False where they were written to today already.

    Raises:
        Http404: not an author. WrongState: there is nothing to answer.
    """
    with transaction.atomic():
        endorsement = _of_author(pk, actor)
        if endorsement.state not in ENDORSEMENT_UNANSWERED or endorsement.proposal.state not in ANSWERABLE:
            raise WrongState(_("There is nothing to remind them of at the moment."))
        return not written_today(endorsement) and _once_a_day(endorsement, REMINDER, actor)


def change_due(pk: UUID, day: date, *, actor: Actor, seen_version: int) -> Endorsement:
    """Another day to answer by; the reminders move with it.

    Raises:
        Http404: not an author. WrongState: answered. GateClosed: out of bounds. StaleVersion: it moved on.
    """
    with transaction.atomic():
        endorsement = _of_author(pk, actor)
        if endorsement.state not in ENDORSEMENT_UNANSWERED:
            raise WrongState(_("This invitation is answered, or over."))
        due = due_moment(endorsement.proposal, day)
        if due == endorsement.due_at:
            return endorsement
        if seen_version != endorsement.version:
            raise StaleVersion(seen_version, endorsement.version)
        endorsement.due_at = due
        endorsement.save(update_fields=["due_at"])
        door.touch(endorsement, seen_version=seen_version)
        if was_told(endorsement.person, endorsement.proposal_id):
            _announce(endorsement, DUE_CHANGED, actor)
    return endorsement


def would_tell(endorsement: Endorsement, action: str, *, actor: Actor) -> list[notifications.Told]:
    """Whom "remind", "link" or "due" would write to."""
    return notifications.preview(EVENTS[action], resolve(endorsement), actor=actor)


def take_back(
    pk: UUID, *, actor: Actor, reason: str, seen_version: int, idempotency_key: str | None
) -> TransitionRecord:
    """Closes the link and any session that it opened, at once."""
    return door.act(
        ENDORSEMENT,
        pk,
        "revoke",
        actor=actor,
        reason=reason,
        seen_version=seen_version,
        idempotency_key=idempotency_key,
    )


def ask_again(
    pk: UUID, day: date | None, *, actor: Actor, seen_version: int, idempotency_key: str | None
) -> TransitionRecord:
    """Ask the same person once more, who declined, let it run out, or whose invitation was taken back."""
    with transaction.atomic():
        endorsement = _of_author(pk, actor)
        return door.act(
            ENDORSEMENT,
            pk,
            "invite_again",
            actor=actor,
            seen_version=seen_version,
            idempotency_key=idempotency_key,
            details={"due": due_moment(endorsement.proposal, day).isoformat()},
        )


def send_new_link(pk: UUID, *, actor: Actor) -> bool:
    """A guest who lost the mail, or whose link is too old, gets another; False where they were written to today.

    Raises:
        Http404: not an author. WrongState: the person has an account, or is out of it.
    """
    with transaction.atomic():
        endorsement = _of_author(pk, actor)
        if endorsement.state not in LIVE or not endorsement.person.is_guest:
            raise WrongState(_("This person needs no link."))
        if written_today(endorsement):
            return False
        renew_link(endorsement, actor=actor)
        return _once_a_day(endorsement, NEW_LINK, actor)


def ask_for_link(link: GuestLink) -> bool:
    """Somebody whose link is dead asks its institution for a new one; told once a day at most."""
    endorsement = (
        Endorsement.objects.filter(proposal_id=link.case_id, person=link.user)
        .exclude(state__in=[EndorsementState.REVOKED, EndorsementState.HANDED_ON])
        .select_related("proposal__lead", "proposal__framework", "organisation", "person", "guest_link")
        .order_by("-invited_at")
        .first()
    )
    return endorsement is not None and _once_a_day(endorsement, LINK_ASKED, Actor(link.user, guest_link=link))


def written_today(endorsement: Endorsement) -> bool:
    """Was the partner invited or reminded on this day already?"""
    told = Reminder.objects.filter(subject_id=endorsement.pk, event__in=MAILED, told_at__gte=_today())
    return endorsement.invited_at >= _today() or told.exists()


def _today() -> datetime:
    return datetime.combine(clocks.today(), time(), tzinfo=clocks.HALIFAX)


def _of_author(pk: UUID, actor: Actor) -> Endorsement:
    """Locked with its case. Raises Http404 for everybody but the case's authors."""
    endorsement: Endorsement = door.lock(ENDORSEMENT, pk)
    get(actor, endorsement.proposal_id, "write")
    return endorsement


def _once_a_day(endorsement: Endorsement, event: str, actor: Actor) -> bool:
    return first_time(
        endorsement.proposal,
        event,
        endorsement.pk,
        endorsement.invited_at,
        _today(),
        actor=actor,
        resolve=resolve(endorsement),
        context=context(endorsement, actor, ""),
        matter=of_endorsement(endorsement),
    )


def _announce(endorsement: Endorsement, event: str, actor: Actor) -> None:
    notifications.announce(
        event,
        resolve(endorsement),
        actor=actor,
        event_key=f"{event}:{endorsement.pk}:{endorsement.version}",
        context=context(endorsement, actor, ""),
        matter=of_endorsement(endorsement),
        case_id=endorsement.proposal_id,
    )
    transaction.on_commit(notifications.ring)
