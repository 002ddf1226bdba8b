"""The fast track ends at the first criterion that is not met: then everything is judged, by everybody needed."""

from collections.abc import Mapping

from partners.actors import SYSTEM
from proposals import door
from proposals.models import Proposal, Track
from proposals.passages import PROPOSAL
from proposals.review.models import DEMANDS_CHANGE


def widen(proposal: Proposal, verdicts: Mapping[str, str]) -> bool:
    """Send a fast case to the full review where one of `verdicts`, {criterion: value}, demands a change."""
    failing = sorted(key for key, value in verdicts.items() if value in DEMANDS_CHANGE)
    if not failing or Proposal.objects.filter(pk=proposal.pk, track=Track.FAST).first() is None:
        return False
    reason = f"Not fully met: {', '.join(failing)}."
    door.act(PROPOSAL, proposal.pk, "send_to_full_review", actor=SYSTEM, seen_version=None, reason=reason)
    return True
