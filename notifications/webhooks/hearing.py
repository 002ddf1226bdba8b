"""Which organisation's machines hear of which event, and what they are told of it. Pure.

Every event of `notifications.rules` has its line, in `HEARD` or in `UNHEARD`, which says why. An organisation hears
what its people may know, and nothing in anybody's words: see docs/adr/0026-webhooks.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.preferences import LABELS
from partners.roles import OrganisationKind
from workflow.events import OTHER_EVENTS


class Ear(StrEnum):
    """What an organisation is to a case."""

    INSTITUTION = "institution"  # its lead
    PROVINCE = "province"  # from the first submission on
    PARTNER = "partner"  # whose endorsement it is
    OWNER = "owner"  # who stated the need


@dataclass(frozen=True)
class Hearing:
    """An organisation that may know of the event, and the page that its people open. None: every provincial one."""

    ear: Ear
    path: str
    organisation: UUID | None = None


@dataclass(frozen=True)
class Matter:
    """What machines may be told of an event: identifiers, and who may know. `state` is of `subject`, after the move."""

    hearings: tuple[Hearing, ...]
    subject: UUID
    state: str = ""
    case: UUID | None = None
    number: str = ""
    revision: int | None = None


NOTHING = Matter((), UUID(int=0))

I, P, N, O = Ear.INSTITUTION, Ear.PROVINCE, Ear.PARTNER, Ear.OWNER  # noqa: E741

HEARD: dict[str, frozenset[Ear]] = {
    event: frozenset(ears)
    for event, ears in {
        "proposal.create": {I},
        "proposal.open_co_design": {I, P},
        "proposal.close_co_design": {I, P},
        "proposal.request_sign_off": {I, P},
        "proposal.refuse_sign_off": {I, P},
        "proposal.submit": {I, P},
        "proposal.start_review": {I, P},
        "proposal.send_to_full_review": {I, P},
        "proposal.return_for_changes": {I, P},
        "proposal.resubmit": {I, P},
        "proposal.reopen_co_design": {I, P},
        "proposal.recommend": {I, P},
        "proposal.approve": {I, P},
        "proposal.approve_with_conditions": {I, P},
        "proposal.confirm_conditions": {I, P},
        "proposal.decline": {I, P},
        "proposal.reconsider": {I, P},
        "proposal.withdraw": {I, P},
        "proposal.lapse": {I, P},
        "proposal.reopen": {I, P},
        "endorsement.invite": {I, N},
        "endorsement.sign": {I, P, N},
        "endorsement.mark_stale": {I, P, N},
        "endorsement.reaffirm": {I, P, N},
        "endorsement.decline": {I, P, N},
        "endorsement.withdraw": {I, P, N},
        "endorsement.expire": {I, P, N},
        "endorsement.revoke": {I, N},
        "endorsement.hand_on": {I, N},
        "endorsement.take_over": {I, N},
        "endorsement.invite_again": {I, N},
        "review.assign": {P},
        "review.declare_clear": {P},
        "review.declare_possible": {P},
        "review.accept_tie": {P},
        "review.suspend": {P},
        "review.declare_conflict": {P},
        "review.begin": {P},
        "review.submit": {P},
        "review.recuse": {P},
        "review.reopen": {P},
        "listing.publish": {I, P},
        "listing.suspend": {I, P},
        "listing.resume": {I, P},
        "listing.start_teach_out": {I, P},
        "listing.retire": {I, P},
        "listing.renew": {I, P},
        "need.state": {O},
        "need.take_up": {O},
        "need.release": {O},
        "need.meet": {O},
        "need.close": {O},
        "need.supported": {O},
        "join.requested": {P},
        "invitation.reminder": {I, N},
        "invitation.due_changed": {I, N},
        "returned.reminder": {I},
        "condition.reminder": {I},
        "condition.evidenced": {I, P},
        "condition.lacking": {I, P},
        "review.overdue": {P},
        "province.overdue": {P},
        "institution.at_risk": {I},
        "listing.review_due": {I, P},
        "endorsement.support_lost": {P},
    }.items()
}

_LANES: Promise = _("Who may read a conversation depends on its lane; an organisation’s system is in none.")
_PERSON: Promise = _("It concerns one person, not an organisation.")
UNHEARD: dict[str, Promise] = {
    "proposal.take_back": _("It is possible only before anybody was told, so there is nothing to correct."),
    "listing.prepare": _("The decision is still held; nothing is public."),
    "endorsement.open": _("Reading an invitation is not news."),
    "endorsement.draft": _("A draft is the partner’s own."),
    "absence.announced": _PERSON,
    "absence.ended": _PERSON,
    "invitation.link_asked": _PERSON,
    "invitation.new_link": _PERSON,
    "webhook.paused": _("It would have to go to the very address that does not answer; administrators get a mail."),
    **dict.fromkeys(
        (
            *("comment.added", "comment.mentioned", "comment.resolved", "comment.reopened"),
            *("suggestion.made", "suggestion.accepted", "suggestion.declined"),
            *("reply.refused", "reply.files_left_out"),
        ),
        _LANES,
    ),
}

EARS_OF: dict[str, frozenset[Ear]] = {
    OrganisationKind.INSTITUTION: frozenset({I, O}),
    OrganisationKind.PARTNER: frozenset({N, O}),
    OrganisationKind.PROVINCE: frozenset({P}),
}


def offered(kind: str) -> list[str]:
    """Events that an organisation of this kind can hear of, in the order of the table of notices."""
    return [event for event in LABELS if HEARD.get(event, frozenset()) & EARS_OF[kind]]


def message(event: str, matter: Matter, *, at: datetime, url: str) -> dict[str, Any]:
    """What is sent, by the Standard Webhooks: thin, since who wants to know more asks with permissions of its own.

    Only moves have a state: what else happens must not show the state of a case whose decision is held.
    """
    moved = event not in OTHER_EVENTS and event in LABELS
    machine, _dot, transition = event.partition(".")
    return _enveloped(
        event,
        at,
        {
            "machine": machine if moved else None,
            "transition": transition if moved else None,
            "state": matter.state if moved else None,
            "subject": str(matter.subject),
            "case": str(matter.case) if matter.case else None,
            "number": matter.number or None,
            "revision": matter.revision,
            "url": url,
        },
    )


def trial(event: str, *, at: datetime, url: str) -> dict[str, Any]:
    return _enveloped(event, at, {"url": url})


def _enveloped(event: str, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": event, "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), "data": data}
