"""The invitations of a case as its authors see them, each with what may be done with it; for one page of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.selectors import Delivery, last_mail
from proposals.codesign.following_up import ANSWERABLE, LINK_ASKED, LIVE, MAILED
from proposals.codesign.inviting import INVITING
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import other_domain
from proposals.models import Reminder
from proposals.selectors import Access
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.process import find
from workflow.states import ENDORSEMENT_UNANSWERED, ProposalState

ACTIONS: dict[str, Promise] = {
    "remind": _("Remind now"),
    "due": _("Change the day to answer by"),
    "link": _("Send a new link"),
    "again": _("Invite again"),
    "revoke": _("Take the invitation back"),
}


@dataclass(frozen=True)
class Line:
    """`written`: invited or reminded last; `asked`: for a new link; `reason`: of the last move that gave one.

    `mail` is the last one to them, and whether it arrived; `opened` when they came to the page themselves.
    """

    endorsement: Endorsement
    written: datetime
    reminded: datetime | None
    asked: datetime | None
    reason: str
    actions: list[tuple[str, Promise]]
    mail: Delivery | None
    opened: datetime | None

    @property
    def unanswered(self) -> bool:
        return self.endorsement.state in ENDORSEMENT_UNANSWERED

    @property
    def late(self) -> bool:
        return self.unanswered and self.endorsement.due_at < clocks.now()

    @property
    def handed_to(self) -> Endorsement | None:
        return getattr(self.endorsement, "handed_on_to", None)

    @property
    def other_domain(self) -> bool:
        """Does this colleague's address share no mail domain with whoever named them?"""
        first = self.endorsement.handed_on_by
        return first is not None and other_domain(first, self.endorsement.person)


def invitations(access: Access) -> QuerySet[Endorsement]:
    people = ("organisation", "person", "invited_by", "guest_link", "handed_on_by__person", "handed_on_to__person")
    return Endorsement.objects.filter(proposal=access.proposal).select_related(*people)


def invitation(access: Access, pk: UUID | str) -> Endorsement:
    """Raises Http404 where it is not one of this case's."""
    found = invitations(access).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.proposal = access.proposal
    return found


def lines(access: Access, endorsements: Iterable[Endorsement]) -> list[Line]:
    """Four queries, however many."""
    rows = list(endorsements)
    keys = [row.pk for row in rows]
    told: dict[tuple[UUID, str], datetime] = {}
    for one in Reminder.objects.filter(subject_id__in=keys).order_by("told_at"):
        told[one.subject_id, one.event] = one.told_at
    reasons = dict(
        TransitionRecord.objects.filter(subject_id__in=keys)
        .exclude(reason="")
        .order_by("id")
        .values_list("subject_id", "reason")
    )
    opened = dict(
        TransitionRecord.objects.filter(subject_id__in=keys, transition="open")
        .order_by("-id")
        .values_list("subject_id", "at")
    )
    mails = last_mail(access.proposal.pk, [row.person_id for row in rows])
    return [
        _line(access, row, told, reasons.get(row.pk, ""), mails.get(row.person_id), opened.get(row.pk)) for row in rows
    ]


def _line(
    access: Access,
    row: Endorsement,
    told: dict[tuple[UUID, str], datetime],
    reason: str,
    mail: Delivery | None,
    opened: datetime | None,
) -> Line:
    reminded = max((told[row.pk, event] for event in MAILED if (row.pk, event) in told), default=None)
    written = max(row.invited_at, reminded) if reminded else row.invited_at
    names = possible(access, row, written)
    return Line(
        endorsement=row,
        written=written,
        reminded=reminded,
        asked=told.get((row.pk, LINK_ASKED)),
        reason="" if row.state in LIVE else reason,
        actions=[(name, label) for name, label in ACTIONS.items() if name in names],
        mail=mail,
        opened=opened,
    )


def possible(access: Access, row: Endorsement, written: datetime) -> set[str]:
    """What an author may do now; who was written to today is left in peace."""
    if "write" not in access.permissions:
        return set()
    unanswered, today = row.state in ENDORSEMENT_UNANSWERED, clocks.local_date(written) == clocks.today()
    checks = {
        "remind": unanswered and access.state in ANSWERABLE and not today,
        "due": unanswered,
        "link": row.state in LIVE and row.person.is_guest and access.state != ProposalState.DRAFT and not today,
        "again": find("endorsement", "invite_again", row.state) is not None and access.state in INVITING,
        "revoke": find("endorsement", "revoke", row.state) is not None,
    }
    return {name for name, holds in checks.items() if holds}
