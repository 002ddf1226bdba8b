"""The decision package: what was decided, on which text, with which endorsements, frozen under one SHA-256."""

import hashlib
import json
from typing import Any

from proposals.codesign.models import Statement
from proposals.codesign.statement import without_confidential
from proposals.facts import dossier
from proposals.models import Proposal, Revision
from proposals.review.models import DecisionPackage, Outcome, Recommendation
from workflow.models import TransitionRecord
from workflow.states import ENDORSEMENT_CURRENT


def freeze(proposal: Proposal, record: TransitionRecord, outcome: Outcome) -> DecisionPackage:
    """Must run in the transaction of the decision, after the move."""
    content = contents(proposal, outcome)
    return DecisionPackage.objects.create(
        proposal=proposal,
        outcome=outcome,
        round=proposal.round,
        content=content,
        sha256=digest(content),
        decided_by=record.actor,
        at=record.at,
    )


def digest(content: dict[str, Any]) -> str:
    """SHA-256 (hex) of the JSON with sorted keys, no white space, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def contents(proposal: Proposal, outcome: str) -> dict[str, Any]:
    case = dossier(proposal)
    revision = Revision.objects.get(proposal=proposal, number=proposal.frozen_revision)
    draft = Recommendation.objects.filter(proposal=proposal, round=proposal.round).first()
    return {
        "number": proposal.number,
        "outcome": outcome,
        "round": proposal.round,
        "framework": proposal.framework.name if proposal.framework else "",
        "revision": {"number": revision.number, "content": revision.content, "hashes": revision.full},
        "endorsements": _statements(proposal),
        "verdicts": [
            {"criterion": row.criterion, "value": row.value, "comment": row.comment} for row in case.consensus
        ],
        "conditions": [
            {
                "number": row.number,
                "criterion": row.criterion,
                "text": row.text,
                "owner": row.owner,
                "due": row.due.isoformat() if row.due else "",
            }
            for row in case.conditions
        ],
        "letter": {"language": draft.language, "text": draft.letter} if draft else {},
        "reasons": draft.reasons if draft else "",
    }


def _statements(proposal: Proposal) -> list[dict[str, Any]]:
    """The latest statement of every current endorsement, without what was supplied in confidence: the package leaves
    the case, and the statement itself stays in it, unchanged."""
    current = Statement.objects.filter(
        endorsement__proposal=proposal, endorsement__state__in=ENDORSEMENT_CURRENT
    ).select_related("endorsement__organisation")
    latest = {row.endorsement_id: row for row in current.order_by("endorsement__invited_at", "number")}
    return [
        {
            "organisation": row.endorsement.organisation.name,
            "statement": {"endorsement": str(row.endorsement_id), "number": row.number},
            "answers": without_confidential(row.answers),
            "hashes": row.hashes,
            "language": row.language,
            "at": row.at.isoformat(),
        }
        for row in latest.values()
    ]
