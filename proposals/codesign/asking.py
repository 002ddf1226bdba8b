"""What the partner's pages have in common: whose endorsement it is, what is asked, and what stands there already."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from partners.actors_http import actor_of
from proposals import door, selectors
from proposals.codesign import endorsing
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT
from proposals.codesign.reading import competencies
from proposals.codesign.statement_form import Asked
from proposals.facts import framework_of
from workflow import clocks
from workflow.services import Answer
from workflow.states import EndorsementState

SIGNING = frozenset({"sign", "reaffirm"})


def own(request: HttpRequest, pk: str) -> tuple[selectors.Access, Endorsement]:
    """Raises Http404: this case asks the reader for nothing."""
    endorsement = selectors.own_endorsement(actor_of(request), pk)
    return selectors.get(actor_of(request), pk), endorsement


def answers(request: HttpRequest, endorsement: Endorsement) -> list[Answer]:
    """A statement is signed from an invitation too: the first act opens it."""
    actor = actor_of(request)
    found = door.answers(ENDORSEMENT, endorsement, actor=actor)
    if endorsement.state == EndorsementState.INVITED:
        names = {one.row.name for one in found}
        once_opened = endorsing.answers_once_opened(endorsement, actor=actor)
        return [*found, *(one for one in once_opened if one.row.name not in names)]
    return found


def signing(found: list[Answer]) -> Answer | None:
    """The move that signs, where this person may make it from here and the case takes endorsements."""
    return next((one for one in found if one.row.name in SIGNING and one.permitted), None)


def asked(endorsement: Endorsement, content: Mapping[str, Mapping[str, Any]]) -> Asked:
    rule = framework_of(endorsement.proposal).endorsement
    return Asked(competencies(content), content.get("C", {}).get("noc") or [], rule.sections)


def begun(endorsement: Endorsement) -> dict[str, Any]:
    """The draft; before anything is said, what we have on record, and the framework's validity."""
    if endorsement.draft:
        return dict(endorsement.draft)
    months = framework_of(endorsement.proposal).endorsement.validity_months
    until = clocks.today() + timedelta(days=365 * months // 12)
    return {**endorsing.on_record(endorsement), "valid_until": until.isoformat()}
