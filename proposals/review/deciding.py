"""The recommendation and its letter, written for whoever decides."""

from typing import Any
from uuid import UUID

from django.db import transaction

from partners.actors import Actor
from proposals import door
from proposals.review import letters
from proposals.review.locked import IN_PROVINCE, coordinated
from proposals.review.models import Recommendation
from workflow import clocks


def recommend_draft(
    pk: UUID,
    *,
    actor: Actor,
    outcome: str,
    reasons: str,
    letter: str,
    language: str,
    seen_version: int | None = None,
) -> Recommendation:
    """Write or edit the recommendation and the letter of the present round, until the decision is taken.

    An empty `letter` is drafted from the verdicts, the reasons and the conditions, in `language`.
    """
    with transaction.atomic():
        proposal = coordinated(pk, actor, IN_PROVINCE)
        door.touch(proposal, seen_version=seen_version)
        letter = letter.strip() or letters.draft(proposal, outcome, reasons, language)
        values: dict[str, Any] = {
            "outcome": outcome,
            "reasons": reasons,
            "letter": letter,
            "language": language,
            "by": actor.user,
            "at": clocks.now(),
        }
        draft, _created = Recommendation.objects.update_or_create(
            proposal=proposal, round=proposal.round, defaults=values
        )
    return draft
