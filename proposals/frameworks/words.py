"""What a closed gate is called where it is counted: the gates' own sentences speak of one proposal."""

from django.utils.translation import gettext_lazy as _

from proposals.codesign.statement import SpeaksFor
from proposals.frameworks.numbers import CHECKED
from proposals.frameworks.shapes import Text
from proposals.frameworks.stages import REVIEW
from workflow.states import ProposalState as P

GATES: dict[str, Text] = {
    "ready": _("The document is not complete"),
    "endorsed": _("Too few endorsements from outside"),
    "endorsed_independently": _("Too few endorsements without an interest of the partner’s own"),
    "endorsed_confirming": _("Too few endorsements that confirm what is asked"),
    "endorsed_by_kind": _("No endorsement by a kind of partner that is asked for"),
    "endorsements_settled": _("An endorsement is not settled"),
    "declarations_accepted": _("A declaration is not accepted"),
    "reviewers_clear": _("Too few reviewers"),
    "reviews_in": _("A review is not in"),
    "consensus_reached": _("No agreed verdict"),
    "recommendation_written": _("No recommendation"),
    "gate_criteria_met": _("A gate criterion is not met"),
    "gate_criteria_met_or_conditioned": _("A gate criterion is not met, and no condition covers it"),
    "changes_answered": _("A required change is not answered"),
    "comments_settled": _("A comment is not settled"),
    "conditions_met": _("A condition is not met"),
    "condition_set": _("No condition is set"),
    "told": _("The decision can still be taken back"),
}
STAGES: dict[str, Text] = {
    P.SUBMITTED: _("Completeness and assignment"),
    REVIEW: _("Review, to a decision"),
    P.RETURNED: _("The institution’s answer to a return"),
}


def reason(gate: str, named: str) -> str:
    """A gate, and what it names, in the reader's language."""
    label = str(GATES.get(gate, gate))
    if not named:
        return label
    what = CHECKED.get(named) or dict(SpeaksFor.choices).get(named) or named
    return f"{label}: {what}"
