"""Many histories in little time: the demo's cases, copied row by row, each with something of its own.

What is copied is what the facts read: the case, its newest revision, endorsements with their statements, reviews,
consensus, changes, conditions, recommendation, and the moves.
"""

import random
from collections.abc import Iterable
from copy import deepcopy
from typing import Any
from uuid import UUID, uuid4

from proposals.codesign.models import Endorsement, Statement
from proposals.models import Proposal, Revision
from proposals.review.models import Condition, Consensus, Recommendation, RequiredChange, Review
from workflow.models import TransitionRecord
from workflow.states import DECIDED, OPEN

RELATED = (Consensus, RequiredChange, Condition, Recommendation)


def generate(count: int, seed: int = 5) -> list[Proposal]:
    """`count` more cases in the states of the demo's, by the same seed the same."""
    chance = random.Random(seed)
    models = [_Model(case) for case in Proposal.objects.filter(state__in=DECIDED | OPEN).order_by("number")]
    rows: dict[type, list[Any]] = {}
    made = [chance.choice(models).copy(number, chance, rows) for number in range(count)]
    for model, found in rows.items():
        model._default_manager.bulk_create(found, batch_size=200)
    return made


class _Model:
    """A case of the demo with its rows, read once."""

    def __init__(self, case: Proposal) -> None:
        self.case = case
        self.revision = Revision.objects.filter(proposal=case).order_by("-number").first()
        self.endorsements = list(Endorsement.objects.filter(proposal=case))
        self.statements = {row.endorsement_id: row for row in Statement.objects.filter(endorsement__proposal=case)}
        self.reviews = list(Review.objects.filter(proposal=case))
        self.related = {model: list(model._default_manager.filter(proposal=case)) for model in RELATED}
        self.moves = list(TransitionRecord.objects.filter(subject_id=case.pk).order_by("id"))

    def copy(self, number: int, chance: random.Random, rows: dict[type, list[Any]]) -> Proposal:
        def add(row: Any, **changes: Any) -> Any:
            copied = deepcopy(row)
            for name, value in {"pk": _key(row), **changes}.items():
                setattr(copied, name, value)
            copied._state.adding = True
            rows.setdefault(type(row), []).append(copied)
            return copied

        key = uuid4()
        case = add(self.case, pk=key, number=f"GEN-{number:05}", title=f"{self.case.title[:90]} {number}", source_id="")
        content = changed(self.revision.content, chance)
        revision = add(self.revision, proposal_id=key, content=content) if self.revision else None
        for row in self.endorsements:
            endorsement = add(row, proposal_id=key, guest_link=None, handed_on_by=None)
            if row.pk in self.statements:
                answers = {**self.statements[row.pk].answers, "demand": chance.choice(["yes", "yes", "partly", "no"])}
                add(self.statements[row.pk], endorsement_id=endorsement.pk, revision_id=None, answers=answers)
                rows[Statement][-1].revision = revision
        for row in (*self.reviews, *(one for found in self.related.values() for one in found)):
            add(row, proposal_id=key)
            if isinstance(row, Consensus) and chance.random() < 0.1:
                rows[Consensus][-1].value = chance.choice(["0", "1", "2"])
        for row in self.moves:
            add(row, uuid=uuid4(), subject_id=key, case_id=key, idempotency_key=None)
        return case


def changed(content: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Something is missing, or longer, or shorter than in the demo."""
    found = deepcopy(content)
    for key, name in _some(found, chance):
        del found[key][name]
    delivery = found.get("G", {})
    if "total_hours" in delivery:
        delivery["total_hours"] = chance.choice([12, 40, 60, 90, 200])
    if chance.random() < 0.3:
        found.setdefault("A", {})["fast_track"] = True
    return found


def _some(content: dict[str, Any], chance: random.Random) -> Iterable[tuple[str, str]]:
    places = [(key, name) for key, values in content.items() for name in values if key not in {"A", "K"}]
    return chance.sample(places, k=min(len(places), chance.choice([0, 0, 0, 1, 2])))


def _key(row: Any) -> UUID | None:
    return uuid4() if isinstance(row.pk, UUID) else None
