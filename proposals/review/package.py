"""The decision package: what was decided, on which text, with which endorsements, frozen under one SHA-256."""

import secrets
from typing import Any

from proposals.codesign.models import Statement
from proposals.facts import dossier
from proposals.models import Proposal, Revision
from proposals.records import redaction
from proposals.review.models import DecisionPackage, Outcome, Recommendation
from workflow.canonical import sha256
from workflow.models import TransitionRecord
from workflow.states import ENDORSEMENT_CURRENT

FORMAT, VERSION = "tidemark-decision-package", 2


def freeze(proposal: Proposal, record: TransitionRecord, outcome: Outcome) -> DecisionPackage:
    """Must run in the transaction of the decision, after the move."""
    openings: dict[str, Any] = {}
    content = contents(proposal, outcome, openings)
    return DecisionPackage.objects.create(
        proposal=proposal,
        outcome=outcome,
        round=proposal.round,
        content=content,
        sha256=digest(content),
        openings=openings,
        decided_by=record.actor,
        at=record.at,
    )


def digest(content: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON (`workflow.canonical`)."""
    return sha256(content)


def contents(proposal: Proposal, outcome: str, openings: dict[str, Any]) -> dict[str, Any]:
    """`openings` takes what shows the digests of confidential answers to be theirs."""
    case = dossier(proposal)
    revision = Revision.objects.get(proposal=proposal, number=proposal.frozen_revision)
    draft = Recommendation.objects.filter(proposal=proposal, round=proposal.round).first()
    return {
        "format": FORMAT,
        "version": VERSION,
        "number": proposal.number,
        "outcome": outcome,
        "round": proposal.round,
        "framework": proposal.framework.name if proposal.framework else "",
        "framework_version": _framework(proposal),
        "revision": {"number": revision.number, "content": revision.content, "hashes": revision.full},
        "endorsements": _statements(proposal, openings),
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


def _framework(proposal: Proposal) -> dict[str, Any]:
    """Which version, and the hash of everything that it says."""
    version = proposal.framework
    if version is None:
        return {}
    return {
        "id": str(version.pk),
        "effective_from": version.effective_from.isoformat(),
        "sha256": sha256(version.content),
    }


def _statements(proposal: Proposal, openings: dict[str, Any]) -> list[dict[str, Any]]:
    """The latest statement of every current endorsement. What was supplied in confidence is there by its digest: the
    package leaves the case, and the statement itself stays in it, unchanged."""
    current = Statement.objects.filter(
        endorsement__proposal=proposal, endorsement__state__in=ENDORSEMENT_CURRENT
    ).select_related("endorsement__organisation")
    latest = {row.endorsement_id: row for row in current.order_by("endorsement__invited_at", "number")}
    return [
        {
            "organisation": row.endorsement.organisation.name,
            "statement": {"endorsement": str(row.endorsement_id), "number": row.number},
            **_answers(row.answers, openings),
            "hashes": row.hashes,
            "language": row.language,
            "at": row.at.isoformat(),
        }
        for row in latest.values()
    ]


def _answers(answers: dict[str, Any], openings: dict[str, Any]) -> dict[str, Any]:
    held = sorted(set(answers.get("confidential") or []) & set(answers))
    closed: dict[str, Any] = {}
    for key in held:
        opened = {"salt": secrets.token_hex(16), "value": answers[key]}
        closed[key] = redaction.withheld(opened, "supplied in confidence")
        openings[closed[key]["digest"]] = opened
    return {
        "answers": {key: value for key, value in answers.items() if key not in held},
        "confidential": closed,
    }
