"""What is to be seen of the site after an act, and what the model says of the same."""

from typing import Any
from uuid import UUID

from django.db import connection

from tests.machines.model import Model
from tests.machines.system import System
from workflow.models import TransitionRecord

LOOK = """
SELECT 'case', id, state, version, round, track FROM proposals_proposal WHERE id IN ({cases})
UNION ALL SELECT 'endorsement', id, state, version, 0, '' FROM codesign_endorsement WHERE proposal_id = %s
UNION ALL SELECT 'review', reviewer_id, state, version, 0, '' FROM review_review WHERE proposal_id = %s
UNION ALL SELECT 'listing', id, state, version, 0, '' FROM register_listing WHERE proposal_id = %s
UNION ALL SELECT 'need', id, state, version, 0, '' FROM needs_need WHERE id IN ({needs})
UNION ALL SELECT 'records', NULL, '', COUNT(*), 0, '' FROM workflow_transitionrecord WHERE case_id IN ({own})
"""


def _marks(keys: list[Any]) -> str:
    return ", ".join(["%s"] * len(keys))


def expected(model: Model) -> dict[str, Any]:
    """The model, in the words of `seen`."""
    case = model.case
    return {
        "case": [case.state, case.version, case.round, case.track],
        "rival": [model.rival.state, model.rival.version] if model.rival else None,
        "endorsements": [[one.state, one.version] for one in model.endorsements],
        "reviews": {key: [one.state, one.version] for key, one in model.reviews.items()},
        "listing": [model.listing.state, model.listing.version] if model.listing else None,
        "needs": [[one.state, one.version] for one in model.needs],
        "records": model.records,
    }


def _key(pk: UUID) -> Any:
    return pk.hex if connection.vendor == "sqlite" else pk


def seen(system: System) -> dict[str, Any]:
    """Everything that the model speaks of, in one query."""
    of_case = [_key(one) for one in (system.case, system.rival) if one]
    own = [*of_case, *map(_key, system.needs)]
    with connection.cursor() as cursor:
        cursor.execute(
            LOOK.format(cases=_marks(of_case), needs=_marks(system.needs), own=_marks(own)),
            [*of_case, of_case[0], of_case[0], of_case[0], *map(_key, system.needs), *own],
        )
        rows = cursor.fetchall()
    found = {kind: {} for kind in ("case", "endorsement", "review", "listing", "need", "records")}
    for kind, key, *values in rows:
        found[kind][UUID(str(key)) if kind != "records" else ""] = values
    reviewers = {user.pk: key for key, user in system.people.items()}
    return {
        "case": found["case"][system.case],
        "rival": found["case"][system.rival][:2] if system.rival else None,
        "endorsements": [found["endorsement"][pk][:2] for pk in system.endorsements],
        "reviews": {reviewers[pk]: values[:2] for pk, values in found["review"].items()},
        "listing": next((values[:2] for values in found["listing"].values()), None),
        "needs": [found["need"][pk][:2] for pk in system.needs],
        "records": found["records"][""][1],
    }


def records(system: System) -> list[tuple[str, str, str, str, UUID]]:
    """Every move of the case, its needs and its rival so far: machine, name, source, target, subject."""
    rows = TransitionRecord.objects.filter(case_id__in=[system.case, *system.needs, *filter(None, [system.rival])])
    return list(rows.order_by("id").values_list("machine", "transition", "source", "target", "subject_id"))
