"""The fast track: who may go the short way, and what sends a case back to the full review."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from proposals.codesign.statement import Degree
from proposals.dossiers import Dossier, dossier
from proposals.models import Proposal, Track
from proposals.overlap.selectors import near
from workflow import clocks
from workflow.framework import Framework
from workflow.models import TransitionRecord

BLOTS = {"proposal": ("decline", "lapse"), "listing": ("suspend",)}
ASKS = frozenset({"submit", "resubmit", "reconsider"})


def track_for(proposal: Proposal) -> str:
    """Fast where it is asked for and nothing speaks against it."""
    case = dossier(proposal)
    return Track.FAST if asked(case) and not obstacles(case) else Track.FULL


def details(proposal: Proposal, name: str) -> dict[str, Any]:
    """A submission's record says the track it takes."""
    return {"track": str(track_for(proposal))} if name in ASKS else {}


def asked(case: Dossier) -> bool:
    return bool(case.content.get("A", {}).get("fast_track"))


def fits_fast_track(content: Mapping[str, Any], framework: Framework) -> bool:
    """As far as the document says; partners, what is near and the institution's record the document cannot know."""
    return bool(content.get("A", {}).get("fast_track")) and not _of_document(content, framework)


def obstacles(case: Dossier) -> list[str]:
    """Why this case cannot take the fast track, by the framework's rule; empty where it can."""
    found = [_("The fast track is for a first submission.")] if case.proposal.round else []
    found += _of_document(case.content, case.framework)
    if not any(_full(answers) for _, answers in case.signed):
        found.append(_("No partner confirms both the demand and the assessment without reserve."))
    if near(case.proposal, case.content):
        found.append(_("It is near an offer that exists."))
    if _blots(case):
        sentence = _("In the last %(months)s months a proposal was declined or lapsed, or a listing suspended.")
        found.append(sentence % {"months": case.framework.fast_track.record_months})
    return found


def _of_document(content: Mapping[str, Any], framework: Framework) -> list[str]:
    rule, delivery = framework.fast_track, content.get("G", {})
    hours = delivery.get("total_hours")
    found = []
    if rule.non_credit and delivery.get("credit_status") != "non_credit":
        found.append(_("The fast track is for non-credit microcredentials."))
    if not isinstance(hours, int | float) or hours > rule.max_hours:
        found.append(_("The fast track is for at most %(hours)s hours.") % {"hours": rule.max_hours})
    return found


def _full(answers: Mapping[str, Any]) -> bool:
    """Demand and assessment are each confirmed with a plain yes."""
    return answers.get("demand") == Degree.YES and answers.get("assessment") == Degree.YES


def _blots(case: Dossier) -> bool:
    """What stains the institution's record; decisions that are taken back or still held do not."""
    now = clocks.now()
    since = now - timedelta(days=30 * case.framework.fast_track.record_months)
    moves = TransitionRecord.objects.filter(
        at__gte=since, case_id__in=Proposal.objects.filter(lead=case.proposal.lead_id).values("pk")
    )
    for machine, names in BLOTS.items():
        for record in moves.filter(machine=machine, transition__in=names):
            if record.transition != "decline" or _stands(record):
                return True
    return False


def _stands(record: TransitionRecord) -> bool:
    """Is this decision told, and not taken back?"""
    taken_back = TransitionRecord.objects.filter(subject_id=record.subject_id, id__gt=record.pk, transition="take_back")
    held = Proposal.objects.filter(pk=record.subject_id, held_until__gt=clocks.now())
    return not taken_back.exists() and not held.exists()
