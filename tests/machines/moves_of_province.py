"""The Province’s papers and reviews, in the model."""

from tests.machines.model import GATE, NOT_YOURS, PROVINCE, WEAK, WRONG_STATE, Act, Model, Refused, Review, Verdict
from tests.machines.moves_of_case import PROBLEM, widened
from workflow.calendar import add_calendar_days, end_of_day

DECIDING = frozenset({"coordinator", "approver"})
CONDITION_DAYS = 30


def papers(model: Model, act: Act, states: frozenset[str]) -> None:
    model.need_one(bool(model.standing(act.who) & DECIDING), NOT_YOURS)
    model.need_one(model.case.state in states, WRONG_STATE)


def require(model: Model, act: Act) -> None:
    papers(model, act, PROVINCE)
    model.case.version += 1
    model.this_round.changes.append(False)


def condition(model: Model, act: Act) -> None:
    papers(model, act, frozenset({"under_review", "decision_pending"}))
    model.case.version += 1
    due = end_of_day(add_calendar_days(model.now, CONDITION_DAYS))
    model.this_round.conditions.append((due, False))


def letter(model: Model, act: Act) -> None:
    papers(model, act, PROVINCE)
    model.case.version += 1
    model.this_round.letter = act.what


def agree(model: Model, act: Act) -> None:
    """The coordinator writes down what is missing, and `what` of the one criterion."""
    papers(model, act, frozenset({"under_review"}))
    out = {"assigned", "declared", "in_progress"}
    model.need_one(not any(review.state in out for review in model.reviews.values()), WRONG_STATE)
    for key, value in agreement(model, act.what).items():
        if model.this_round.agreed.get(key) != value:
            model.case.version += 1
            model.this_round.agreed[key] = value
    if act.what in WEAK:
        widen(model)


def agreement(model: Model, value: str) -> dict[str, str]:
    return {**dict.fromkeys(model.missing_agreement(), "3"), PROBLEM: value}


def widen(model: Model) -> None:
    if model.case.track == "fast":
        model.moved(model.case, model.case.state)
        widened(model, Act("", ""), "", False)


def assign(model: Model, act: Act) -> None:
    model.need_one("coordinator" in model.standing(act.who), NOT_YOURS)
    model.need_one(model.case.state in PROVINCE, WRONG_STATE)
    model.need_one(act.which not in model.reviews, GATE)
    model.reviews[str(act.which)] = Review("assigned")
    model.begun()


def move_review(model: Model, act: Act) -> None:
    review = model.reviews[str(act.which)]
    standing = model.reviewing(act.who, str(act.which))
    holds = True
    if act.name in {"review.begin", "review.submit"}:
        holds = model.case.state == "under_review"
    if act.name == "review.submit":
        holds = holds and not model.missing_verdicts(review)
    if act.name in {"review.declare_clear", "review.declare_possible"}:
        holds = not review.explained
    if act.name == "review.accept_tie":
        holds = review.explained
    if act.name == "review.suspend":
        holds = False  # nothing ties these reviewers to the case for longer than `tie` takes
    way = model.ask(act.name, standing, review.state, holds, reason=act.reason, stale=act.stale)
    model.moved(review, way.target)
    review.explained = review.explained or act.name == "review.declare_possible"
    review.accepted = review.accepted or act.name == "review.accept_tie"
    if act.name == "review.submit" and any(v.value in WEAK for v in review.verdicts[model.case.round].values()):
        widen(model)


def tie(model: Model, act: Act) -> None:
    """For a night the reviewer is one of the institution's people, and the clock finds out."""
    review = model.reviews.get(str(act.which))
    judged = model.case.state in {"submitted", "under_review", "returned"}
    if review and judged and review.state in {"declared", "in_progress", "submitted"} and not review.accepted:
        model.moved(review, "assigned")


def judge(model: Model, act: Act) -> None:
    """Every verdict that is missing; the first one begins the review."""
    review = model.reviews[str(act.which)]
    model.need_one(act.who == act.which, NOT_YOURS)
    if review.state == "declared":
        model.need_one(model.case.state == "under_review", GATE)
        model.moved(review, "in_progress")
    elif review.state != "in_progress" or model.case.state != "under_review":
        raise Refused(WRONG_STATE)
    verdicts = review.verdicts.setdefault(model.case.round, {})
    for key in judged(model, review):
        verdicts[key] = Verdict(act.what if key == PROBLEM else "3", dict(model.case.text))


def judged(model: Model, review: Review) -> list[str]:
    return model.missing_verdicts(review) or [PROBLEM]
