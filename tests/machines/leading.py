"""What leads on from where a case is: moves by whoever may, and the papers that they need."""

from collections.abc import Collection, Iterator

from tests.machines.described import WAYS, Way
from tests.machines.model import CURRENT, UNANSWERED, Act, Endorsement, Model

PEOPLE = {role: role for role in ("author", "signatory", "coordinator", "approver", "system", "owner")}
PEOPLE["any_author"] = "author"
COLLEAGUE = {"partner": "colleague", "second_partner": "second_colleague"}
COLLEAGUE |= {colleague: partner for partner, colleague in COLLEAGUE.items()}
PAPERS: dict[str, list[tuple[str, str]]] = {
    "draft": [("author", "endorsement.invite: partner"), ("author", "edit: A: fast"), ("author", "edit: C: second")],
    "co_design": [
        ("author", "endorsement.invite: second_partner"),
        ("author", "edit: C: second"),
        ("author", "declare"),
    ],
    "sign_off": [("signatory", "declare")],
    "submitted": [("coordinator", "require"), ("coordinator", "review.assign"), ("coordinator", "review.assign")],
    "under_review": [
        ("coordinator", "agree: 3"),
        ("coordinator", "agree: 1"),
        ("coordinator", "letter: approve"),
        ("coordinator", "condition"),
        ("coordinator", "require"),
        ("coordinator", "review.assign"),
    ],
    "decision_pending": [
        ("coordinator", "letter: approve"),
        ("coordinator", "letter: approve_with_conditions"),
        ("coordinator", "letter: decline"),
        ("coordinator", "condition"),
        ("coordinator", "require"),
    ],
    "returned": [
        ("author", "answer"),
        ("author", "edit: C: second"),
        ("author", "explain"),
        ("system", "wait: months"),
        ("system", "jobs"),
    ],
    "approved_with_conditions": [("author", "evidence"), ("system", "wait: months"), ("system", "jobs")],
    "approved": [("system", "wait: minutes"), ("system", "jobs")],
    "declined": [("system", "wait: minutes"), ("system", "jobs")],
}
LIVE = UNANSWERED | CURRENT | {"stale"}
EFFECTS = {
    ("endorsement", "mark_stale"),
    ("review", "reopen"),
    ("review", "suspend"),
    ("proposal", "send_to_full_review"),
}


Transition = tuple[str, str, str]  # (machine, name, source)


def leading_on(model: Model, number: int, visited: Collection[Transition] = ()) -> Act:
    """The `number`-th of them, around and around; only those that would visit something new, if there are any."""
    found = list(_all(model))
    new = [act for act, ways in found if any(way not in visited for way in ways)]
    pool = new or [act for act, _ways in found]
    return pool[number % len(pool)]


def _all(model: Model) -> Iterator[tuple[Act, list[Transition]]]:
    """Each with the transitions that it would make, where it is for their sake."""
    for way in WAYS:
        if (way.machine, way.name) not in EFFECTS:
            for act, source in _moves(model, way):
                yield act, [(way.machine, way.name, source)]
    for who, what in PAPERS.get(model.case.state, []):
        name, _colon, choice = what.partition(": ")
        if name == "review.assign":
            yield from ((Act(name, who, which=key), []) for key in ("reviewer", "second") if key not in model.reviews)
        else:
            yield Act(name, who, choice), []
    for key, review in model.reviews.items():
        if review.state in {"declared", "in_progress", "submitted"}:
            yield Act("tie", "system", which=key), [("review", "suspend", review.state)]
        if review.state in {"declared", "in_progress"}:
            yield from ((Act("judge", key, value, key), []) for value in ("3", "1"))
    if model.listing and model.listing.state == "published":
        yield Act("wait", "system", "years"), []
    if any(one.state in LIVE and model.over(one) for one in model.endorsements):
        yield Act("jobs", "system"), [("endorsement", "expire", one.state) for one in model.endorsements]
    if model.case.state in {"draft", "co_design", "returned"}:
        other = "first" if model.case.text["C"] == "second" else "second"
        yield Act("edit", "author", f"C: {other}"), [("endorsement", "mark_stale", one.state) for one in signed(model)]


def signed(model: Model) -> list[Endorsement]:
    return [one for one in model.endorsements if one.state in CURRENT]


def _moves(model: Model, way: Way) -> Iterator[tuple[Act, str]]:
    """Each with the state that it leads on from."""
    name = f"{way.machine}.{way.name}"
    role = sorted(way.who)[0]
    who = PEOPLE.get(role, model.case.decider or "approver")
    if way.machine == "proposal" and model.case.state in way.sources:
        yield Act(name, who), model.case.state
    if way.machine == "listing" and model.listing and model.listing.state in way.sources:
        yield Act(name, who), model.listing.state
    if way.machine == "need":
        yield from (
            (Act(name, who, which=at), one.state) for at, one in enumerate(model.needs) if one.state in way.sources
        )
    if way.machine == "review":
        for key, one in model.reviews.items():
            if one.state in way.sources:
                yield Act(name, key if role == "assignee" else who, which=key), one.state
    if way.machine == "endorsement":
        for at, invited in enumerate(model.endorsements):
            if invited.state in way.sources:
                person = invited.person if role in {"endorser", "contributor"} else who
                yield _partners(way, person, at), invited.state


def _partners(way: Way, who: str, at: int) -> Act:
    match way.name:
        case "sign" | "reaffirm":
            return Act("endorsement.sign", who, "yes", at)
        case "hand_on":
            return Act("endorsement.hand_on", who, COLLEAGUE[who], at)
    return Act(f"endorsement.{way.name}", who, which=at)
