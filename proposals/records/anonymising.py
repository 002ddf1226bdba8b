"""An account is anonymised: nobody can be reached or recognised by it any more, and no record changes.

What the person wrote and signed stays: it is a record of the case, and part of revisions and statements under a hash.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from notifications import forgetting
from partners import anonymising as accounts
from partners.actors import Actor
from partners.models import User
from proposals.codesign.models import Endorsement
from proposals.models import Proposal, ProposalUserPermission
from proposals.records.models import Anonymised
from proposals.records.selectors import administrator_of, held_cases_of
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, ReasonMissing

NAMED = 5


def anonymise(person: User, *, actor: Actor, reason: str) -> Anonymised:
    """By an administrator, or by the operator's command (the system). A second time it answers what was done.

    Raises:
        NotYours: not this person's administrator. ReasonMissing. GateClosed: the person is on a case under legal hold.
    """
    if not actor.is_system and not administrator_of(actor, person):
        raise NotYours
    if not reason.strip():
        raise ReasonMissing(_("Give a reason."))
    with transaction.atomic():
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        done = Anonymised.objects.filter(person=person).first()
        if done is not None:
            return done
        held = list(held_cases_of(person).values_list("number", flat=True)[: NAMED + 1])
        if held:
            raise GateClosed(hindrance(held))
        address, name = person.email, person.name
        accounts.anonymise(person)
        ProposalUserPermission.objects.filter(user=person).delete()
        forgetting.forget_address(person, address)
        forgetting.forget_name(_cases_of(person), name, accounts.name_of(person))
        _in_marks(person, name)
        return Anonymised.objects.create(person=person, reason=reason.strip(), by=actor.user, at=clocks.now())


def hindrance(numbers: list[str]) -> str:
    """Why not: these cases are on hold."""
    shown = ", ".join(numbers[:NAMED]) + (" …" if len(numbers) > NAMED else "")
    return _("This person took part in cases under legal hold: %(numbers)s. Anonymise after the hold is lifted.") % {
        "numbers": shown
    }


def _cases_of(person: User) -> set[UUID]:
    """Where this person acted, endorsed, reviewed or talked."""
    acted = TransitionRecord.objects.filter(actor=person).values_list("case_id", flat=True)
    joined = Proposal.objects.filter(
        Q(endorsements__person=person) | Q(reviews__reviewer=person) | Q(threads__comments__author=person)
    )
    return {*acted, *joined.values_list("pk", flat=True)}


def _in_marks(person: User, old: str) -> None:
    """Stale marks say who edited."""
    marked = Endorsement.objects.filter(stale_because__by=old, proposal__revisions__author=person).distinct()
    for row in marked.iterator(chunk_size=100):
        because = {**row.stale_because, "by": accounts.name_of(person)}
        Endorsement.objects.filter(pk=row.pk).update(stale_because=because)
